//! Sends bodies to a receiver of webhooks, and tells how it answered.

mod address;
mod credentials;
mod tally;

use crate::outcome::{Failure, Outcome, tell};
use crate::progress;
use address::Address;
use clap::builder::NonEmptyStringValueParser;
use conscent::auth::SIGNATURE_HEADER;
use conscent_codegen::diagnostic::{Diagnostic, Diagnostics, Place};
use conscent_codegen::shape::Progress;
use credentials::Credentials;
use std::collections::BTreeSet;
use std::io::{self, Read};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tally::Tally;
use ureq::Agent;
use ureq::http::header::{AUTHORIZATION, CONTENT_TYPE};

/// A receiver that has not answered in this time is not waited for.
const TIMEOUT: Duration = Duration::from_secs(30);

/// No more than this is read of an answer's body: only its status counts.
const ANSWER_LIMIT: u64 = 1024 * 1024;

/// Where to, and as whom. Credentials come out of the environment: arguments are seen by everyone on the machine.
#[derive(Debug, clap::Args)]
pub(crate) struct Target {
    /// The receiver: `http://`, and `localhost` or an address of this machine's loopback.
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new())]
    to: String,
    /// Send HTTP Basic credentials: the names of the environment variables that hold the API key and the API secret.
    #[arg(long, value_name = "KEY_VAR:SECRET_VAR")]
    basic_env: Option<String>,
    /// Sign each body: the name of the environment variable that holds the webhook secret.
    #[arg(long, value_name = "VAR")]
    sign_env: Option<String>,
    /// Send to other machines too. Nothing is encrypted on the way.
    #[arg(long)]
    allow_remote: bool,
    /// Print JSON: an array of `{api, event, sent, answered, failed, slowest_ms}`.
    ///
    /// `answered` is an object of counts by status. `slowest_ms` is in milliseconds, and null where nothing was answered.
    #[arg(long)]
    json: bool,
}

/// One body to be sent.
pub(crate) struct Message {
    pub(crate) api: String,
    /// Empty where nothing tells it.
    pub(crate) event: String,
    pub(crate) body: Vec<u8>,
}

/// Sends all messages, one after another, and prints a table of outcomes. An error hides none of the messages that follow it.
///
/// `total` is how many bytes there are to read, for the progress bar.
pub(crate) fn all(
    target: &Target,
    total: Option<u64>,
    messages: impl Iterator<Item = Result<Message, Diagnostic>>,
) -> Result<Outcome, Failure> {
    let sender = Sender::new(target)?;
    let (mut tally, mut wrong, progress) = (Tally::default(), BTreeSet::new(), Progress::default());
    progress::watch(total, &progress, || {
        for message in messages {
            let sent = message.and_then(|message| sender.send(&message, &mut tally, &progress));
            wrong.extend(sent.err());
        }
    });
    wrong.iter().for_each(tell);
    tally.print(target.json)?;
    Ok(match (wrong.is_empty(), tally.is_all_well()) {
        (true, true) => Outcome::Done,
        (true, false) => Outcome::Found,
        (false, _) => Outcome::Failed,
    })
}

struct Sender {
    agent: Agent,
    address: Address,
    credentials: Credentials,
}

impl Sender {
    fn new(target: &Target) -> Result<Self, Diagnostics> {
        let address = Address::new(&target.to, target.allow_remote)?;
        let credentials = Credentials::new(target.basic_env.as_deref(), target.sign_env.as_deref())?;
        // What is sent goes to this address and nowhere else: by no proxy, and after no redirect.
        let config = Agent::config_builder()
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_global(Some(TIMEOUT))
            .user_agent(concat!("conscent/", env!("CARGO_PKG_VERSION")));
        Ok(Self { agent: config.build().into(), address, credentials })
    }

    /// Sends a message, and notes what became of it.
    fn send(&self, message: &Message, tally: &mut Tally, progress: &Progress) -> Result<(), Diagnostic> {
        let start = Instant::now();
        let answer = self.post(&message.body);
        let outcome = answer.as_ref().ok().map(|status| (*status, start.elapsed()));
        tally.note(&message.api, &message.event, outcome);
        progress.bytes.fetch_add(message.body.len() as u64, Ordering::Relaxed);
        progress.documents.fetch_add(1, Ordering::Relaxed);
        answer.map(drop).map_err(|error| {
            let why = format!("{error}; see that a receiver runs there, and answers within {} s", TIMEOUT.as_secs());
            Place::file(self.address.shown()).says("not delivered", why)
        })
    }

    /// The status of the answer.
    fn post(&self, body: &[u8]) -> Result<u16, ureq::Error> {
        let mut request = self.agent.post(self.address.uri()).header(CONTENT_TYPE, "application/json");
        if let Some(basic) = self.credentials.basic() {
            request = request.header(AUTHORIZATION, basic);
        }
        if let Some(signature) = self.credentials.sign(body) {
            request = request.header(SIGNATURE_HEADER, signature);
        }
        let (head, body) = request.send(body)?.into_parts();
        // Read for the sake of the connection, which serves the next body. The answer stands, whether its body is whole or not.
        let _ = io::copy(&mut body.into_reader().take(ANSWER_LIMIT), &mut io::sink());
        Ok(head.status.as_u16())
    }
}

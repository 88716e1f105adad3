//! Sends bodies to a receiver of webhooks, and sums up its responses.

mod address;
mod credentials;
mod message;
mod scheme;
pub(crate) mod summary;

pub(crate) use message::Message;

use crate::exit::{Exit, Failure, print_error};
use crate::progress::{self, Counters};
use crate::vendor::Vendor;
use address::Address;
use clap::builder::NonEmptyStringValueParser;
use conscent::auth::Scheme;
use conscent_codegen::{Diagnostic, Diagnostics, Location};
use conscent_shape::Progress;
use credentials::Credentials;
use std::collections::BTreeSet;
use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use summary::Summary;
use ureq::Agent;
use ureq::http::header::{AUTHORIZATION, CONTENT_TYPE};
use ureq::http::{HeaderName, HeaderValue};

/// The time limit for a response. Senders of webhooks wait less (GitHub, for example, 10 s), so a receiver that is too
/// slow for them still shows in the table, with its time.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How much of a response's body is read. Only the status matters, and a body that is read to its end frees the
/// connection for the next request.
const ANSWER_LIMIT: u64 = 1024 * 1024;

/// The receiver, and the sender's credentials. These come from the environment, because all users of the machine can
/// see arguments.
#[derive(Debug, clap::Args)]
pub(crate) struct Target {
    /// The receiver: an `http://` URL whose host is `localhost` or a loopback address.
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new())]
    to: String,
    /// Send HTTP Basic credentials: the names of the environment variables that hold the API key and the API secret.
    #[arg(long, value_name = "KEY_VAR:SECRET_VAR")]
    basic_env: Option<String>,
    /// Sign each body as the vendor does: the name of the environment variable that holds the webhook secret.
    #[arg(long, value_name = "VAR")]
    sign_env: Option<String>,
    /// Sign with this scheme instead of the one in hints.toml.
    #[arg(long, value_name = "NAME", requires = "sign_env", value_parser = scheme::parser())]
    scheme: Option<Scheme>,
    /// Allow sending to other machines. The connections are not encrypted.
    #[arg(long)]
    allow_remote: bool,
    /// Print JSON: an array of `{api, event, sent, answered, failed, slowest_ms}`.
    ///
    /// `answered` is an object with the number of responses for each status. `slowest_ms` is in milliseconds, and null
    /// if no request was answered.
    #[arg(long)]
    json: bool,
}

/// Sends all messages, one after another, and prints a summary. After an error, the next messages are still sent.
///
/// `total` is how many bytes there are to read, for the progress bar.
pub(crate) fn all(
    target: &Target,
    vendor: &Vendor,
    total: Option<u64>,
    messages: impl Iterator<Item = Result<Message, Diagnostic>>,
) -> Result<Exit, Failure> {
    let sender = Sender::new(target, vendor)?;
    let (mut summary, mut errors, progress) = (Summary::default(), BTreeSet::new(), Progress::default());
    let counters = Counters { bytes: &progress.bytes, documents: &progress.documents };
    progress::watch(total, counters, || {
        for message in messages {
            let sent = message.and_then(|message| sender.send(&message, &mut summary, &progress));
            errors.extend(sent.err());
        }
    });
    errors.iter().for_each(print_error);
    // After errors only, a table without rows would be confusing. Programs always get JSON.
    if target.json || errors.is_empty() || !summary.is_empty() {
        summary.print(target.json)?;
    }
    Ok(match (errors.is_empty(), summary.is_success()) {
        (true, true) => Exit::Done,
        (true, false) => Exit::Found,
        (false, _) => Exit::Failed,
    })
}

struct Sender {
    agent: Agent,
    address: Address,
    credentials: Credentials,
    sent: AtomicU64,
}

impl Sender {
    fn new(target: &Target, vendor: &Vendor) -> Result<Self, Diagnostics> {
        let address = Address::new(&target.to, target.allow_remote)?;
        let scheme = || target.scheme.map_or_else(|| scheme::of(vendor), Ok);
        let credentials = Credentials::new(target.basic_env.as_deref(), target.sign_env.as_deref(), scheme)?;
        // Bodies go to this address only: not to a proxy, and not to the target of a redirect.
        let config = Agent::config_builder()
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_global(Some(TIMEOUT))
            .user_agent(concat!("conscent/", env!("CARGO_PKG_VERSION")));
        Ok(Self { agent: config.build().into(), address, credentials, sent: AtomicU64::new(0) })
    }

    /// An id that no receiver has seen before.
    fn id(&self) -> String {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        format!("msg_{since}_{}", self.sent.fetch_add(1, Ordering::Relaxed))
    }

    /// Sends a message, and adds the response to the summary.
    fn send(&self, message: &Message, summary: &mut Summary, progress: &Progress) -> Result<(), Diagnostic> {
        let id = self.id();
        let signature = self.credentials.sign(&message.body, &id)?;
        // A signed id is already among the headers of the signature.
        let name = message.id.clone().filter(|name| signature.iter().all(|(signed, _)| signed != name));
        let id = name.zip(HeaderValue::from_str(&id).ok());
        let headers: Vec<_> = signature.iter().chain(&message.header).chain(&id).collect();
        let start = Instant::now();
        let answer = self.post(&message.body, &headers);
        let timed = answer.as_ref().ok().map(|status| (*status, start.elapsed()));
        summary.add(&message.api, &message.event, timed);
        progress.bytes.fetch_add(message.body.len() as u64, Ordering::Relaxed);
        progress.documents.fetch_add(1, Ordering::Relaxed);
        answer.map(drop).map_err(|error| {
            let help =
                format!("{error}; check that a receiver runs there, and responds within {} s", TIMEOUT.as_secs());
            Location::file(self.address.shown()).error("not delivered", help)
        })
    }

    /// The status of the response.
    fn post(&self, body: &[u8], headers: &[&(HeaderName, HeaderValue)]) -> Result<u16, ureq::Error> {
        let mut request = self.agent.post(self.address.uri()).header(CONTENT_TYPE, "application/json");
        if let Some(basic) = self.credentials.basic() {
            request = request.header(AUTHORIZATION, basic);
        }
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let (head, body) = request.send(body)?.into_parts();
        // The connection serves the next request once the body is read. The status counts even if the body is cut off.
        let _ = io::copy(&mut body.into_reader().take(ANSWER_LIMIT), &mut io::sink());
        Ok(head.status.as_u16())
    }
}

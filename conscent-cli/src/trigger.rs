//! `conscent trigger`

mod set;

use crate::identify::{self, Api, Told};
use crate::outcome::{Failure, Outcome};
use crate::send::{self, Message};
use conscent::samples;
use conscent_codegen::diagnostic::{Diagnostic, Place};
use set::Change;
use std::iter;
use std::num::NonZeroUsize;

/// Send the documented sample of an event to a receiver.
///
/// The body goes by HTTP POST as the documentation shows it (with its known mistakes corrected), unless --set changes it.
/// It is signed after that. An old webhook (v1) has an endpoint for each of its events: give --to the one of EVENT.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// A documented event.
    #[arg(value_parser = identify::names())]
    event: String,
    /// The api of the event, where several have one of this name.
    #[arg(long)]
    api: Option<Api>,
    /// Put a value at a JSON pointer. What is not JSON is taken as text. A new key may be added to an object.
    #[arg(long = "set", value_name = "/POINTER=VALUE", value_parser = Change::parse)]
    changes: Vec<Change>,
    /// How often to send it.
    #[arg(short = 'n', long = "times", value_name = "N", default_value = "1")]
    times: NonZeroUsize,
    #[command(flatten)]
    target: send::Target,
}

const HELP: &str = "\
Examples:
  conscent trigger purchase.pass --to http://127.0.0.1:3000/webhooks
  conscent trigger pass_payment --to http://127.0.0.1:3000/webhooks/pass_payment -n 100
  conscent trigger purchase.pass --to http://localhost:3000/webhooks \\
      --set /payload/purchase/price=499 --set /payload/purchase/type=GIFT
  conscent trigger transaction.failed --to http://127.0.0.1:3000/webhooks \\
      --basic-env CONSCENT_KEY:CONSCENT_SECRET --sign-env CONSCENT_WEBHOOK_SECRET

Exit codes: 0 every answer is 2xx, 1 another answer, 2 an error";

pub(crate) fn run(args: &Args) -> Result<Outcome, Failure> {
    let (api, body) = body(args)?;
    let message = || Ok(Message { api: api.to_string(), event: args.event.clone(), body: body.clone() });
    let total = body.len().checked_mul(args.times.get()).and_then(|bytes| u64::try_from(bytes).ok());
    send::all(&args.target, total, iter::repeat_with(message).take(args.times.get()))
}

/// The api of the event, and the body to send.
fn body(args: &Args) -> Result<(Api, Vec<u8>), Diagnostic> {
    let api = match Told::new(Some(&args.event), args.api)? {
        Told::Event(api, _) | Told::Api(api) => api,
        Told::Nothing => Api::V2,
    };
    let api_name = api.to_string();
    let Some(sample) = samples::ALL.iter().find(|one| one.api == api_name && one.event == args.event) else {
        return Err(Place::file("EVENT").says("no sample", "`conscent list` shows the events that have one"));
    };
    if args.changes.is_empty() {
        return Ok((api, sample.text.as_bytes().to_vec()));
    }
    let unfit = |error: serde_json::Error| Place::file("--set").says("no JSON", error.to_string());
    let mut body = serde_json::from_str(sample.text).map_err(unfit)?;
    args.changes.iter().try_for_each(|change| change.apply(&mut body))?;
    Ok((api, serde_json::to_vec(&body).map_err(unfit)?))
}

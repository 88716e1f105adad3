//! `conscent trigger`

mod set;

use crate::exit::{Exit, Failure};
use crate::identify;
use crate::send::{self, Message};
use crate::vendor::{Vendor, VendorArgs};
use conscent_codegen::{Diagnostic, Location};
use set::Change;
use std::iter;
use std::num::NonZeroUsize;

/// Send the documented sample of an event to a receiver.
///
/// The command posts the body as the documentation shows it, with its known mistakes corrected. `--set` changes it
/// before it is signed. The vendor is Conscent, or with `--samples` the one whose documented payloads are in that
/// folder. Its hints.toml describes the rest of the request: a header that names the event, a header with a new id, a
/// signature, and a list around the delivery.
///
/// If an api has a separate endpoint for each event, such as the old webhooks of Conscent (v1), `--to` must be the
/// endpoint of EVENT.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// A documented event.
    event: String,
    #[command(flatten)]
    vendor: VendorArgs,
    /// The api of the event, if several apis have an event of this name.
    #[arg(long, value_name = "NAME")]
    api: Option<String>,
    /// Set the value at a JSON pointer. A value that is not JSON is a string. The pointer may also name a new key of an
    /// object, or end in `/-` to append an item to an array.
    #[arg(long = "set", value_name = "/POINTER=VALUE", value_parser = Change::parse)]
    changes: Vec<Change>,
    /// The number of times to send it.
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
  conscent trigger pull_request.opened --samples github-samples --to http://127.0.0.1:3000/github \\
      --sign-env GITHUB_WEBHOOK_SECRET

Exit codes: 0 every response is 2xx, 1 a response is not 2xx, 2 an error";

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let vendor = args.vendor.read()?;
    let message = message(args, &vendor)?;
    let total = message.body.len().checked_mul(args.times.get()).and_then(|bytes| u64::try_from(bytes).ok());
    let messages = iter::repeat_with(|| Ok(message.clone())).take(args.times.get());
    send::all(&args.target, &vendor, total, messages)
}

/// What to send.
fn message(args: &Args, vendor: &Vendor) -> Result<Message, Diagnostic> {
    let module = vendor.of_event("EVENT", &args.event, args.api.as_deref())?;
    let Some(sample) = vendor.sample(module, &args.event) else {
        return Err(Location::file("EVENT").error("no sample", "`conscent list` shows the events that have one"));
    };
    let documented = identify::value(sample.text.as_bytes())
        .map_err(|error| Location::file("EVENT").error("the sample cannot be sent", error.to_string()))?;
    let body = if args.changes.is_empty() {
        sample.text.clone()
    } else {
        let mut changed = documented.clone();
        args.changes.iter().try_for_each(|change| change.apply(&mut changed)).map_err(|error| {
            let help = "--set replaces a value, adds a key to an object, or appends an item to an array (`/-`)";
            Location::file("--set").error(error.to_string(), help)
        })?;
        changed.to_string()
    };
    Message::changed(module, &args.event, &documented, body.into_bytes())
}

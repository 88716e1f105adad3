//! `conscent trigger`

mod set;

use crate::exit::{Exit, Failure};
use crate::identify::{self, Api};
use crate::send::{self, Message};
use conscent::samples;
use conscent_codegen::{Diagnostic, Location};
use conscent_core::{ChangeError, ChangedSample};
use set::Change;
use std::iter;
use std::num::NonZeroUsize;

/// Send the documented sample of an event to a receiver.
///
/// The command posts the body as the documentation shows it, with its known mistakes corrected. `--set` changes it before it
/// is signed. The old webhooks (v1) have an endpoint for each event: give --to the endpoint of EVENT.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// A documented event.
    #[arg(value_parser = identify::names())]
    event: String,
    /// The api of the event, if several apis have one of this name.
    #[arg(long)]
    api: Option<Api>,
    /// Put a value at a JSON pointer. A value that is not JSON is read as text. A new key may be added to an object, and
    /// a new item to the end of an array, as `/-`.
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

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let (api, body) = body(args)?;
    let message = || Ok(Message { api: api.to_string(), event: args.event.clone(), body: body.clone() });
    let total = body.len().checked_mul(args.times.get()).and_then(|bytes| u64::try_from(bytes).ok());
    send::all(&args.target, total, iter::repeat_with(message).take(args.times.get()))
}

/// The api of the event, and the body to send.
fn body(args: &Args) -> Result<(Api, Vec<u8>), Diagnostic> {
    let api = Api::of_event(&args.event, args.api)?;
    let api_name = api.to_string();
    let Some(sample) = samples::ALL.iter().find(|one| one.api == api_name && one.event == args.event) else {
        return Err(Location::file("EVENT").error("no sample", "`conscent list` shows the events that have one"));
    };
    if args.changes.is_empty() {
        return Ok((api, sample.text.as_bytes().to_vec()));
    }
    let no_place = |error: ChangeError| {
        let help = "a value can be replaced, a key added to an object, and an item to the end of an array, as /-";
        Location::file("--set").error(error.to_string(), help)
    };
    let unchanged = ChangedSample::new(sample).map_err(no_place)?;
    let body = args.changes.iter().try_fold(unchanged, |body, change| change.apply(body)).map_err(no_place)?;
    Ok((api, body.to_string().into_bytes()))
}

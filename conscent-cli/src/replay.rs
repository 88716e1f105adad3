//! `conscent replay`

mod bodies;
mod only;

use crate::exit::{Exit, Failure};
use crate::files;
use crate::send;
use crate::source::Source;
use crate::vendor::VendorArgs;
use only::Only;

/// Send recorded or captured bodies to a receiver.
///
/// Files hold JSON as `inspect` reads it: one body, or JSON lines. A line {api, event, why, body} is a delivery from
/// the capture sink of the crate `conscent`, and is sent as its body. A folder may be the output of `record`, or a
/// samples folder, whose corrections.toml is not applied.
///
/// The vendor is Conscent, or with `--samples` the one whose documented payloads are in that folder. Its hints.toml
/// describes the rest of the request: a header that names the event, a signature, and a list around the delivery. If a
/// body does not name its event, the folder of its file does: `<api>/<event>/<name>.json`.
///
/// Bodies are sent byte for byte, without the white space around them. Input that is not a JSON object is reported;
/// everything else is still sent.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// Files and folders of bodies; `-` is standard input.
    ///
    /// A folder stands for all `.json` and `.jsonl` files in and below it, compressed or not, sorted by their paths,
    /// without hidden ones. An argument that does not exist may be a pattern in quotes, such as `'recorded/**/*.json'`, as
    /// for `infer`. A folder or pattern without a file is an error. A file is sent once, even if several arguments name
    /// it.
    #[arg(required = true, value_name = "FILE|DIR")]
    files: Vec<Source>,
    #[command(flatten)]
    vendor: VendorArgs,
    /// Send every body as one of this api.
    #[arg(long, value_name = "NAME")]
    api: Option<String>,
    /// Send only these events: a name, or a prefix followed by `*`.
    #[arg(long, value_name = "EVENT", value_parser = Only::parse)]
    only: Vec<Only>,
    #[command(flatten)]
    target: send::Target,
}

const HELP: &str = "\
Examples:
  conscent replay captured.jsonl --to http://127.0.0.1:3000/webhooks
  conscent replay recorded --to http://127.0.0.1:3000/webhooks --only 'purchase.*' --json
  conscent replay recorded --samples github-samples --to http://127.0.0.1:3000/github \\
      --sign-env GITHUB_WEBHOOK_SECRET
  conscent replay recorded/v1/pass_payment --to http://127.0.0.1:3000/webhooks/pass_payment
  conscent replay recorded/v2 --to http://localhost:3000/webhooks \\
      --basic-env CONSCENT_KEY:CONSCENT_SECRET --sign-env CONSCENT_WEBHOOK_SECRET

Exit codes: 0 every response is 2xx, 1 a response is not 2xx, 2 an error (all other bodies
are sent)";

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let vendor = args.vendor.read()?;
    let declared = vendor.declared(None, args.api.as_deref())?;
    let files = files::expand(&args.files, files::JSON)?;
    let total = files.iter().map(Source::size).sum();
    let is_wanted = |event: &str| args.only.is_empty() || args.only.iter().any(|only| only.matches(event));
    let messages = files.iter().flat_map(|file| bodies::read(file, &vendor, &declared));
    let wanted = messages.filter(|one| one.as_ref().map_or(true, |one| is_wanted(&one.event)));
    send::all(&args.target, &vendor, total, wanted)
}

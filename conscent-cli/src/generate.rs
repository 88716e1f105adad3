//! `conscent generate`

mod lossless;
mod plain;

use crate::exit::{Exit, Failure};
use crate::samples::{Previous, Unusable};
use clap::ValueEnum;
use std::path::PathBuf;

/// Generate Rust types from a samples folder.
///
/// `--style lossless`, the default, generates a crate: sources, JSON Schemas, OpenAPI, AsyncAPI, the samples and a README.
/// Its types decode every JSON object, keep unknown keys and values, report them as drift, and encode back to an equal
/// object. Each run replaces what an earlier run wrote. The manifest (Cargo.toml) is only written if there is none, and is
/// yours from then on. A folder that was not generated keeps its files: if one of them would be overwritten or removed,
/// nothing is written.
///
/// `--style plain` generates one source file of ordinary serde types, for a crate of yours. They are strict: a body without
/// a required key, or with a value of another kind, does not decode. Unknown keys are dropped.
///
/// A sample that cannot be used (one that is not JSON, say) is left out: standard error names it, and the types are made from
/// the others. `release` and build scripts refuse such samples, as `--strict` does here.
///
/// New samples break no code that uses the types: what the last release says (`released/interface.json` in the folder of the
/// crate, or `--previous`) keeps its names, and its types unless a sample contradicts them. What samples do not prove, such
/// as that the keys of an object are data, is on standard error, with the hint that says otherwise.
///
/// Equal samples give equal bytes.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// The samples: `<api>/<event>/<name>.json` in this folder.
    #[arg(long, value_name = "DIR")]
    samples: PathBuf,
    #[command(flatten)]
    unusable: Unusable,
    #[command(flatten)]
    previous: Previous,
    /// The folder of the crate; with `--style plain`, the source file.
    #[arg(long, value_name = "DIR|FILE.rs")]
    out: PathBuf,
    /// The style of the types.
    #[arg(long, value_enum, default_value_t = Style::Lossless)]
    style: Style,
    /// The name of the crate [default: the name in its manifest, or that of the output folder]
    #[arg(long)]
    name: Option<String>,
    /// Write nothing; list the stale files, and exit with 1 if there are any.
    #[arg(long)]
    check: bool,
}

/// The style of the types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Style {
    /// A crate of types that decode every object, and keep what is unknown
    Lossless,
    /// One file of ordinary serde types, which refuse what no sample is like
    Plain,
}

const HELP: &str = "\
Examples:
  conscent generate --samples samples --out my-webhooks
  conscent generate --samples samples --out crates/types --name my-webhooks
  conscent generate --samples samples --out my-webhooks --check
  conscent generate --samples samples --style plain --out src/webhooks.rs

Where a delivery names its event, and where its payload is, is in hints.toml in the samples folder, for
each api (here: shop):
  [envelope.shop]
  event = \"event\"        # the key that holds the event's name, or a JSON pointer such as /meta/name
  payload = \"payload\"    # the same for the payload; without it, the whole body is the payload
  header = \"X-Event\"     # with or without `event`: the header that holds the name, or its first part
  batch = true           # only if a body is a list of deliveries

The plain types use the crates serde with its feature `derive`, serde_json, and chrono with its
feature `serde`.

Exit codes: 0 done, even if samples were left out; 1 files are stale (--check); 2 an error (then
nothing is written)";

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    match args.style {
        Style::Lossless => lossless::run(args),
        Style::Plain => plain::run(args),
    }
}

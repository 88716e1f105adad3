//! `conscent generate`

mod lossless;
pub(crate) mod outcome;
mod plain;

use crate::exit::{Exit, Failure};
use crate::samples::{Previous, Unusable};
use clap::ValueEnum;
use std::path::PathBuf;

/// Generate Rust types from a samples folder.
///
/// `--style lossless`, the default, generates a crate: sources, JSON Schemas, OpenAPI, AsyncAPI, the samples and a
/// README. Its types decode every JSON object, keep unknown keys and values, report them as drift, and encode back to
/// an equal object. Each run replaces what an earlier run wrote. It writes the manifest (Cargo.toml) only if the folder
/// has none; from then on, the manifest is yours. If a file that was not generated would be overwritten or removed,
/// nothing is written.
///
/// `--style plain` generates one source file of ordinary serde types, for your own crate. They are strict: a body
/// without a required key, or with a value of another kind, does not decode. Unknown keys are dropped.
///
/// A sample that cannot be used, such as one that is not JSON, is left out and reported on standard error. The types
/// come from the other samples. With `--strict`, as in `release` and in build scripts, such a sample is an error.
///
/// New samples do not break code that uses the types: names and types of the last release (`released/interface.json` in
/// the folder of the crate, or `--previous`) stay as they are, unless a sample contradicts a type. Conclusions that the
/// samples suggest but do not prove, such as that the keys of an object are data, are reported as notes on standard
/// error. Each note names the hint that overrules it.
///
/// The same samples always give the same files, byte for byte.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// The samples folder, with `<api>/<event>/<name>.json`.
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
    /// The conscent-core that a new manifest requires: a version, or the folder that holds the crate [default: the
    /// version of this program]
    #[arg(long, value_name = "VERSION|PATH")]
    core: Option<String>,
    /// Write nothing; list the stale files, and exit with 1 if there are any.
    #[arg(long)]
    check: bool,
    /// Print JSON: {out, files: [{action, file}], unchanged, notes}.
    ///
    /// The action is `written` or `removed`; with --check it is `differs`, `missing` or `obsolete`.
    #[arg(long)]
    json: bool,
}

/// The style of the types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Style {
    /// A crate of types that decode every object, and keep unknown keys and values
    Lossless,
    /// One file of ordinary serde types, which reject bodies that differ from the samples
    Plain,
}

const HELP: &str = "\
Examples:
  conscent generate --samples samples --out my-webhooks
  conscent generate --samples samples --out crates/types --name my-webhooks
  conscent generate --samples samples --out my-webhooks --core ../conscent-rust/conscent-core
  conscent generate --samples samples --out my-webhooks --check
  conscent generate --samples samples --style plain --out src/webhooks.rs

hints.toml in the samples folder defines for each api (here: shop) where a delivery names its event,
and where its payload is:
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

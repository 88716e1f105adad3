//! `conscent import`

mod changed;
mod row;
mod site;

use crate::exit::{self, Exit, Failure};
use crate::show;
use conscent::redact::Redactor;
use conscent_codegen::Location;
use conscent_import::{Options, Redact};
use row::Row;
use std::io;
use std::path::PathBuf;

/// Import payloads into a samples folder, from documentation pages and from captured deliveries.
///
/// A page is text as copied from a browser, Markdown or HTML, with any number of payloads: JSON objects, each under a
/// heading, or in a tab or code block with a title. A payload becomes `<api>/<event>/<page>.json` in the samples folder,
/// byte for byte; its body, its heading and its page, read as hints.toml says, determine the api and the event. Its origin is noted in provenance.toml
/// there. Comments and trailing commas, which JSON does not have, are left out and reported on standard error. An e-mail
/// address that was masked for a crawler (`[email protected]`) is an error.
///
/// If a page has changed since its samples were taken, nothing is written, and the command shows which payloads differ, line
/// by line, and which the page no longer has. `--force` replaces those that differ. Those that are gone stay: remove them
/// yourself.
///
/// A file whose name ends in `.jsonl` holds captured deliveries, as the capture sink of the crate `conscent` writes them.
/// All bodies with the same keys, kinds of values and codes become one sample, `<api>/<event>/capture-<hash>.json`.
/// Undecodable deliveries and torn lines are reported on standard error, and left out. Read the new samples before you share
/// them: redaction keeps the names of keys.
///
/// If there is an error in any file, nothing is written.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// Pages, and files of captures.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The samples folder; it is created if it does not exist.
    #[arg(long, value_name = "DIR")]
    samples: PathBuf,
    /// The api of all payloads on the pages.
    ///
    /// Without it, hints.toml in the samples folder says which api a payload belongs to: by where its body names the event
    /// (`[envelope.NAME]`), or by the section of its page (`[site]`). If the file has neither, the pages are taken for those of
    /// Conscent.
    #[arg(long, value_name = "NAME")]
    api: Option<String>,
    /// Replace samples that differ from the pages.
    #[arg(long)]
    force: bool,
    /// Replace personal data in captures that were made without redaction, as the capture sink does.
    ///
    /// E-mail addresses, ids, times, numbers and texts are replaced by others of the same form. Equal values stay equal
    /// within one import. The next import replaces them differently, but does not take a body with the same keys, kinds and
    /// codes again. Pages are refused: their content is public already.
    #[arg(long)]
    redact: bool,
    /// Print JSON: an array of {action, api, event, name, file, page, line, heading, diff}.
    ///
    /// The action is `written`, `unchanged` or `replaced`; `gone` if the page no longer has the payload; and `new` or
    /// `differs` if nothing was written because a page has changed. `heading` is null if there is none above the payload.
    /// `diff` is present if the payload differs, as lines.
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Examples:
  conscent import purchase-webhook.html --samples samples
  conscent import pages/*.md --samples samples --json
  conscent import events.md --samples samples --api shop
  conscent import capture.jsonl --samples samples
  conscent import verbatim.jsonl --redact --samples samples
  conscent import purchase-webhook.html --samples samples --force

If a page contradicts itself, corrections.toml in the samples folder says what is right:
  [[correction]]
  sample = \"v2/purchase.pass/purchase-webhook.json\"
  pointer = \"/event\"
  from = \"purchase.subscription\"
  to = \"purchase.pass\"
  reason = \"the heading says Purchase.pass\"
If a heading is only another name of an event, hints.toml says so:
  [[alias]]
  api = \"v2\"
  heading = \"Refund.subscription\"
  event = \"refunded.subscription\"
  reason = \"the bodies under this heading say so\"

Exit codes: 0 done, 1 a page has changed, 2 an error (after 1 and 2, nothing is written)";

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let redactor = if args.redact { Some(redactor()?) } else { None };
    let redact = redactor.as_ref().map(|redactor| move |body: &str, event: &str| redactor.body(body, event));
    let redact = redact.as_ref().map(|redact| redact as Redact<'_>);
    let options = Options { api: args.api.as_deref(), site: Some(&site::conscent()), redact };
    let plan = conscent_import::plan(&args.files, &args.samples, options)?;
    let is_refused = plan.is_change() && !args.force;
    if !is_refused {
        conscent_import::apply(&plan)?;
    }
    plan.notes.iter().for_each(exit::print_error);
    let rows = row::rows(&plan, is_refused);
    let mut out = io::stdout().lock();
    if args.json {
        show::json(&mut out, &rows)?;
    } else {
        show::table(&mut out, &rows.iter().map(Row::cells).collect::<Vec<_>>())?;
    }
    if !is_refused {
        return Ok(Exit::Done);
    }
    if !args.json {
        changed::show(&mut out, &plan)?;
    }
    Ok(Exit::Found)
}

fn redactor() -> Result<Redactor, Failure> {
    let failed = |error: io::Error| Location::file("--redact").error("no random bytes", error.to_string());
    Ok(Redactor::random().map_err(failed)?)
}

//! `conscent import`

mod changed;
mod row;

use crate::outcome::{self, Failure, Outcome};
use crate::show;
use conscent::redact::Redactor;
use conscent_codegen::diagnostic::Place;
use conscent_codegen::import::{self, Redact};
use row::Row;
use std::io;
use std::path::PathBuf;

/// Take payloads into a samples folder: off documentation pages, and from captured deliveries.
///
/// A page is text as copied from a browser, Markdown or HTML, with any number of payloads: JSON objects, each under a
/// heading, or in a tab or code block with a title. A payload becomes `<api>/<event>/<page>.json` in the samples folder, byte
/// for byte; api and event are told by its body, its heading and its page. Where it came from is noted in provenance.toml
/// there. Comments and trailing commas, which JSON does not have, are left out, and that is told on standard error. An e-mail
/// address that was masked for a crawler (`[email protected]`) is an error.
///
/// A page that changed since its samples were taken is shown, and nothing is written: which payloads differ, line by line,
/// and which the page does not show any more. `--force` replaces those that differ; those that are gone stay, for you to remove.
///
/// A file whose name ends in `.jsonl` is what the capture sink of the crate `conscent` wrote. Bodies that teach the same
/// (keys, kinds of values, codes) become one sample, `<api>/<event>/capture-<hash>.json`. Undecodable deliveries and torn
/// lines are told on standard error, and left out. Read the new samples before you share them: redaction keeps names of keys.
///
/// All or nothing: while anything is wrong with any file, nothing is written.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// Pages, and files of captures.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The samples folder; it is made if there is none.
    #[arg(long, value_name = "DIR")]
    samples: PathBuf,
    /// Replace samples that differ from what the pages show.
    #[arg(long)]
    force: bool,
    /// Replace people's data in captures that were made without redaction, in the way the capture sink does.
    ///
    /// E-mail addresses, ids, times, numbers and texts become others of the same form. Equal values stay equal within one
    /// import; the next one replaces them in another way, but takes no body that teaches the same. Pages are refused: what
    /// they show is public already.
    #[arg(long)]
    redact: bool,
    /// Print JSON: an array of {action, api, event, name, file, page, line, heading, diff}.
    ///
    /// An action is `written`, `unchanged` or `replaced`; `gone` where the page does not show the payload any more; and
    /// `new` or `differs` where nothing was written because a page has changed. `heading` is null where none stands above
    /// the payload. `diff` is there where the payload differs, as lines.
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Examples:
  conscent import purchase-webhook.html --samples samples
  conscent import pages/*.md --samples samples --json
  conscent import capture.jsonl --samples samples
  conscent import verbatim.jsonl --redact --samples samples
  conscent import purchase-webhook.html --samples samples --force

Where a page contradicts itself, corrections.toml in the samples folder tells what is meant:
  [[correction]]
  sample = \"v2/purchase.pass/purchase-webhook.json\"
  pointer = \"/event\"
  from = \"purchase.subscription\"
  to = \"purchase.pass\"
  reason = \"the heading says Purchase.pass\"
And where a heading is but another name of an event, hints.toml does:
  [[alias]]
  api = \"v2\"
  heading = \"Refund.subscription\"
  event = \"refunded.subscription\"
  reason = \"the bodies under this heading say so\"

Exit codes: 0 done, 1 a page has changed (then nothing is written), 2 an error (then nothing is written)";

pub(crate) fn run(args: &Args) -> Result<Outcome, Failure> {
    let redactor = if args.redact { Some(redactor()?) } else { None };
    let redact = redactor.as_ref().map(|redactor| move |body: &str, event: &str| redactor.body(body, event));
    let redact = redact.as_ref().map(|redact| redact as Redact<'_>);
    let plan = import::plan(&args.files, &args.samples, redact)?;
    let is_refused = plan.is_change() && !args.force;
    if !is_refused {
        import::apply(&plan.writes)?;
    }
    plan.notes.iter().for_each(outcome::tell);
    let rows = row::rows(&plan, &args.samples, is_refused);
    let mut out = io::stdout().lock();
    if args.json {
        show::json(&mut out, &rows)?;
    } else {
        show::table(&mut out, &rows.iter().map(Row::cells).collect::<Vec<_>>())?;
    }
    if !is_refused {
        return Ok(Outcome::Done);
    }
    if !args.json {
        changed::show(&mut out, &plan, &args.samples)?;
    }
    Ok(Outcome::Found)
}

fn redactor() -> Result<Redactor, Failure> {
    let failed = |error: io::Error| Place::file("--redact").says("no random bytes", error.to_string());
    Ok(Redactor::random().map_err(failed)?)
}

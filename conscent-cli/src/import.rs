//! `conscent import`

mod changed;
mod event;
mod left_out;
mod places;
pub(crate) mod row;
pub(crate) mod site;

use crate::exit::{self, Exit, Failure};
use crate::show;
use crate::style::PLAIN;
use crate::words;
use conscent::redact::Redactor;
use conscent_codegen::Location;
use conscent_codegen::samples::is_capture;
use conscent_import::{Options, Plan, Redact, Redacted};
use event::EventAnswer;
use row::Row;
use std::io;
use std::path::{Path, PathBuf};

/// Import payloads from documentation pages and captured deliveries, and shape files of archives, into a samples
/// folder.
///
/// A page is HTML, Markdown, `AsciiDoc`, an OpenAPI description, or text copied from a browser. It has any number of
/// payloads: JSON objects, each under a heading, or in a tab or code block with a title. A payload becomes
/// `<api>/<event>/<page>.json` in the samples folder, byte for byte. Its body, its heading and its page determine the
/// api and the event, by the rules in hints.toml. provenance.toml in the samples folder records its origin. Comments
/// and trailing commas, which JSON does not allow, are removed and reported on standard error.
///
/// Every text on a page that looks like JSON is either imported, or reported on standard error with its line, the
/// reason, and what to do. For example, a text may be cut off, contain a placeholder or a masked e-mail address
/// (`[email protected]`), or belong to an unknown event. The other payloads are still imported. Texts that need no
/// action are only counted. `[[ignore]]` in hints.toml excludes texts that are not payloads.
///
/// A page is identified by the end of its path: `docs/orders.html` and `orders.txt` are the same page, but
/// `orders/index.html` and `refunds/index.html` are two pages, whose samples are called `orders` and `refunds`.
///
/// If a page has changed since its samples were imported, the command writes nothing. It shows which payloads differ,
/// line by line, and which ones the page no longer has. `--force` replaces the samples that differ. It does not remove
/// the samples of missing payloads.
///
/// A file whose name ends in `.jsonl` holds captured deliveries, as the capture sink of the crate `conscent` writes
/// them. All bodies of an event with the same keys, kinds of values and codes become one sample,
/// `<api>/<event>/capture-<hash>.json`. Undecodable deliveries and incomplete lines are left out and reported on
/// standard error. Redaction keeps keys that look like field names, so read the new samples before you share them.
///
/// A file whose name ends in `.shape` summarizes the deliveries of an archive, as `conscent infer --shape` writes it.
/// It becomes `<api>/<event>/<name>.shape`, and counts as evidence like the deliveries themselves. All its deliveries
/// must be of one event: the one that they name, that the name of the file spells, or that `--event NAME` gives. If the
/// samples folder has a different shape file of the same name, the command writes nothing, and shows which places
/// differ. `--force` replaces the file.
///
/// A file that cannot be read is an error, but the payloads in the other files are still imported.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
#[allow(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub(crate) struct Args {
    /// Pages, capture files, and shape files.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The samples folder; it is created if it does not exist.
    #[arg(long, value_name = "DIR")]
    samples: PathBuf,
    /// The api of all payloads on the pages, and of the shape files.
    ///
    /// Without it, hints.toml in the samples folder determines the api of a payload: by the place where its body names
    /// the event (`[envelope.NAME]`), or by the section of its page (`[site]`). If hints.toml has neither table, the
    /// pages are read as Conscent's.
    #[arg(long, value_name = "NAME")]
    api: Option<String>,
    /// The event of all payloads and shape files whose event is otherwise unknown. LINE=NAME gives only the event of
    /// the payload that starts on that line.
    ///
    /// Repeat the option for other lines. provenance.toml records the event, so the next import does not need the option.
    #[arg(long = "event", value_name = "[LINE=]NAME", value_parser = EventAnswer::parse)]
    events: Vec<EventAnswer>,
    /// Write nothing if anything is left out that hints.toml does not ignore.
    #[arg(long)]
    strict: bool,
    /// Replace existing samples that differ from the pages, and existing shape files that differ from the new ones of
    /// the same name.
    #[arg(long)]
    force: bool,
    /// Replace personal data in captures that were made without redaction, in the same way as the capture sink does.
    ///
    /// E-mail addresses, ids, times, numbers and texts are replaced by others of the same form, and so are keys and
    /// names of events that look like them. Events, keys, and codes under their keys stay unchanged if the samples
    /// folder documents them. Equal values get equal replacements within one import. The next import uses different
    /// replacements, but does not import a body with the same keys, kinds and codes again, unless the name of its event
    /// was replaced. Pages are an error with this option, because their content is already public.
    #[arg(long)]
    redact: bool,
    /// Print JSON: an array of {action, api, event, name, file, page, line, heading, documents, diff}.
    ///
    /// The action is `written`, `unchanged` or `replaced`; `gone` if the page no longer has the payload; and `new` or
    /// `differs` if nothing was written because a page has changed. `heading` is null if the payload has none.
    /// `documents` is present for a shape file. `diff`, a unified diff, is present if the payload or the shape file
    /// differs.
    ///
    /// A text of a page or a line of captures that is left out has the action `left out`, with `why` (a word, such as
    /// `placeholder`), `reason` (a sentence, and what to do), `last_line`, and `is_to_do`: whether you have to act on
    /// it. Its api, event, name and file are null.
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
  conscent import orders.md --samples samples --event 12=order.paid --event 30=order.void
  conscent import site/*/index.html --samples samples --strict
  conscent import shapes/*.shape --samples samples

If a page contradicts itself, correct it in corrections.toml in the samples folder:
  [[correction]]
  sample = \"v2/purchase.pass/purchase-webhook.json\"
  pointer = \"/event\"
  from = \"purchase.subscription\"
  to = \"purchase.pass\"
  reason = \"the heading says Purchase.pass\"
If a heading is another name for an event, add an alias to hints.toml:
  [[alias]]
  api = \"v2\"
  heading = \"Refund.subscription\"
  event = \"refunded.subscription\"
  reason = \"the bodies under this heading say so\"
If a text is not a payload, ignore it in hints.toml; all given conditions must hold:
  [[ignore]]
  page = \"orders\"
  heading = \"Response\"
  keys = [\"received\"]
  reason = \"a receiver's response\"

Exit codes: 0 done (standard error lists what was left out), 1 a page or a shape file has changed (then
nothing is written), 2 an error:
- a file cannot be read; the payloads of the other files are written
- no payload was imported
- with --strict, something was left out that hints.toml does not ignore; nothing is written
- an option or a file in the samples folder is wrong; nothing is written";

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let redactor = if args.redact { Some(redactor(&args.samples)?) } else { None };
    let redact = redactor.as_ref().map(|redactor| {
        |body: &str, event: &str| Redacted { event: redactor.event(event), body: redactor.body(body, event) }
    });
    let redact = redact.as_ref().map(|redact| redact as Redact<'_>);
    let answers = event::answers(&args.events)?;
    let site = site::conscent();
    let options = Options { api: args.api.as_deref(), site: Some(&site), answers: Some(&answers), redact };
    let plan = conscent_import::plan(&args.files, &args.samples, options)?;
    let is_too_little = args.strict && !plan.is_whole();
    let is_changed = plan.is_change() && !args.force;
    let is_refused = is_too_little || is_changed;
    if !is_refused {
        conscent_import::apply(&plan)?;
    }
    left_out::print(&plan);
    let is_nothing = is_nothing(args, &plan);
    if is_nothing {
        let help = "no payload in these files can be imported";
        exit::print_error(&Location::file(&args.samples).error("nothing was imported", help));
    } else if is_too_little {
        exit::print_error(&left_out::refused(&plan));
    }
    if args.json {
        show::print_json(&row::all(&plan, is_refused))?;
    } else {
        let (mut out, rows) = (show::out(), row::samples(&plan, is_refused));
        let cells: Vec<_> = rows.iter().map(Row::cells).collect();
        show::styled_table(&mut out, &cells, |row, column| match rows.get(row) {
            Some(row) if column == 0 => row.style(),
            _ => PLAIN,
        })?;
        if is_changed {
            changed::show(&mut out, &plan)?;
        }
    }
    Ok(match () {
        () if is_nothing || is_too_little || !plan.unreadable.is_empty() => Exit::Failed,
        () if is_changed => Exit::Found,
        () => Exit::Done,
    })
}

/// Whether nothing was imported, although the files should have payloads. Files of captures may be empty.
fn is_nothing(args: &Args, plan: &Plan) -> bool {
    let is_page = args.files.iter().any(|file| !is_capture(file));
    plan.writes.is_empty() && (is_page || !plan.captures_left_out.is_empty())
}

fn redactor(samples: &Path) -> Result<Redactor, Failure> {
    let failed = |error: io::Error| Location::file("--redact").error("no random bytes", error.to_string());
    Ok(Redactor::random().map_err(failed)?.keeping(words::of_folder(samples)?))
}

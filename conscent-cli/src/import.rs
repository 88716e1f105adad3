//! `conscent import`

use crate::outcome::{Failure, Outcome};
use crate::show;
use conscent_codegen::import::{self, Action};
use conscent_codegen::sample::Sample;
use serde::Serialize;
use std::io;
use std::path::{Path, PathBuf};

/// Take the payloads off documentation pages into a samples folder.
///
/// A page is text as copied from a browser, Markdown or HTML, with any number of payloads: JSON objects, each under a
/// heading. A payload becomes `<api>/<event>/<page>.json` in the samples folder, byte for byte; api and event are told by
/// its body, its heading and its page. Where it came from is noted in provenance.toml there.
///
/// All or nothing: while anything is wrong with any page, nothing is written.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// The pages.
    #[arg(required = true, value_name = "PAGE")]
    pages: Vec<PathBuf>,
    /// The samples folder; it is made if there is none.
    #[arg(long, value_name = "DIR")]
    samples: PathBuf,
    /// Replace samples that differ from what the pages show.
    #[arg(long)]
    force: bool,
    /// Print JSON: an array of {action, api, event, name, file, page, line, heading}.
    ///
    /// An action is `written`, `unchanged` or `replaced`. `heading` is null where none stands above the payload.
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Examples:
  conscent import purchase-webhook.html --samples samples
  conscent import pages/*.md --samples samples --json
  conscent import purchase-webhook.html --samples samples --force

Where a page contradicts itself, corrections.toml in the samples folder tells what is meant:
  [[correction]]
  sample = \"v2/purchase.pass/purchase-webhook.json\"
  pointer = \"/event\"
  from = \"purchase.subscription\"
  to = \"purchase.pass\"
  reason = \"the heading says Purchase.pass\"

Exit codes: 0 done, 2 an error (then nothing is written)";

/// One payload, as JSON has it.
#[derive(Debug, Serialize)]
struct Imported<'a> {
    action: &'static str,
    api: &'a str,
    event: &'a str,
    name: &'a str,
    file: &'a Path,
    page: &'a Path,
    line: Option<usize>,
    heading: Option<&'a str>,
}

pub(crate) fn run(args: &Args) -> Result<Outcome, Failure> {
    let writes = import::plan(&args.pages, &args.samples, args.force)?;
    import::apply(&writes)?;
    let imported: Vec<_> = writes
        .iter()
        .filter_map(|write| write.sample.as_ref().map(|sample| Imported::new(write.action, sample, &write.path)))
        .collect();
    let mut out = io::stdout().lock();
    if args.json {
        show::json(&mut out, &imported)?;
    } else {
        show::table(&mut out, &imported.iter().map(Imported::row).collect::<Vec<_>>())?;
    }
    Ok(Outcome::Done)
}

impl<'a> Imported<'a> {
    fn new(action: Action, sample: &'a Sample, file: &'a Path) -> Self {
        Self {
            action: match action {
                Action::Create => "written",
                Action::Keep => "unchanged",
                Action::Replace => "replaced",
            },
            api: &sample.api,
            event: &sample.event,
            name: &sample.name,
            file,
            page: &sample.place.file,
            line: sample.place.line,
            heading: sample.origin.as_ref().and_then(|origin| origin.heading.as_deref()),
        }
    }

    fn row(&self) -> [String; 5] {
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        let heading = self.heading.map(|heading| format!(" under {heading:?}")).unwrap_or_default();
        let origin = format!("from {}{line}{heading}", self.page.display());
        [self.action.to_owned(), self.api.to_owned(), self.event.to_owned(), self.name.to_owned(), origin]
    }
}

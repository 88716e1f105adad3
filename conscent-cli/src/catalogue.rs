//! `conscent catalogue`

mod changes;
mod matrix;
mod page;
mod section;
mod skeleton;
mod template;
mod view;
mod words;

use crate::outcome::{Failure, Outcome};
use conscent_codegen::diagnostic::{Diagnostic, Place};
use conscent_codegen::emit;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Write a page that shows every event, field and type.
///
/// The page is one file, index.html, and needs nothing else: no network, no server, no script but for its search. It shows in
/// which events each field was seen, what can be counted on, and the Rust type and accessor of each field. Examples show
/// forms, never a person's data. The same samples give the same bytes.
///
/// An index.html that this command did not write is left as it is.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// The samples: `<api>/<event>/<name>.json` in this folder.
    #[arg(long, value_name = "DIR", default_value = "samples")]
    samples: PathBuf,
    /// The folder for index.html; it is made if there is none.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Show what changed since another version: a folder or a revision, as `conscent diff` takes them.
    #[arg(long, value_name = "VERSION")]
    against: Option<OsString>,
    /// The crate of the types, as `conscent generate` named it.
    #[arg(long, default_value = "conscent-types")]
    name: String,
}

const HELP: &str = "\
Examples:
  conscent catalogue --out catalogue
  conscent catalogue --samples samples --out catalogue --name my-webhooks
  conscent catalogue --out catalogue --against v0.1.0

Exit codes: 0 done, 2 an error (then nothing is written)";

/// The name of the page.
const FILE: &str = "index.html";

pub(crate) fn run(args: &Args) -> Result<Outcome, Failure> {
    let model = conscent_codegen::model(&args.samples)?;
    let page = page::of(&model, &args.name, args.against.as_deref())?;
    let path = args.out.join(FILE);
    let text =
        template::render(&page).map_err(|error| Place::file(&path).says("cannot be written", error.to_string()))?;
    own(&path)?;
    emit::write_one(&text, &path)?;
    let mut out = io::stdout().lock();
    writeln!(out, "{}: {}", path.display(), page.totals.join(", "))?;
    if let Some(changes) = &page.changes {
        writeln!(out, "{}: {}", changes.since, changes.summary)?;
    }
    Ok(Outcome::Done)
}

/// Refuses a page that is someone else's.
fn own(path: &Path) -> Result<(), Diagnostic> {
    match fs::read(path) {
        Ok(present) if !present.starts_with(template::MARK.as_bytes()) => {
            let why = "this command did not write it; choose another folder, or move the file away";
            Err(Place::file(path).says("would be overwritten", why))
        }
        _ => Ok(()),
    }
}

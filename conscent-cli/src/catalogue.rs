//! `conscent catalogue`

mod changes;
mod example_body;
mod matrix;
mod page;
mod section;
mod template;
mod view;
mod words;

use crate::diff::version;
use crate::exit::{Exit, Failure};
use crate::samples::{Previous, Unusable};
use conscent_codegen::{Diagnostic, Location, output};
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Write a page that shows every event, field and type.
///
/// The page is one file, index.html, which needs no network and no server; its only script is for its search. It shows in
/// which events each field was seen, which fields are always there, and the Rust type and accessors of each field. Its
/// examples are numbers and codes, never personal data. Equal samples give equal bytes.
///
/// Samples that cannot be used are left out, and reported on standard error.
///
/// The command does not overwrite an index.html that it did not write.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// The samples: `<api>/<event>/<name>.json` in this folder.
    #[arg(long, value_name = "DIR", default_value = "samples")]
    samples: PathBuf,
    #[command(flatten)]
    unusable: Unusable,
    #[command(flatten)]
    previous: Previous,
    /// The folder for index.html; it is created if it does not exist.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Show what changed since another version: a folder, a file or a revision, as for `conscent diff`. Unless `--previous`
    /// says otherwise, names and types are those of that version, too.
    #[arg(long, value_name = "VERSION")]
    against: Option<OsString>,
    /// The name of the crate that `conscent generate` generates from the samples.
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

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let samples = args.unusable.read(&args.samples)?;
    let previous = args.previous.read()?;
    let old = args.against.as_deref().map(|argument| version::read(argument, None)).transpose()?;
    let (interface, _) = conscent_codegen::interface_from(&samples, previous.as_ref().or(old.as_ref()))?;
    let changes =
        args.against.as_deref().zip(old.as_ref()).map(|(argument, old)| changes::since(argument, old, &interface));
    let page = page::of(&interface, &args.name, changes);
    let path = args.out.join(FILE);
    let text =
        template::render(&page).map_err(|error| Location::file(&path).error("cannot be written", error.to_string()))?;
    refuse_foreign_page(&path)?;
    output::write_one(&text, &path)?;
    let mut out = io::stdout().lock();
    writeln!(out, "{}: {}", path.display(), page.totals.join(", "))?;
    if let Some(changes) = &page.changes {
        writeln!(out, "{}: {}", changes.since, changes.summary)?;
    }
    Ok(Exit::Done)
}

/// Refuses to overwrite a page that this command did not write.
fn refuse_foreign_page(path: &Path) -> Result<(), Diagnostic> {
    match fs::read(path) {
        Ok(present) if !present.starts_with(template::MARK.as_bytes()) => {
            let help = "this command did not write it; choose another folder, or move the file away";
            Err(Location::file(path).error("would be overwritten", help))
        }
        _ => Ok(()),
    }
}

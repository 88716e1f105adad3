//! `conscent generate`

use crate::outcome::{Failure, Outcome};
use crate::show::count;
use conscent_codegen::diagnostic::{Diagnostic, Place};
use conscent_codegen::emit::{self, Changes};
use conscent_codegen::package::{Package, manifest};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Generate a crate of types from a samples folder.
///
/// Writes sources, JSON Schemas, OpenAPI, AsyncAPI, the samples and a README into the output folder, and removes what an earlier run wrote
/// there and the samples no longer give. The manifest (Cargo.toml) is written if there is none; then it is yours. The
/// same samples give the same bytes.
///
/// A folder that was not generated before keeps its files: where one would be overwritten or removed, nothing is written.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// The samples: `<api>/<event>/<name>.json` in this folder.
    #[arg(long, value_name = "DIR")]
    samples: PathBuf,
    /// The folder of the crate.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The name of the crate [default: as its manifest says, or the name of the output folder]
    #[arg(long)]
    name: Option<String>,
    /// Write nothing; name each file that is stale, and exit with 1 if any is.
    #[arg(long)]
    check: bool,
}

const HELP: &str = "\
Examples:
  conscent generate --samples samples --out my-webhooks
  conscent generate --samples samples --out crates/types --name my-webhooks
  conscent generate --samples samples --out my-webhooks --check

Where bodies come in an envelope, hints.toml in the samples folder tells it, api by api (here: v2):
  [envelope.v2]
  event = \"event\"        # the key that holds the event's name
  payload = \"payload\"    # the key that holds the payload

Exit codes: 0 done, 1 files are stale (--check), 2 an error (then nothing is written)";

pub(crate) fn run(args: &Args) -> Result<Outcome, Failure> {
    let name = match (&args.name, manifest::stated(&args.out)?) {
        (Some(name), _) => name.clone(),
        (None, Some(stated)) => stated.name,
        (None, None) => folder_name(&args.out)?,
    };
    conscent_codegen::separate(&args.samples, &args.out)?;
    let files = conscent_codegen::generate(&args.samples, &Package::read(&args.out, name)?)?;
    let total = files.len();
    let changes = emit::compare(files, &args.out)?;
    if args.check { check(&changes, &args.out, total) } else { write(changes, &args.out, total) }
}

fn folder_name(folder: &Path) -> Result<String, Diagnostic> {
    let whole = folder.canonicalize().or_else(|_| std::path::absolute(folder)).unwrap_or_else(|_| folder.to_owned());
    let name = whole.file_name().and_then(|name| name.to_str()).map(str::to_owned);
    name.ok_or_else(|| Place::file(folder).says("gives the crate no name", "give it one with --name"))
}

fn write(changes: Changes, folder: &Path, total: usize) -> Result<Outcome, Failure> {
    let written: Vec<_> = changes.write.iter().map(|file| folder.join(&file.path)).collect();
    let removed = changes.remove.clone();
    emit::apply(changes, folder)?;

    let mut out = io::stdout().lock();
    for path in &written {
        writeln!(out, "wrote {}", path.display())?;
    }
    for path in &removed {
        writeln!(out, "removed {}", path.display())?;
    }
    let (folder, left) = (folder.display(), total - written.len());
    writeln!(
        out,
        "{folder}: {} written, {} removed, {left} left as they were",
        count(written.len(), "file"),
        removed.len()
    )?;
    Ok(Outcome::Done)
}

fn check(changes: &Changes, folder: &Path, total: usize) -> Result<Outcome, Failure> {
    let mut out = io::stdout().lock();
    for path in changes.write.iter().map(|file| folder.join(&file.path)) {
        let what = if path.exists() { "differs" } else { "missing" };
        writeln!(out, "{}: {what}", path.display())?;
    }
    for path in &changes.remove {
        writeln!(out, "{}: no longer part of the crate", path.display())?;
    }
    let folder = folder.display();
    let stale = changes.write.len() + changes.remove.len();
    if stale == 0 {
        writeln!(out, "{folder}: fresh, {}", count(total, "file"))?;
        return Ok(Outcome::Done);
    }
    writeln!(out, "{folder}: {} stale; the same command without --check brings it up to date", count(stale, "file"))?;
    Ok(Outcome::Found)
}

//! A crate of lossless types.

use super::Args;
use crate::exit::{Exit, Failure, print_note};
use conscent_codegen::output;
use conscent_codegen::package::manifest;
use conscent_codegen::text::count;
use conscent_codegen::{Changes, Diagnostic, Generated, Location, Package};
use std::io::{self, Write};
use std::path::Path;

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let name = match (&args.name, manifest::read(&args.out)?) {
        (Some(name), _) => name.clone(),
        (None, Some(manifest)) => manifest.name,
        (None, None) => folder_name(&args.out)?,
    };
    conscent_codegen::check_output_folder(&args.samples, &args.out)?;
    let mut package = Package::read(&args.out, name)?;
    package.previous = args.previous.read()?.or(package.previous);
    let Generated { files, notes } = conscent_codegen::generate_from(&args.unusable.read(&args.samples)?, &package)?;
    notes.iter().for_each(print_note);
    let total = files.len();
    let changes = output::compare(files, &args.out)?;
    if args.check { check(&changes, &args.out, total) } else { write(changes, &args.out, total) }
}

fn folder_name(folder: &Path) -> Result<String, Diagnostic> {
    let whole = folder.canonicalize().or_else(|_| std::path::absolute(folder)).unwrap_or_else(|_| folder.to_owned());
    let name = whole.file_name().and_then(|name| name.to_str()).map(str::to_owned);
    name.ok_or_else(|| Location::file(folder).error("gives the crate no name", "name the crate with --name"))
}

fn write(changes: Changes, folder: &Path, total: usize) -> Result<Exit, Failure> {
    let written: Vec<_> = changes.write.iter().map(|file| folder.join(&file.path)).collect();
    let removed = changes.remove.clone();
    output::apply(changes, folder)?;

    let mut out = io::stdout().lock();
    for path in &written {
        writeln!(out, "wrote {}", path.display())?;
    }
    for path in &removed {
        writeln!(out, "removed {}", path.display())?;
    }
    let (folder, unchanged) = (folder.display(), total - written.len());
    let written = count(written.len(), "file");
    writeln!(out, "{folder}: {written} written, {} removed, {unchanged} unchanged", removed.len())?;
    Ok(Exit::Done)
}

fn check(changes: &Changes, folder: &Path, total: usize) -> Result<Exit, Failure> {
    let mut out = io::stdout().lock();
    for path in changes.write.iter().map(|file| folder.join(&file.path)) {
        let what = if path.exists() { "differs" } else { "missing" };
        writeln!(out, "{}: {what}", path.display())?;
    }
    for path in &changes.remove {
        writeln!(out, "{}: no longer part of the crate", path.display())?;
    }
    let folder = folder.display();
    if changes.is_empty() {
        writeln!(out, "{folder}: fresh, {}", count(total, "file"))?;
        return Ok(Exit::Done);
    }
    let stale = count(changes.write.len() + changes.remove.len(), "file");
    writeln!(out, "{folder}: {stale} stale; the same command without --check brings it up to date")?;
    Ok(Exit::Found)
}

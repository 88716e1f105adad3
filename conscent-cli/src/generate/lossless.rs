//! A crate of lossless types.

use super::Args;
use super::outcome::Outcome;
use crate::exit::{Exit, Failure, print_note};
use conscent_codegen::output;
use conscent_codegen::package::manifest;
use conscent_codegen::{Dependency, Diagnostic, Generated, Location, Package};
use semver::VersionReq;
use std::fs;
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
    let mut kept = None;
    if let Some(core) = &args.core {
        package.core = dependency(core, &args.out)?;
        kept = kept_manifest(&package.core, &args.out.join(manifest::FILE));
    }
    let Generated { files, mut notes } =
        conscent_codegen::generate_from(&args.unusable.read(&args.samples)?, &package)?;
    notes.extend(kept);
    notes.iter().for_each(print_note);
    let total = files.len();
    let changes = output::compare(files, &args.out)?;
    let write = changes.write.iter().map(|file| args.out.join(&file.path)).collect();
    let outcome = Outcome::new(args, write, changes.remove.clone(), total);
    if !args.check {
        output::apply(changes, &args.out)?;
    }
    outcome.report(args, notes)
}

fn folder_name(folder: &Path) -> Result<String, Diagnostic> {
    let whole = folder.canonicalize().or_else(|_| std::path::absolute(folder)).unwrap_or_else(|_| folder.to_owned());
    let name = whole.file_name().and_then(|name| name.to_str()).map(str::to_owned);
    name.ok_or_else(|| {
        Location::file(folder).error("the folder has no name for the crate", "name the crate with --name")
    })
}

/// Parses `--core`: a version, or a folder.
fn dependency(core: &str, out: &Path) -> Result<Dependency, Diagnostic> {
    match VersionReq::parse(core) {
        Ok(_) => Ok(Dependency { version: core.to_owned(), path: None }),
        Err(_) => Dependency::in_folder(Path::new(core), out),
    }
}

/// A note if an existing manifest requires another conscent-core, since the manifest is not changed.
fn kept_manifest(core: &Dependency, manifest: &Path) -> Option<String> {
    let line = format!("conscent-core = {core}");
    let present = fs::read_to_string(manifest).ok()?;
    let manifest = manifest.display();
    (!present.lines().any(|present| present == line))
        .then(|| format!("{manifest} already exists, so --core does not change it; a new one would have: {line}"))
}

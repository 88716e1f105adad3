//! What a release writes, decided before anything is written.

use super::{changelog, version};
use conscent_codegen::diagnostic::{self, Diagnostics, Place};
use conscent_codegen::diff::{self, Class};
use conscent_codegen::emit::{self, Changes, File};
use conscent_codegen::package::{Package, manifest, release};
use conscent_codegen::{Model, generate, model, schema};
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the crate that holds the types of its last release, as schemas.
const RELEASED: &str = "released";

pub(super) enum Plan {
    /// All of it is released.
    Nothing {
        version: String,
    },
    Release(Box<Release>),
}

pub(super) struct Release {
    pub(super) name: String,
    /// The version of the last release.
    pub(super) from: Option<String>,
    pub(super) to: String,
    /// The section of the changelog.
    pub(super) section: String,
    /// The manifests that state the version, or require it, with the new one.
    pub(super) manifests: Vec<(PathBuf, String)>,
    /// Everything else, below the crate's folder.
    pub(super) changes: Changes,
}

pub(super) fn plan(samples: &Path, folder: &Path, date: &str) -> Result<Plan, Diagnostics> {
    let manifest = folder.join(manifest::FILE);
    let stated = manifest::stated(folder)?.ok_or_else(|| {
        Place::file(&manifest).says("no manifest", "generate the crate first: `conscent generate --samples … --out …`")
    })?;
    let package = Package::read(folder, &stated.name)?;
    fresh(samples, folder, &package)?;

    let Model { catalog, apis, .. } = model(samples)?;
    let last = package.release.as_ref();
    let changes = match last {
        None => Vec::new(),
        Some(_) => diff::diff(&schema::read(&folder.join(RELEASED))?, &apis)?,
    };
    let snapshot = release::snapshot(&catalog);
    // Samples may differ in what they say, and give the same types.
    let class = match last {
        Some(last) if last.snapshot != snapshot => diff::class(&changes).max(Class::Patch),
        _ => diff::class(&changes),
    };
    let to = version::next(&stated, last, class)?;
    if last.is_some_and(|last| class == Class::None && last.version == to) {
        return Ok(Plan::Nothing { version: to });
    }

    let released = release::Release { version: to.clone(), date: date.to_owned(), snapshot };
    let section = changelog::section(&released, class, &changes, &apis);
    let from = last.map(|last| last.version.clone());
    let manifests = version::set(&stated, folder, &to)?;
    let mut files = generate(samples, &Package { version: to.clone(), release: Some(released.clone()), ..package })?;
    let is_event = |path: &str| path.contains('/');
    let documents: Vec<File> = files
        .iter()
        .filter_map(|file| Some((file.path.strip_prefix("schemas/").filter(|path| is_event(path))?, &file.text)))
        .map(|(path, text)| file(format!("{RELEASED}/{path}"), text.clone()))
        .collect();
    files.extend(documents);
    files.push(file(release::FILE.to_owned(), released.to_string()));
    files.push(file(changelog::FILE.to_owned(), changelog::with(&changelog::read(folder)?, &section, &to)));
    let mut changes = emit::compare(files, folder)?;
    changes.remove.extend(left(folder, &apis));
    Ok(Plan::Release(Box::new(Release { name: stated.name, from, to, section, manifests, changes })))
}

fn file(path: String, text: String) -> File {
    File { path, text, once: false }
}

/// Refuses a crate that is not what its samples give: a release must not change what nobody has seen and tested.
fn fresh(samples: &Path, folder: &Path, package: &Package) -> Result<(), Diagnostics> {
    let Changes { write, remove } = emit::compare(generate(samples, package)?, folder)?;
    let stale = write.iter().map(|file| folder.join(&file.path)).chain(remove);
    diagnostic::collect(stale.map(|path| {
        Err(Place::file(path)
            .says("stale", "build the workspace, or run `conscent generate`, and test before a release"))
    }))
}

/// The documents of the last release whose events are gone.
fn left(folder: &Path, apis: &[schema::Api]) -> Vec<PathBuf> {
    let released = folder.join(RELEASED);
    let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let stays = |path: &Path| {
        apis.iter().any(|api| {
            api.events.iter().any(|event| path == released.join(&api.name).join(format!("{}.json", event.name)))
        })
    };
    let mut left: Vec<_> = entries(&released).flat_map(|api| entries(&api).collect::<Vec<_>>()).collect();
    left.retain(|path| !stays(path));
    left.sort();
    left
}

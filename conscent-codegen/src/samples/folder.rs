//! Walks a samples folder. The walk goes exactly three levels down, so that a loop of links cannot trap it. It follows
//! no link out of the folder: the sender of a sample must not choose which of the reader's files are published.

use super::name::{EVENTS, FullNames};
use super::{CORRECTIONS, HINTS, NAME_RULE, PROVENANCE, archive, is_name, name};
use crate::diagnostic::{Diagnostic, Location};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// The file of a sample or of a shape.
pub(super) struct File {
    pub(super) api: String,
    pub(super) event: String,
    /// The name of the event's folder.
    pub(super) folder: String,
    pub(super) name: String,
    pub(super) path: PathBuf,
}

/// An entry of a folder, other than a hidden file.
struct Entry {
    name: String,
    path: PathBuf,
    is_folder: bool,
}

impl Entry {
    fn has_extension(&self, extension: &str) -> bool {
        self.path.extension().is_some_and(|found| found == extension)
    }

    fn stem(&self) -> &str {
        let stem = |extension| self.name.strip_suffix(extension)?.strip_suffix('.');
        stem("json").or_else(|| stem(archive::EXTENSION)).unwrap_or(&self.name)
    }
}

/// All files of samples and of shapes in the folder, each sorted. An error in one folder does not hide the errors in others.
pub(super) fn walk(samples: &Path, wrong: &mut Vec<Diagnostic>) -> (Vec<File>, Vec<File>) {
    let (mut payloads, mut shapes) = (Vec::new(), Vec::new());
    let names = FullNames::read(samples).unwrap_or_else(|errors| {
        wrong.extend(errors);
        FullNames::default()
    });
    let root = &samples.canonicalize().unwrap_or_else(|_| samples.to_owned());
    for api in apis(root, samples, wrong) {
        for folder in events(root, &api.path, wrong) {
            let event = names.event(&api.name, &folder.name).unwrap_or_else(|error| {
                wrong.push(Diagnostic { location: Location::file(&folder.path), ..error });
                folder.name.clone()
            });
            let file = |entry: Entry| File {
                api: api.name.clone(),
                event: event.clone(),
                folder: folder.name.clone(),
                name: entry.stem().to_owned(),
                path: entry.path,
            };
            let (found, evidence) = evidence(root, &folder.path, wrong);
            payloads.extend(found.into_iter().map(file));
            shapes.extend(evidence.into_iter().map(file));
        }
    }
    if payloads.is_empty() && shapes.is_empty() && wrong.is_empty() {
        wrong.push(
            Location::file(samples).error("no samples", "this folder holds no <api>/<event>/<name>.json or .shape"),
        );
    }
    (payloads, shapes)
}

/// The folders of the APIs. Next to them, documentation is allowed; data files that nothing reads are errors.
fn apis(root: &Path, samples: &Path, wrong: &mut Vec<Diagnostic>) -> Vec<Entry> {
    const KNOWN: [&str; 4] = [CORRECTIONS, EVENTS, HINTS, PROVENANCE];
    let (folders, files): (Vec<_>, Vec<_>) = list(root, samples, wrong).into_iter().partition(|entry| entry.is_folder);
    for file in &files {
        if ["json", "jsonl", archive::EXTENSION].iter().any(|known| file.has_extension(known)) {
            wrong.push(stray(file));
        } else if file.has_extension("toml") && !KNOWN.contains(&file.name.as_str()) {
            let why = format!("the files next to the samples are {}", KNOWN.join(", "));
            wrong.push(Location::file(&file.path).error("unknown file", why));
        }
    }
    check_names(&folders, lower_case, wrong);
    folders
}

/// The folders of an API's events.
fn events(root: &Path, api: &Path, wrong: &mut Vec<Diagnostic>) -> Vec<Entry> {
    let (folders, files): (Vec<_>, Vec<_>) = list(root, api, wrong).into_iter().partition(|entry| entry.is_folder);
    wrong.extend(files.iter().map(stray));
    check_claims(&folders.iter().collect::<Vec<_>>(), lower_case, wrong);
    folders
}

/// The samples and the shapes of an event. Each sample becomes a function, so their names must differ in more than case
/// and punctuation.
fn evidence(root: &Path, event: &Path, wrong: &mut Vec<Diagnostic>) -> (Vec<Entry>, Vec<Entry>) {
    let is = |entry: &Entry, extension: &str| !entry.is_folder && entry.has_extension(extension);
    let (payloads, others): (Vec<_>, Vec<_>) =
        list(root, event, wrong).into_iter().partition(|entry| is(entry, "json"));
    let (shapes, others): (Vec<_>, Vec<_>) = others.into_iter().partition(|entry| is(entry, archive::EXTENSION));
    wrong.extend(others.iter().map(stray));
    check_names(&payloads, name::claims, wrong);
    check_names(&shapes, lower_case, wrong);
    (payloads, shapes)
}

fn stray(entry: &Entry) -> Diagnostic {
    Location::file(&entry.path)
        .error("out of place", "a samples folder holds <api>/<event>/<name>.json and .shape; move or remove this")
}

/// The part of a folder's name that must be unique.
fn lower_case(name: &str) -> [String; 1] {
    [name.to_lowercase()]
}

/// Checks that every name is safe, and that no two names claim the same thing.
fn check_names<const N: usize>(entries: &[Entry], claims: fn(&str) -> [String; N], wrong: &mut Vec<Diagnostic>) {
    let (safe, others): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| is_name(entry.stem()));
    wrong.extend(others.into_iter().map(|entry| Location::file(&entry.path).error("unsafe name", NAME_RULE)));
    check_claims(&safe, claims, wrong);
}

/// Checks that no two names claim the same thing.
fn check_claims<const N: usize>(entries: &[&Entry], claims: fn(&str) -> [String; N], wrong: &mut Vec<Diagnostic>) {
    let mut claimed: BTreeMap<String, &Path> = BTreeMap::new();
    for entry in entries {
        let claims = claims(entry.stem());
        if let Some(first) = claims.iter().find_map(|claim| claimed.get(claim)) {
            let why = format!("{} has a name that differs only in case and punctuation; rename one", first.display());
            wrong.push(Location::file(&entry.path).error("name already taken", why));
        }
        claimed.extend(claims.map(|claim| (claim, entry.path.as_path())));
    }
}

/// Lists a folder, sorted, without hidden files. `root` is the samples folder. A link out of it is an error.
fn list(root: &Path, folder: &Path, wrong: &mut Vec<Diagnostic>) -> Vec<Entry> {
    let unreadable = |path: &Path, error: io::Error| Location::file(path).error("cannot be read", error.to_string());
    let entry = |found: io::Result<std::fs::DirEntry>| {
        let path = found.map_err(|e| unreadable(folder, e))?.path();
        let name = path.file_name().unwrap_or_default().to_str();
        let name = name.ok_or_else(|| Location::file(&path).error("unsafe name", "it is not UTF-8"))?.to_owned();
        if name.starts_with('.') {
            return Ok(None);
        }
        let metadata = path.metadata().map_err(|e| unreadable(&path, e))?;
        if path.is_symlink() && !path.canonicalize().is_ok_and(|target| target.starts_with(root)) {
            let help = "its target would be published with the samples; copy the file, or remove the link";
            return Err(Location::file(&path).error("a link leads out of the samples folder", help));
        }
        Ok(Some(Entry { name, is_folder: metadata.is_dir(), path }))
    };
    let found = match std::fs::read_dir(folder) {
        Ok(found) => found,
        Err(e) => {
            wrong.push(unreadable(folder, e));
            return Vec::new();
        }
    };
    let entries = found.map(entry).filter_map(|entry| {
        entry.unwrap_or_else(|e| {
            wrong.push(e);
            None
        })
    });
    let mut entries: Vec<_> = entries.collect();
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    entries
}

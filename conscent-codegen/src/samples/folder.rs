//! The walk through a samples folder. It goes exactly three levels down, so that a loop of links cannot trap it, and it follows no link
//! that leads out of the folder: the sender of a sample must not choose which of the reader's files gets published.

use super::name::{EVENTS, FullNames};
use super::{CORRECTIONS, HINTS, NAME_RULE, PROVENANCE, is_name, name};
use crate::diagnostic::{Diagnostic, Location};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// A sample's file.
pub(super) struct File {
    pub(super) api: String,
    pub(super) event: String,
    /// The name of the event's folder.
    pub(super) folder: String,
    pub(super) name: String,
    pub(super) path: PathBuf,
}

/// What a folder holds, hidden files aside.
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
        self.name.strip_suffix(".json").unwrap_or(&self.name)
    }
}

/// All samples below the folder, sorted. What is wrong with one folder does not hide what is wrong with the next.
pub(super) fn walk(samples: &Path, wrong: &mut Vec<Diagnostic>) -> Vec<File> {
    let mut files = Vec::new();
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
            files.extend(payloads(root, &folder.path, wrong).into_iter().map(|entry| File {
                api: api.name.clone(),
                event: event.clone(),
                folder: folder.name.clone(),
                name: entry.stem().to_owned(),
                path: entry.path,
            }));
        }
    }
    if files.is_empty() && wrong.is_empty() {
        wrong.push(Location::file(samples).error("no samples", "there is no <api>/<event>/<name>.json in this folder"));
    }
    files
}

/// The folders of the apis. Beside them, documents are welcome; data that nothing would read is not.
fn apis(root: &Path, samples: &Path, wrong: &mut Vec<Diagnostic>) -> Vec<Entry> {
    const KNOWN: [&str; 4] = [CORRECTIONS, EVENTS, HINTS, PROVENANCE];
    let (folders, files): (Vec<_>, Vec<_>) = list(root, samples, wrong).into_iter().partition(|entry| entry.is_folder);
    for file in &files {
        if file.has_extension("json") || file.has_extension("jsonl") {
            wrong.push(stray(file));
        } else if file.has_extension("toml") && !KNOWN.contains(&file.name.as_str()) {
            let why = format!("the files beside the samples are {}", KNOWN.join(", "));
            wrong.push(Location::file(&file.path).error("unknown file", why));
        }
    }
    check_names(&folders, lower_case, wrong);
    folders
}

/// The folders of an api's events.
fn events(root: &Path, api: &Path, wrong: &mut Vec<Diagnostic>) -> Vec<Entry> {
    let (folders, files): (Vec<_>, Vec<_>) = list(root, api, wrong).into_iter().partition(|entry| entry.is_folder);
    wrong.extend(files.iter().map(stray));
    check_claims(&folders.iter().collect::<Vec<_>>(), lower_case, wrong);
    folders
}

/// The samples of an event. Each becomes a function, so the names differ in more than case and punctuation.
fn payloads(root: &Path, event: &Path, wrong: &mut Vec<Diagnostic>) -> Vec<Entry> {
    let is_payload = |entry: &Entry| !entry.is_folder && entry.has_extension("json");
    let (payloads, others): (Vec<_>, Vec<_>) = list(root, event, wrong).into_iter().partition(is_payload);
    wrong.extend(others.iter().map(stray));
    check_names(&payloads, name::claims, wrong);
    payloads
}

fn stray(entry: &Entry) -> Diagnostic {
    Location::file(&entry.path)
        .error("out of place", "a samples folder holds <api>/<event>/<name>.json; move or remove this")
}

/// What no two folders have in common.
fn lower_case(name: &str) -> [String; 1] {
    [name.to_lowercase()]
}

/// Every name is safe, and no two claim the same.
fn check_names<const N: usize>(entries: &[Entry], claims: fn(&str) -> [String; N], wrong: &mut Vec<Diagnostic>) {
    let (safe, others): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| is_name(entry.stem()));
    wrong.extend(others.into_iter().map(|entry| Location::file(&entry.path).error("unsafe name", NAME_RULE)));
    check_claims(&safe, claims, wrong);
}

/// No two names claim the same.
fn check_claims<const N: usize>(entries: &[&Entry], claims: fn(&str) -> [String; N], wrong: &mut Vec<Diagnostic>) {
    let mut claimed: BTreeMap<String, &Path> = BTreeMap::new();
    for entry in entries {
        let claims = claims(entry.stem());
        if let Some(first) = claims.iter().find_map(|claim| claimed.get(claim)) {
            let why = format!("{} has the same name but for case and punctuation; rename one", first.display());
            wrong.push(Location::file(&entry.path).error("name is taken", why));
        }
        claimed.extend(claims.map(|claim| (claim, entry.path.as_path())));
    }
}

/// What is in a folder, sorted, without hidden files. `root` is the samples folder, which no link may leave.
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
            let help = "what it leads to would be published with the samples; copy the file, or remove the link";
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

//! The walk through a samples folder. It goes exactly three levels down, so no loop of links can hold it up.

use super::name;
use crate::diagnostic::{Diagnostic, Place};
use crate::{correct, hint};
use heck::ToSnakeCase;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// A sample's file.
pub(super) struct File {
    pub(super) api: String,
    pub(super) event: String,
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
    for api in apis(samples, wrong) {
        for event in events(&api.path, wrong) {
            files.extend(payloads(&event.path, wrong).into_iter().map(|entry| File {
                api: api.name.clone(),
                event: event.name.clone(),
                name: entry.stem().to_owned(),
                path: entry.path,
            }));
        }
    }
    if files.is_empty() && wrong.is_empty() {
        wrong.push(Place::file(samples).says("no samples", "there is no <api>/<event>/<name>.json in this folder"));
    }
    files
}

/// The folders of the apis. Beside them, documents are welcome; data that nothing would read is not.
fn apis(samples: &Path, wrong: &mut Vec<Diagnostic>) -> Vec<Entry> {
    const KNOWN: [&str; 3] = [correct::FILE, hint::FILE, super::provenance::FILE];
    let (folders, files): (Vec<_>, Vec<_>) = list(samples, wrong).into_iter().partition(|entry| entry.is_folder);
    for file in &files {
        if file.has_extension("json") || file.has_extension("jsonl") {
            wrong.push(stray(file));
        } else if file.has_extension("toml") && !KNOWN.contains(&file.name.as_str()) {
            let why = format!("the files beside the samples are {}", KNOWN.join(", "));
            wrong.push(Place::file(&file.path).says("unknown file", why));
        }
    }
    check_names(&folders, str::to_lowercase, wrong);
    folders
}

/// The folders of an api's events.
fn events(api: &Path, wrong: &mut Vec<Diagnostic>) -> Vec<Entry> {
    let (folders, files): (Vec<_>, Vec<_>) = list(api, wrong).into_iter().partition(|entry| entry.is_folder);
    wrong.extend(files.iter().map(stray));
    check_names(&folders, str::to_lowercase, wrong);
    folders
}

/// The samples of an event. Each becomes a function, so the names differ in more than case and punctuation.
fn payloads(event: &Path, wrong: &mut Vec<Diagnostic>) -> Vec<Entry> {
    let is_payload = |entry: &Entry| !entry.is_folder && entry.has_extension("json");
    let (payloads, others): (Vec<_>, Vec<_>) = list(event, wrong).into_iter().partition(is_payload);
    wrong.extend(others.iter().map(stray));
    check_names(&payloads, str::to_snake_case, wrong);
    payloads
}

fn stray(entry: &Entry) -> Diagnostic {
    Place::file(&entry.path)
        .says("out of place", "a samples folder holds <api>/<event>/<name>.json; move or remove this")
}

/// Every name is safe, and no two become one when they are folded.
fn check_names(entries: &[Entry], folded: impl Fn(&str) -> String, wrong: &mut Vec<Diagnostic>) {
    let mut claims: BTreeMap<String, &Path> = BTreeMap::new();
    for entry in entries {
        let place = Place::file(&entry.path);
        if !name::is_name(entry.stem()) {
            wrong.push(place.says("unsafe name", name::RULE));
        } else if let Some(first) = claims.insert(folded(entry.stem()), &entry.path) {
            let why = format!("{} has the same name but for case and punctuation; rename one", first.display());
            wrong.push(place.says("name is taken", why));
        }
    }
}

/// What is in a folder, sorted, without hidden files.
fn list(folder: &Path, wrong: &mut Vec<Diagnostic>) -> Vec<Entry> {
    let unreadable = |path: &Path, error: io::Error| Place::file(path).says("cannot be read", error.to_string());
    let entry = |found: io::Result<std::fs::DirEntry>| {
        let path = found.map_err(|e| unreadable(folder, e))?.path();
        let name = path.file_name().unwrap_or_default().to_str();
        let name = name.ok_or_else(|| Place::file(&path).says("unsafe name", "it is not UTF-8"))?.to_owned();
        if name.starts_with('.') {
            return Ok(None);
        }
        let metadata = path.metadata().map_err(|e| unreadable(&path, e))?;
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

//! The walk through a samples folder. It goes exactly three levels down, so no loop of links can hold it up.

use super::name;
use crate::diagnostic::{self, Diagnostic, Diagnostics, Place};
use crate::{correct, hint};
use heck::ToSnakeCase;
use std::collections::BTreeMap;
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

/// All samples below the folder, sorted.
pub(super) fn walk(samples: &Path) -> Result<Vec<File>, Diagnostics> {
    let mut wrong = Vec::new();
    let mut files = Vec::new();
    let mut keep = |entries: Result<Vec<Entry>, Diagnostics>| {
        entries.unwrap_or_else(|e| {
            wrong.extend(e.0);
            Vec::new()
        })
    };

    for api in keep(apis(samples)) {
        for event in keep(folders(&api.path)) {
            files.extend(keep(payloads(&event.path)).into_iter().map(|entry| File {
                api: api.name.clone(),
                event: event.name.clone(),
                name: stem(&entry.name).to_owned(),
                path: entry.path,
            }));
        }
    }
    if files.is_empty() && wrong.is_empty() {
        wrong.push(Place::file(samples).says("no samples", "there is no <api>/<event>/<name>.json in this folder"));
    }
    wrong.into_iter().collect::<Diagnostics>().into_result()?;
    Ok(files)
}

/// The folders of the apis. Beside them, documents are welcome; data that nothing would read is not.
fn apis(samples: &Path) -> Result<Vec<Entry>, Diagnostics> {
    let (folders, files): (Vec<_>, Vec<_>) = list(samples)?.into_iter().partition(|entry| entry.is_folder);
    let known = [correct::FILE, hint::FILE, super::provenance::FILE];
    let unread = |entry: &Entry| match entry.path.extension().and_then(|e| e.to_str()) {
        Some("json" | "jsonl") => Some(stray(entry)),
        Some("toml") if !known.contains(&entry.name.as_str()) => {
            let why = format!("the files beside the samples are {}", known.join(", "));
            Some(Place::file(&entry.path).says("unknown file", why))
        }
        _ => None,
    };
    let unread = files.iter().filter_map(unread).collect::<Diagnostics>().into_result();
    diagnostic::both(unread, named(folders, str::to_lowercase)).map(|((), folders)| folders)
}

/// The folders of an api's events.
fn folders(api: &Path) -> Result<Vec<Entry>, Diagnostics> {
    let (folders, files): (Vec<_>, Vec<_>) = list(api)?.into_iter().partition(|entry| entry.is_folder);
    let strays = files.iter().map(stray).collect::<Diagnostics>().into_result();
    diagnostic::both(strays, named(folders, str::to_lowercase)).map(|((), folders)| folders)
}

/// The samples of an event. Each becomes a function, so the names differ in more than case and punctuation.
fn payloads(event: &Path) -> Result<Vec<Entry>, Diagnostics> {
    let is_payload = |entry: &Entry| !entry.is_folder && entry.path.extension().is_some_and(|e| e == "json");
    let (payloads, others): (Vec<_>, Vec<_>) = list(event)?.into_iter().partition(is_payload);
    let strays = others.iter().map(stray).collect::<Diagnostics>().into_result();
    diagnostic::both(strays, named(payloads, |name| stem(name).to_snake_case())).map(|((), payloads)| payloads)
}

fn stem(name: &str) -> &str {
    name.strip_suffix(".json").unwrap_or(name)
}

fn stray(entry: &Entry) -> Diagnostic {
    Place::file(&entry.path)
        .says("out of place", "a samples folder holds <api>/<event>/<name>.json; move or remove this")
}

/// The entries, when all their names are safe and no two would become one.
fn named(entries: Vec<Entry>, folded: impl Fn(&str) -> String) -> Result<Vec<Entry>, Diagnostics> {
    let mut claims: BTreeMap<String, &Path> = BTreeMap::new();
    let problem = |entry| {
        let Entry { name, path, .. }: &Entry = entry;
        if !name::is_name(stem(name)) {
            return Some(Place::file(path).says("unsafe name", name::RULE));
        }
        let first = claims.insert(folded(name), path)?;
        let why = format!("{} has the same name but for case and punctuation; rename one", first.display());
        Some(Place::file(path).says("name is taken", why))
    };
    entries.iter().filter_map(problem).collect::<Diagnostics>().into_result()?;
    Ok(entries)
}

/// What is in a folder, sorted, without hidden files.
fn list(folder: &Path) -> Result<Vec<Entry>, Diagnostics> {
    let unreadable = |path: &Path, e: std::io::Error| Place::file(path).says("cannot be read", e.to_string());
    let entries = std::fs::read_dir(folder).map_err(|e| unreadable(folder, e))?;
    let mut entries: Vec<Entry> = diagnostic::collect(entries.filter_map(|entry| {
        let path = match entry {
            Ok(entry) => entry.path(),
            Err(e) => return Some(Err(unreadable(folder, e))),
        };
        let Some(name) = path.file_name()?.to_str() else {
            return Some(Err(Place::file(&path).says("unsafe name", "it is not UTF-8")));
        };
        let name = name.to_owned();
        if name.starts_with('.') {
            return None;
        }
        Some(match path.metadata() {
            Ok(metadata) => Ok(Entry { name, is_folder: metadata.is_dir(), path }),
            Err(e) => Err(unreadable(&path, e)),
        })
    }))?;
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(entries)
}

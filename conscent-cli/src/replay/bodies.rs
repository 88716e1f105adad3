//! The bodies in files and folders.

use crate::captured::Captured;
use crate::documents::{self, Document};
use crate::identify::{Api, Told, identify};
use crate::send::Message;
use crate::source::Source;
use conscent_codegen::diagnostic::{self, Diagnostic, Diagnostics, Place};
use std::fs;
use std::path::{Path, PathBuf};

/// The files that the paths name, those of folders sorted.
pub(super) fn files(paths: &[PathBuf]) -> Result<Vec<Source>, Diagnostics> {
    let found: Vec<Vec<PathBuf>> = diagnostic::collect(paths.iter().map(|path| {
        if !path.is_dir() {
            return Ok(vec![path.clone()]);
        }
        let mut files = Vec::new();
        walk(path, &mut files)?;
        files.sort();
        if files.is_empty() {
            let why = "there is no .json or .jsonl file in or below this folder";
            return Err(Place::file(path).says("no bodies", why));
        }
        Ok(files)
    }))?;
    Ok(found.into_iter().flatten().map(|path| Source::from(path.into_os_string())).collect())
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Diagnostic> {
    let unreadable = |error: std::io::Error| Place::file(folder).says("cannot be read", error.to_string());
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let path = entry.path();
        // Links to folders are not followed: they may lead back here.
        if entry.file_type().map_err(unreadable)?.is_dir() {
            walk(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "json" || extension == "jsonl") {
            files.push(path);
        }
    }
    Ok(())
}

/// The bodies of a file, in order, or what is wrong with them.
pub(super) fn read(file: &Source) -> impl Iterator<Item = Result<Message, Diagnostic>> {
    let event = v1_event(file);
    documents::read(file).map(move |document| message(&document?, event.as_deref()))
}

/// Bodies of old webhooks name no event. Their folder does, in a samples folder and in what `record` wrote.
fn v1_event(file: &Source) -> Option<String> {
    let Source::File(path) = file else { return None };
    let path = path.canonicalize().ok()?;
    let folder = path.parent()?;
    let is_v1 = folder.parent()?.file_name()? == "v1";
    is_v1.then(|| folder.file_name()?.to_str().map(str::to_owned)).flatten()
}

fn message(document: &Document<'_>, v1_event: Option<&str>) -> Result<Message, Diagnostic> {
    if let Some(captured) = Captured::read(document)? {
        let Captured { api, event, body } = captured;
        return Ok(Message { api, event, body });
    }
    let body = document.text.get().as_bytes();
    let told = v1_event.map_or(Told::Nothing, |event| Told::Event(Api::V1, event));
    let found = identify(body, told).map_err(|why| document.start.unidentified(why))?;
    Ok(Message { api: found.api.to_string(), event: found.event.unwrap_or_default(), body: body.to_vec() })
}

//! The bodies in files and folders.

use crate::captured::Captured;
use crate::documents::{self, Document};
use crate::identify::{Api, Declared, identify};
use crate::send::Message;
use crate::source::Source;
use conscent_codegen::{Diagnostic, Diagnostics, Location, diagnostic, input};
use std::path::{Path, PathBuf};

/// The files that the paths name, and those in folders, sorted.
pub(super) fn files(paths: &[PathBuf]) -> Result<Vec<Source>, Diagnostics> {
    let found: Vec<Vec<PathBuf>> = diagnostic::collect_all(paths.iter().map(|path| {
        if !path.is_dir() {
            return Ok(vec![path.clone()]);
        }
        let mut files = Vec::new();
        walk(path, &mut files)?;
        files.sort();
        if files.is_empty() {
            let help = "there is no .json or .jsonl file in or below this folder";
            return Err(Diagnostics::from(Location::file(path).error("no bodies", help)));
        }
        Ok(files)
    }))?;
    Ok(found.into_iter().flatten().map(|path| Source::from(path.into_os_string())).collect())
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Diagnostics> {
    for path in input::list(folder)? {
        if path.is_dir() {
            // A link to a folder is not followed: it may lead back here.
            if !path.is_symlink() {
                walk(&path, files)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "json" || extension == "jsonl") {
            files.push(path);
        }
    }
    Ok(())
}

/// Reads the bodies and the errors of a file, in order.
pub(super) fn read(file: &Source) -> impl Iterator<Item = Result<Message, Diagnostic>> {
    let event = v1_event(file);
    documents::read(file).map(move |document| message(&document?, event.as_deref()))
}

/// The event of an old webhook, whose body does not name it: the name of the file's folder, in a samples folder and in what
/// `record` wrote.
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
    let declared = v1_event.map_or(Declared::Nothing, |event| Declared::Event(Api::V1, event));
    let found = identify(body, declared).map_err(|why| document.start.not_an_event(why))?;
    Ok(Message { api: found.api.to_string(), event: found.event.unwrap_or_default(), body: body.to_vec() })
}

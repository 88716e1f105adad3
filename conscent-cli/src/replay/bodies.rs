//! The messages in files and folders.

use crate::bodies::{self, Body};
use crate::identify::Declared;
use crate::send::Message;
use crate::source::Source;
use crate::vendor::Vendor;
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
            let help = "neither this folder nor the folders below it have a .json or .jsonl file";
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

/// Reads the messages and the errors of a file, in order.
pub(super) fn read<'a>(
    file: &'a Source,
    vendor: &'a Vendor,
    declared: &'a Declared<'a>,
) -> impl Iterator<Item = Result<Message, Diagnostic>> + 'a {
    bodies::read(file, vendor, declared).map(move |body| message(body?, vendor))
}

/// The message for a body. A captured body may be undecodable, and is sent anyway.
fn message(body: Body<'_>, vendor: &Vendor) -> Result<Message, Diagnostic> {
    let (module, event) = match &body.declared {
        Declared::Event(module, event) => (Some(*module), event.clone()),
        Declared::Api(module) if body.is_captured => (Some(*module), String::new()),
        Declared::Api(_) | Declared::Nothing => {
            let found = body.identify(vendor)?;
            (found.module, found.event.unwrap_or_default())
        }
    };
    match module {
        Some(module) => Message::new(module, &event, body.bytes),
        None => Ok(Message::unnamed(body.bytes)),
    }
}

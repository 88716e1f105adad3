//! Reading files, so that whatever is wrong with them has a place.

use crate::diagnostic::{Diagnostic, Place};
use serde::de::DeserializeOwned;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A file's bytes.
pub(crate) fn bytes(file: &Path) -> Result<Vec<u8>, Diagnostic> {
    let unreadable = |why: String| Place::file(file).says("cannot be read", why);
    // Asked first: opening a pipe would wait for its writer for ever.
    if !file.metadata().map_err(|e| unreadable(e.to_string()))?.is_file() {
        return Err(unreadable("it is no regular file".into()));
    }
    std::fs::read(file).map_err(|e| unreadable(e.to_string()))
}

/// A file's text, without a byte order mark.
pub(crate) fn text(file: &Path) -> Result<String, Diagnostic> {
    let text = String::from_utf8(bytes(file)?).map_err(|e| {
        let valid = e.as_bytes().get(..e.utf8_error().valid_up_to()).unwrap_or_default();
        let (line, column) = position(&String::from_utf8_lossy(valid), valid.len());
        let why = format!("the byte at offset {} belongs to no character; save the file as UTF-8", valid.len());
        Place::column(file, line, column).says("not UTF-8", why)
    })?;
    Ok(text.strip_prefix('\u{feff}').map(Into::into).unwrap_or(text))
}

/// What a folder holds, hidden files aside, sorted.
pub(crate) fn list(folder: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let unreadable = |error: &std::io::Error| Place::file(folder).says("cannot be read", error.to_string());
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(&error))?;
    let paths: Result<Vec<_>, _> = entries.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = paths.map_err(|error| unreadable(&error))?;
    paths.retain(|path| !path.file_name().unwrap_or_default().to_string_lossy().starts_with('.'));
    paths.sort();
    Ok(paths)
}

/// A TOML file: its text and its content, or `None` when there is no such file.
pub(crate) fn toml<T: DeserializeOwned>(file: &Path) -> Result<Option<(String, T)>, Diagnostic> {
    if file.symlink_metadata().is_err_and(|e| e.kind() == ErrorKind::NotFound) {
        return Ok(None);
    }
    let text = text(file)?;
    match toml::from_str(&text) {
        Ok(content) => Ok(Some((text, content))),
        Err(e) => {
            let (line, column) = position(&text, e.span().map_or(0, |span| span.start));
            Err(Place::column(file, line, column).says("not as this file must be", e.message()))
        }
    }
}

/// The line and the column in bytes, both counted from 1, of a byte offset.
pub(crate) fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
    let mut lines = before.split(|byte| *byte == b'\n');
    (lines.clone().count(), lines.next_back().map_or(0, <[u8]>::len) + 1)
}

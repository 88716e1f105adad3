//! Reads files, with a location for every error.

use crate::diagnostic::{Diagnostic, Location};
use conscent_shape::syntax::position;
use serde::de::DeserializeOwned;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Reads the bytes of a file.
pub fn bytes(file: &Path) -> Result<Vec<u8>, Diagnostic> {
    let unreadable = |why: String| Location::file(file).error("cannot be read", why);
    // This check comes first, because opening a pipe would wait forever for a writer.
    if !file.metadata().map_err(|e| unreadable(e.to_string()))?.is_file() {
        return Err(unreadable("it is not a regular file".into()));
    }
    std::fs::read(file).map_err(|e| unreadable(e.to_string()))
}

/// Reads the text of a file, without a byte order mark.
pub fn text(file: &Path) -> Result<String, Diagnostic> {
    utf8(bytes(file)?, file)
}

/// Converts the bytes of a file to text, without a byte order mark.
pub fn utf8(bytes: Vec<u8>, file: &Path) -> Result<String, Diagnostic> {
    let text = String::from_utf8(bytes).map_err(|e| {
        let valid = e.as_bytes().get(..e.utf8_error().valid_up_to()).unwrap_or_default();
        let (line, column) = position(valid, valid.len());
        let help = format!("the byte at offset {} is not valid UTF-8; save the file as UTF-8", valid.len());
        Location::column(file, line, column).error("not UTF-8", help)
    })?;
    Ok(text.strip_prefix('\u{feff}').map(Into::into).unwrap_or(text))
}

/// Lists a folder, sorted, without hidden files.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let unreadable = |error: &std::io::Error| Location::file(folder).error("cannot be read", error.to_string());
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(&error))?;
    let paths: Result<Vec<_>, _> = entries.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = paths.map_err(|error| unreadable(&error))?;
    paths.retain(|path| !path.file_name().unwrap_or_default().to_string_lossy().starts_with('.'));
    paths.sort();
    Ok(paths)
}

/// Reads the text of a file, or returns `None` if it does not exist.
pub(crate) fn text_if_exists(file: &Path) -> Result<Option<String>, Diagnostic> {
    let is_missing = file.symlink_metadata().is_err_and(|e| e.kind() == ErrorKind::NotFound);
    if is_missing { Ok(None) } else { text(file).map(Some) }
}

/// Reads a TOML file: its text and its content, or `None` if the file does not exist.
pub fn toml<T: DeserializeOwned>(file: &Path) -> Result<Option<(String, T)>, Diagnostic> {
    let Some(text) = text_if_exists(file)? else { return Ok(None) };
    match toml::from_str(&text) {
        Ok(content) => Ok(Some((text, content))),
        Err(e) => {
            let start = e.span().map_or(0, |span| span.start);
            Err(Location::offset(file, &text, start).error("invalid content", e.message()))
        }
    }
}

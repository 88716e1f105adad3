//! Helpers that the tests of several crates share: temporary folders, and Markdown.
#![allow(clippy::missing_panics_doc, reason = "a test may fail anywhere")]

pub mod markdown;

use std::fmt::Display;
use std::path::Path;
pub use tempfile::TempDir;

/// A temporary folder with these files.
#[must_use]
pub fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        put(folder.path(), path, text);
    }
    folder
}

/// Writes a file, and the folders above it.
pub fn put(folder: &Path, path: &str, content: impl AsRef<[u8]>) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
}

/// All files below a folder, hidden ones included, by their paths in it, sorted.
#[must_use]
pub fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

/// A message, with paths relative to the folder.
#[must_use]
pub fn relative(folder: &Path, message: impl Display) -> String {
    message.to_string().replace(&format!("{}/", folder.display()), "")
}

//! A samples folder for one test.
#![allow(dead_code, reason = "no file of tests uses all of it")]

use std::path::Path;
use tempfile::TempDir;

/// A temporary folder with these files.
pub(crate) fn with(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        put(folder.path(), path, text.as_bytes());
    }
    folder
}

/// Writes a file, and the folders above it.
pub(crate) fn put(folder: &Path, path: &str, bytes: &[u8]) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// The message, with paths relative to the folder.
pub(crate) fn relative(folder: &Path, message: impl std::fmt::Display) -> String {
    message.to_string().replace(&format!("{}/", folder.display()), "")
}

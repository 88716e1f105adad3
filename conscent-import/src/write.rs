//! One planned file, compared with the file that is there.

use conscent_codegen::samples::Sample;
use conscent_codegen::{Diagnostic, Location};
use std::io::ErrorKind;
use std::path::Path;

/// A planned file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// Its path below the samples folder, with `/` between folders.
    pub path: String,
    /// Its planned content.
    pub text: String,
    /// Its present content. Empty if there is no such file.
    pub before: String,
    /// What happens to the file.
    pub action: Action,
    /// The sample in it, with its location on the page. `None` for `provenance.toml` and `events.toml`.
    pub sample: Option<Sample>,
}

/// What a [`Write`] does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The file does not exist yet, and is created.
    Create,
    /// The file has another content, and is replaced.
    Replace,
    /// The file has the planned content, and is not touched.
    Keep,
}

impl Write {
    /// Compares the planned content with the file.
    pub(crate) fn decide(
        folder: &Path,
        path: String,
        text: String,
        sample: Option<Sample>,
    ) -> Result<Self, Diagnostic> {
        let file = folder.join(&path);
        let (action, before) = match std::fs::read(&file) {
            Ok(bytes) if bytes == text.as_bytes() => (Action::Keep, text.clone()),
            Ok(bytes) => (Action::Replace, String::from_utf8_lossy(&bytes).into_owned()),
            Err(e) if e.kind() == ErrorKind::NotFound => (Action::Create, String::new()),
            Err(e) => return Err(Location::file(file).error("cannot be read", e.to_string())),
        };
        Ok(Self { path, text, before, action, sample })
    }
}

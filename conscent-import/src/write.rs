//! Compares a planned file with the existing file.

use crate::shape::ImportedShape;
use conscent_codegen::samples::Sample;
use conscent_codegen::{Diagnostic, Location};
use std::io::ErrorKind;
use std::path::Path;

/// A planned file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// Its path in the samples folder, with `/` as the separator.
    pub path: String,
    /// Its planned content.
    pub text: String,
    /// Its present content. Empty if the file does not exist.
    pub before: String,
    /// The action for the file.
    pub action: Action,
    /// The sample in it, with its location on the page. `None` for the other kinds of files: shape files,
    /// `provenance.toml` and `events.toml`.
    pub sample: Option<Sample>,
    /// The shape file that is imported, if it is one.
    pub shape: Option<ImportedShape>,
}

/// The action of a [`Write`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The file does not exist yet, and is created.
    Create,
    /// The file has different content, and is replaced.
    Replace,
    /// The file already has the planned content, and is not touched.
    Keep,
}

impl Write {
    /// Whether it is evidence for types: a sample or a shape file.
    #[must_use]
    pub fn is_evidence(&self) -> bool {
        self.sample.is_some() || self.shape.is_some()
    }

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
        Ok(Self { path, text, before, action, sample, shape: None })
    }
}

//! Input of commands that read JSON: files and standard input.

use conscent_codegen::diagnostic::{Diagnostic, Place};
use conscent_codegen::shape::Malformed;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

/// A file, or standard input, as an argument names it.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    File(PathBuf),
    Stdin,
}

impl From<OsString> for Source {
    fn from(argument: OsString) -> Self {
        if argument == "-" { Self::Stdin } else { Self::File(argument.into()) }
    }
}

impl Source {
    /// As it stands in errors and output.
    pub(crate) fn name(&self) -> PathBuf {
        match self {
            Self::File(path) => path.clone(),
            Self::Stdin => "<stdin>".into(),
        }
    }

    /// Starts to read.
    pub(crate) fn open(&self) -> Result<Box<dyn Read + Send>, Diagnostic> {
        match self {
            Self::File(path) => Ok(Box::new(File::open(path).map_err(|error| self.unreadable(&error))?)),
            Self::Stdin => Ok(Box::new(io::stdin())),
        }
    }

    /// How many bytes it holds, if that is known beforehand.
    pub(crate) fn size(&self) -> Option<u64> {
        match self {
            Self::File(path) => path.metadata().ok().filter(std::fs::Metadata::is_file).map(|file| file.len()),
            Self::Stdin => None,
        }
    }

    pub(crate) fn unreadable(&self, error: &io::Error) -> Diagnostic {
        Place::file(self.name()).says("cannot be read", error.to_string())
    }

    /// What is not JSON in it, by its place in the whole input.
    pub(crate) fn malformed(&self, malformed: Malformed) -> Diagnostic {
        // Column 0 is where a line ends too early: before its first byte.
        Place::column(self.name(), malformed.line, malformed.column.max(1)).says("not JSON", malformed.message)
    }
}

//! The input of commands that read JSON: files and standard input.

use conscent_codegen::{Diagnostic, Location};
use conscent_shape::SyntaxError;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

/// A file or standard input, as an argument names it.
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
    /// Its name in errors and output.
    pub(crate) fn name(&self) -> PathBuf {
        match self {
            Self::File(path) => path.clone(),
            Self::Stdin => "<stdin>".into(),
        }
    }

    /// Opens it for reading.
    pub(crate) fn open(&self) -> Result<Box<dyn Read + Send>, Diagnostic> {
        match self {
            Self::File(path) => Ok(Box::new(File::open(path).map_err(|error| self.unreadable(&error))?)),
            Self::Stdin => Ok(Box::new(io::stdin())),
        }
    }

    /// How many bytes it holds, if that is known before it is read.
    pub(crate) fn size(&self) -> Option<u64> {
        match self {
            Self::File(path) => path.metadata().ok().filter(std::fs::Metadata::is_file).map(|file| file.len()),
            Self::Stdin => None,
        }
    }

    /// Turns an error of reading it into a diagnostic.
    pub(crate) fn unreadable(&self, error: &io::Error) -> Diagnostic {
        Location::file(self.name()).error("cannot be read", error.to_string())
    }

    /// Turns a syntax error into a diagnostic located in the whole input.
    pub(crate) fn syntax_error(&self, error: SyntaxError) -> Diagnostic {
        // A parser gives column 0 for a document that ends behind an end of line: there is no byte to point at.
        Location::column(self.name(), error.line, error.column.max(1)).error("not JSON", error.message)
    }
}

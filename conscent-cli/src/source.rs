//! The input of commands that read JSON: files and standard input.

use crate::exit::print_note;
use crate::show::printable;
use conscent_codegen::{Diagnostic, Location};
use conscent_import::decode;
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

    /// Opens it for reading its text. If that is not the same as its bytes, a note says so.
    pub(crate) fn open(&self) -> Result<Box<dyn Read + Send>, Diagnostic> {
        let input: Box<dyn Read + Send> = match self {
            Self::File(path) => Box::new(File::open(path).map_err(|error| self.unreadable(&error))?),
            Self::Stdin => Box::new(io::stdin()),
        };
        let text = decode::reader(input).map_err(|error| self.unreadable(&error))?;
        if let Some(form) = text.form() {
            print_note(format!("{}: read as {form}", printable(&self.name().to_string_lossy())));
        }
        Ok(Box::new(text))
    }

    /// How many bytes of text it holds, if that is known before it is read.
    pub(crate) fn size(&self) -> Option<u64> {
        let Self::File(path) = self else { return None };
        let file = path.metadata().ok().filter(std::fs::Metadata::is_file)?;
        decode::reader(File::open(path).ok()?).ok()?.form().is_none().then_some(file.len())
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

//! The input of commands that read JSON: files and standard input.

use crate::exit::print_note;
use crate::show::printable;
use conscent_codegen::{Diagnostic, Location};
use conscent_import::decode;
use conscent_shape::SyntaxError;
use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

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

    /// Opens it for reading its text. If the text differs from the bytes, a note says how the input is read.
    pub(crate) fn open(&self) -> Result<Box<dyn Read + Send>, Diagnostic> {
        let Opened { text, form } = self.decoded(self.bytes()?)?;
        if let Some(form) = form {
            print_note(format!("{}: read as {form}", printable(&self.name().to_string_lossy())));
        }
        Ok(text)
    }

    /// Opens it for reading its text, and counts its bytes as they are read.
    pub(crate) fn open_counted<'a>(&self, read: &'a AtomicU64) -> Result<Opened<'a>, Diagnostic> {
        self.decoded(Box::new(Counted { input: self.bytes()?, read }))
    }

    fn bytes(&self) -> Result<Box<dyn Read + Send>, Diagnostic> {
        Ok(match self {
            Self::File(path) => Box::new(File::open(path).map_err(|error| self.unreadable(&error))?),
            Self::Stdin => Box::new(io::stdin()),
        })
    }

    fn decoded<'a>(&self, bytes: Box<dyn Read + Send + 'a>) -> Result<Opened<'a>, Diagnostic> {
        let text = decode::reader(bytes).map_err(|error| self.unreadable(&error))?;
        let form = text.form().map(str::to_owned);
        Ok(Opened { text: Box::new(Lines { text, line: 1 }), form })
    }

    /// How many bytes it has, compressed or not, if that is known before it is read.
    pub(crate) fn length(&self) -> Option<u64> {
        let Self::File(path) = self else { return None };
        path.metadata().ok().filter(std::fs::Metadata::is_file).map(|file| file.len())
    }

    /// How many bytes of text it holds, if that is known before it is read.
    pub(crate) fn size(&self) -> Option<u64> {
        let (Self::File(path), length) = (self, self.length()?) else { return None };
        decode::reader(File::open(path).ok()?).ok()?.form().is_none().then_some(length)
    }

    /// Turns an error of reading it into a diagnostic.
    pub(crate) fn unreadable(&self, error: &io::Error) -> Diagnostic {
        let broken = error.get_ref().and_then(|error| error.downcast_ref::<BrokenLine>());
        let location = broken.map_or(Location::file(self.name()), |broken| Location::line(self.name(), broken.line));
        location.error("cannot be read", error.to_string())
    }

    /// Turns a syntax error into a diagnostic located in the whole input.
    pub(crate) fn syntax_error(&self, error: SyntaxError) -> Diagnostic {
        Location::column(self.name(), error.line, error.column).error("not JSON", error.message)
    }
}

/// An input that is open.
pub(crate) struct Opened<'a> {
    pub(crate) text: Box<dyn Read + Send + 'a>,
    /// The form of its bytes, if they are not its text: compressed, or in another encoding.
    pub(crate) form: Option<String>,
}

/// Counts the bytes of an input.
struct Counted<'a, R> {
    input: R,
    read: &'a AtomicU64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Counts the lines of a text, so that an error says where the text breaks off.
struct Lines<R> {
    text: R,
    line: usize,
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.text.read(buffer) {
            Ok(read) => {
                self.line += memchr::memchr_iter(b'\n', buffer.get(..read).unwrap_or_default()).count();
                Ok(read)
            }
            // This is not a failure: readers repeat the call.
            Err(error) if error.kind() == ErrorKind::Interrupted => Err(error),
            Err(error) => Err(io::Error::new(error.kind(), BrokenLine { line: self.line, error })),
        }
    }
}

/// An error of reading, and the line of the text that cannot be read.
#[derive(Debug)]
struct BrokenLine {
    line: usize,
    error: io::Error,
}

impl fmt::Display for BrokenLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for BrokenLine {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

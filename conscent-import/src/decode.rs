//! Converts bytes to text: decompresses a file, and decodes its characters.
//!
//! [`reader`] is a stream in constant memory, for JSON of any size. [`page`] is for documentation pages. It reads a
//! whole page, because HTML can declare its own encoding.
//!
//! | bytes | text |
//! |---|---|
//! | gzip, of one member or several | the decompressed text |
//! | Zstandard, of one frame or several | the decompressed text |
//! | UTF-16, with a byte order mark or without | the same text in UTF-8 |
//! | UTF-8 with a byte order mark | the bytes after the mark |
//! | PNG, PDF, ZIP and other kinds of files that are not text | an error that names the kind |
//! | all others | the same bytes |

mod compressed;
mod kind;
mod page;
mod utf16;

use compressed::{Bytes, Whole};
use conscent_codegen::{Diagnostic, Location, input};
use kind::Kind;
use std::fmt;
use std::io::{self, Cursor, ErrorKind, Read};
use std::path::{Path, PathBuf};
use utf16::Utf16;

pub use page::{PAGE_LIMIT, page};

/// The extensions of compressed files.
const COMPRESSED: [&str; 4] = ["gz", "gzip", "zst", "zstd"];

/// The name or path that a file has without compression: `orders.html.gz` is `orders.html`.
#[must_use]
pub fn content_name(file: &Path) -> PathBuf {
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let is_compressed = COMPRESSED.iter().any(|one| one.eq_ignore_ascii_case(extension));
    if is_compressed { file.with_extension("") } else { file.to_owned() }
}

/// Why bytes are not text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotText {
    /// They are a file of another kind, such as "a PNG image".
    Kind(&'static str),
    /// They are compressed in this way, but cannot be decompressed; the reason.
    Damaged(&'static str, String),
    /// They are a page of more than [`PAGE_LIMIT`] bytes.
    TooLong,
    /// They claim to have this encoding, but do not.
    Encoding {
        /// The name of the encoding.
        name: &'static str,
        /// The number of bytes before the first invalid one, if it is known.
        offset: Option<u64>,
        /// The line and the column of that byte, if they are known.
        position: Option<(usize, usize)>,
    },
}

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kind(kind) => write!(f, "this is {kind}, which is not text"),
            Self::Damaged(how, why) => write!(f, "its {how} data is damaged or cut off: {why}"),
            Self::TooLong => write!(f, "it is larger than {} MiB, the limit for a page", PAGE_LIMIT / 1024 / 1024),
            Self::Encoding { name, offset: Some(offset), .. } => {
                write!(f, "the byte at offset {offset} is not valid {name}")
            }
            Self::Encoding { name, offset: None, .. } => {
                write!(f, "it declares the encoding {name}, but has another one")
            }
        }
    }
}

impl std::error::Error for NotText {}

impl NotText {
    /// The error with the file that it is about.
    #[must_use]
    pub fn of(&self, file: &Path) -> Diagnostic {
        match self {
            Self::Encoding { name, position: Some((line, column)), .. } => {
                let help = format!("{self}; save the file as UTF-8");
                Location::column(file, *line, *column).error(format!("not {name}"), help)
            }
            _ => Location::file(file).error("cannot be read", self.to_string()),
        }
    }
}

impl From<NotText> for io::Error {
    fn from(why: NotText) -> Self {
        Self::new(ErrorKind::InvalidData, why)
    }
}

/// The text of an input, in UTF-8, unless the input is invalid UTF-8: see [`reader`].
pub struct Decoded<R: Read> {
    text: Text<R>,
    form: Option<String>,
    has_mark: bool,
}

enum Text<R: Read> {
    Utf8(Whole<Bytes<R>>),
    Utf16(Box<Utf16<Whole<Bytes<R>>>>),
}

/// Reads the start of an input, and returns a reader of its text.
///
/// It only waits for as many bytes as it needs to recognize the input: two, if they can be the start of JSON. It
/// neither checks nor copies UTF-8.
///
/// # Errors
/// The input cannot be read, or is a file of another kind: a [`NotText`] in an error of the kind `InvalidData`. Damaged
/// data is such an error too, when the reader reaches it.
pub fn reader<R: Read>(input: R) -> io::Result<Decoded<R>> {
    let mut input = Bytes::Plain(input);
    let mut start = kind::sniff(&mut input)?;
    let compression = match start.kind {
        Kind::Gzip => Some("gzip"),
        Kind::Zstd => Some("Zstandard"),
        _ => None,
    };
    if compression.is_some() {
        input = input.decompressed(&start.kind, start.bytes);
        start = kind::sniff(&mut input)?;
    }
    let bytes = Cursor::new(start.bytes).chain(input);
    let (text, encoding) = match start.kind {
        Kind::Text => (Text::Utf8(bytes), None),
        Kind::Utf16(encoding) => (Text::Utf16(Box::new(Utf16::new(bytes, encoding))), Some("UTF-16")),
        Kind::Gzip | Kind::Zstd => return Err(NotText::Kind("compressed twice").into()),
        Kind::Other(kind) => return Err(NotText::Kind(kind).into()),
    };
    let form: Vec<_> = compression.into_iter().chain(encoding).collect();
    Ok(Decoded { text, form: (!form.is_empty()).then(|| form.join(", ")), has_mark: start.has_mark })
}

/// The text of a file of any length: see [`reader`].
pub(crate) fn whole(file: &Path) -> Result<Vec<u8>, Diagnostic> {
    let bytes = input::bytes(file)?;
    let mut text = Vec::new();
    let read = reader(bytes.as_slice()).and_then(|mut decoded| decoded.read_to_end(&mut text));
    read.map_err(|error| Location::file(file).error("cannot be read", error.to_string()))?;
    Ok(text)
}

impl<R: Read> Decoded<R> {
    /// The encoding and compression of the input, if it is not plain UTF-8: "gzip", "Zstandard", "UTF-16", or two of
    /// them.
    #[must_use]
    pub fn form(&self) -> Option<&str> {
        self.form.as_deref()
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.text.read(buffer)
    }
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Utf8(bytes) => bytes.read(buffer),
            Self::Utf16(text) => text.read(buffer),
        }
    }
}

impl<R: Read> fmt::Debug for Decoded<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoded").field("form", &self.form).finish_non_exhaustive()
    }
}

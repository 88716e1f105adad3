//! Shape files: shapes as text, for other processes and for people.
//!
//! ```text
//! {"conscent-shape":1,"lines":3,"crc32":"5a0f1c22"}
//! {"at":[],"object":{"count":2}}
//! {"at":["price"],"seen":2,"number":{"count":2,"integers":1,"min":100.0,"max":900.0}}
//! {"at":["status"],"seen":1,"string":{"count":1,"forms":["Code"],"exact":["paid"]}}
//! ```
//!
//! The first line is followed by one line for each path. A path comes before the paths inside it. In a path, a string
//! is a key, `[]` stands for the items of arrays, and `{}` for the values under keys that are data. People can read a
//! file, and diff two of them. The checksum covers all bytes after the first line.
//!
//! | `"partial"` | what the file holds |
//! |---|---|
//! | absent | a shape without personal data ([`Shape::redacted`]) |
//! | the number of lines of an exact shape | that shape, with strings and keys of the documents, then a redacted one |

mod below;
mod line;
mod read;
mod step;

use crate::Shape;
use crate::redact::{has_only_codes, limit};
use line::Line;
use read::Reader;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How a shape file starts. The version of the format follows.
pub const SHAPE_FILE: &str = "{\"conscent-shape\":";

/// The version of the format that this crate writes and reads.
const VERSION: u64 = 1;

/// The content of a shape file, or of several together.
///
/// ```
/// use conscent_shape::{Shape, ShapeFile, infer};
///
/// let mut all = ShapeFile::read(&ShapeFile::of(infer(br#"{"status": "paid"}"#)?).write())?;
/// all.merge(&ShapeFile::of(infer(br#"{"status": "void", "by": "jo@mail.example"}"#)?));
/// let file = String::from_utf8(all.write())?;
/// assert!(file.contains("paid") && file.contains("void"));
/// assert!(!file.contains("jo@mail.example"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShapeFile {
    /// The exact shape of some documents, which may hold personal data. A file for people has no such documents.
    pub exact: Shape,
    /// The shape of other documents, redacted.
    pub redacted: Shape,
}

impl ShapeFile {
    /// A file with the exact shape of documents.
    #[must_use]
    pub fn of(exact: Shape) -> Self {
        Self { exact, redacted: Shape::default() }
    }

    /// Adds everything that another file has counted. Files can be merged in any order.
    pub fn merge(&mut self, other: &Self) {
        self.exact.merge(&other.exact);
        self.redacted.merge(&other.redacted);
    }

    /// Whether the file holds the exact shape of some documents.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.exact != Shape::default()
    }

    /// The shape of all documents.
    #[must_use]
    pub fn into_shape(self) -> Shape {
        let Self { exact, mut redacted } = self;
        redacted.extend([exact]);
        redacted
    }

    /// The bytes of a file for people: the shape of all documents, without personal data. Equal shapes have equal bytes.
    #[must_use]
    pub fn write(self) -> Vec<u8> {
        let Self { exact, mut redacted } = self;
        redacted.extend([exact.redacted()]);
        limit(&mut redacted);
        bytes(None, &redacted)
    }

    /// The bytes of a file for the processes of one job. It may hold personal data, but loses nothing: merging the
    /// files of a job's parts gives the same bytes as reading all documents in one process.
    #[must_use]
    pub fn write_partial(&self) -> Vec<u8> {
        bytes(Some(&self.exact), &self.redacted)
    }

    /// Reads a shape file.
    ///
    /// # Errors
    /// The bytes are not a shape file, are of another version, are cut off or were changed, or contradict themselves.
    pub fn read(bytes: &[u8]) -> Result<Self, FileError> {
        let (first, rest) = bytes.iter().position(|byte| *byte == b'\n').map_or((bytes, &[][..]), |end| {
            let (first, rest) = bytes.split_at(end);
            (first, rest.get(1..).unwrap_or_default())
        });
        let header = header(first)?;
        let lines = memchr::memchr_iter(b'\n', rest).count() as u64;
        if lines < header.lines || lines == header.lines && !rest.is_empty() && !rest.ends_with(b"\n") {
            let message = format!("the file is cut off: it has {lines} of {} lines; get the whole file", header.lines);
            return Err(FileError { line: usize::try_from(lines).unwrap_or(usize::MAX).saturating_add(2), message });
        }
        if format!("{:08x}", crc32fast::hash(rest)) != header.crc32 {
            let message = "the file was changed after it was written, as its checksum shows; write it again".to_owned();
            return Err(FileError { line: 1, message });
        }
        let rest = std::str::from_utf8(rest).map_err(|_| FileError::new(1, "not UTF-8"))?;
        let mut reader = Reader::new(rest);
        let exact = header.partial.map(|lines| reader.shape(lines)).transpose()?.unwrap_or_default();
        let redacted = reader.shape(header.lines.saturating_sub(header.partial.unwrap_or_default()))?;
        reader.end()?;
        if !has_only_codes(&redacted, "") {
            let message = "it has strings that may be personal data; write it again with `conscent infer --shape`";
            return Err(FileError::new(1, message));
        }
        Ok(Self { exact, redacted })
    }
}

/// Why bytes are not a shape file. The message never quotes the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong, and what to do.
    pub message: String,
}

impl FileError {
    fn new(line: usize, message: impl Into<String>) -> Self {
        Self { line, message: message.into() }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for FileError {}

/// The first line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    #[serde(rename = "conscent-shape")]
    version: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    partial: Option<u64>,
    lines: u64,
    crc32: String,
}

/// Only the version: the rest of the first line may differ in other versions.
#[derive(Deserialize)]
struct AnyHeader {
    #[serde(rename = "conscent-shape")]
    version: u64,
}

fn header(line: &[u8]) -> Result<Header, FileError> {
    let not_a_shape = |_| FileError::new(1, "not a shape file; `conscent infer --shape` writes one");
    let AnyHeader { version } = serde_json::from_slice(line).map_err(not_a_shape)?;
    if version != VERSION {
        let newer = if version > VERSION { "update this program" } else { "write the file again" };
        let message = format!(
            "this is a shape file of version {version}, but this program reads only version {VERSION}; {newer}"
        );
        return Err(FileError::new(1, message));
    }
    serde_json::from_slice(line).map_err(not_a_shape)
}

fn bytes(exact: Option<&Shape>, redacted: &Shape) -> Vec<u8> {
    let mut body = Vec::new();
    let partial = exact.map(|exact| Line::write_all(exact, &mut body));
    let lines = partial.unwrap_or_default() + Line::write_all(redacted, &mut body);
    let crc32 = format!("{:08x}", crc32fast::hash(&body));
    let mut bytes = json(&Header { version: VERSION, partial, lines, crc32 });
    bytes.push(b'\n');
    bytes.append(&mut body);
    bytes
}

/// The JSON of a value. All keys in it are strings, so it can always be written.
fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

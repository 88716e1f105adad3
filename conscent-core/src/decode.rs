//! From the bytes of a body to an object.

use std::fmt;
use std::str::Utf8Error;

use serde::Deserialize;
use serde_json::error::Category;

use crate::{Kind, Object};

/// Decodes a whole body.
///
/// Every body that is a JSON object decodes, whatever is in it; see the [law](crate#the-law).
///
/// # Errors
/// [`DecodeError`]: the body is not JSON, not an object, or nests too deep (127 levels are fine).
pub fn decode<T: Object>(body: &[u8]) -> Result<T, DecodeError> {
    from_json(body)
}

/// As [`decode`], for any type: `conscent` looks through bodies with it.
///
/// # Errors
/// As [`decode`], and what `T` itself refuses.
#[doc(hidden)]
pub fn from_json<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, DecodeError> {
    // One look at all bytes is quicker than one at each string.
    let text = str::from_utf8(body).map_err(|error| DecodeError::not_utf8(error, body))?;
    serde_json::from_str(text).map_err(|error| DecodeError::new(&error, body))
}

/// Why a body could not be decoded. It never holds anything of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeError {
    /// The body is not JSON.
    #[non_exhaustive]
    NotJson {
        /// The line of the body, from 1.
        line: usize,
        /// The column, in bytes.
        column: usize,
        /// Which rule of JSON is broken.
        reason: String,
    },
    /// The body is JSON, but not an object.
    #[non_exhaustive]
    NotAnObject {
        /// What it is.
        found: Kind,
    },
    /// The body nests deeper than the decoder follows.
    #[non_exhaustive]
    TooDeep {
        /// The line of the body, from 1.
        line: usize,
        /// The column, in bytes.
        column: usize,
    },
}

impl DecodeError {
    fn not_utf8(error: Utf8Error, body: &[u8]) -> Self {
        let (valid, _) = body.split_at(error.valid_up_to());
        let mut lines = valid.split(|byte| *byte == b'\n');
        Self::NotJson {
            line: lines.clone().count(),
            column: lines.next_back().map_or(0, <[u8]>::len) + 1,
            reason: "not UTF-8".to_owned(),
        }
    }

    fn new(error: &serde_json::Error, body: &[u8]) -> Self {
        let (line, column) = (error.line(), error.column());
        let message = error.to_string();
        if message.starts_with("recursion limit exceeded") {
            return Self::TooDeep { line, column };
        }
        match (error.classify(), top_level(body)) {
            (Category::Data, Some(found)) => Self::NotAnObject { found },
            // Messages about data could quote it. Those about syntax are fixed texts.
            (Category::Data, None) => {
                Self::NotJson { line, column, reason: "a value that the JSON parser does not take".to_owned() }
            }
            _ => {
                let reason = message.split(" at line ").next().unwrap_or_default().to_owned();
                Self::NotJson { line, column, reason }
            }
        }
    }
}

/// What the body is by its first byte, if it is JSON and not an object.
fn top_level(body: &[u8]) -> Option<Kind> {
    match body.trim_ascii_start().first()? {
        b'[' => Some(Kind::List),
        b'"' => Some(Kind::Text),
        b't' | b'f' => Some(Kind::Bool),
        b'n' => Some(Kind::Null),
        b'-' | b'0'..=b'9' => Some(Kind::Number),
        _ => None,
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson { line, column, reason } => {
                write!(
                    f,
                    "body, line {line}, column {column}: not JSON: {reason}; the body may be cut short, or not be a webhook's"
                )
            }
            Self::NotAnObject { found } => {
                write!(f, "body: {found}: every event is a JSON object; the body may not be a webhook's")
            }
            Self::TooDeep { line, column } => {
                write!(
                    f,
                    "body, line {line}, column {column}: nested too deep: the decoder follows 127 levels; keep the raw body"
                )
            }
        }
    }
}

impl std::error::Error for DecodeError {}

/// As [`decode`], on the heap. Not inlined: a match over all events of an api calls it for each, and needs little stack.
///
/// # Errors
/// As [`decode`].
#[doc(hidden)]
#[inline(never)]
pub fn decode_boxed<T: Object>(body: &[u8]) -> Result<Box<T>, DecodeError> {
    decode(body).map(Box::new)
}

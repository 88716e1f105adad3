//! Decoding the bytes of a body.

use std::fmt;
use std::str::Utf8Error;

use serde::de::DeserializeOwned;
use serde_json::de::StrRead;
use serde_json::error::Category;

use crate::syntax::{self, Reason};
use crate::{Kind, Payload, repair};

/// Decodes a whole body.
///
/// Every body that is a JSON object decodes, regardless of its content; see the [law](crate#the-law). Values that JSON
/// allows but `serde_json` cannot represent are replaced in a copy of the body;
/// [`unrepresentable`](crate::unrepresentable) lists them.
///
/// # Errors
/// [`DecodeError`]: the body is not JSON, is not an object, or nests deeper than 127 levels.
pub fn decode<T: Payload>(body: &[u8]) -> Result<T, DecodeError> {
    from_json(body)
}

/// Like [`decode`], for any type.
///
/// # Errors
/// The same as for [`decode`], and the errors of `T` itself.
#[doc(hidden)]
pub fn from_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, DecodeError> {
    let text = text(body)?;
    // This does not call `from_json_with`, because its closure would move the value once more.
    serde_json::from_str(text).or_else(|error| from_repaired(text, &error, |input| T::deserialize(input)))
}

/// Like [`from_json`], but decodes with a function that may be called twice. `conscent` uses it to read the event's
/// name.
///
/// # Errors
/// The same as for [`decode`], and the errors of `read` itself.
#[doc(hidden)]
pub fn from_json_with<T>(
    body: &[u8],
    mut read: impl FnMut(&mut serde_json::Deserializer<StrRead<'_>>) -> serde_json::Result<T>,
) -> Result<T, DecodeError> {
    let text = text(body)?;
    whole(text, &mut read).or_else(|error| from_repaired(text, &error, read))
}

/// Checks that a body is UTF-8. Checking all bytes at once is faster than checking each string.
fn text(body: &[u8]) -> Result<&str, DecodeError> {
    let body = without_mark(body);
    str::from_utf8(body).map_err(|error| DecodeError::not_utf8(error, body))
}

/// Repairs a text that `serde_json` rejected with `error`, and decodes it again.
#[cold]
#[inline(never)]
fn from_repaired<T>(
    text: &str,
    error: &serde_json::Error,
    mut read: impl FnMut(&mut serde_json::Deserializer<StrRead<'_>>) -> serde_json::Result<T>,
) -> Result<T, DecodeError> {
    let Some(repaired) = repair::repair(text) else {
        return Err(DecodeError::new(error, error.column(), text.as_bytes()));
    };
    whole(&repaired.text, &mut read).map_err(|error| {
        let column = repaired.original_column(error.line(), error.column());
        DecodeError::new(&error, column, text.as_bytes())
    })
}

/// Reads a text to its end.
fn whole<T>(
    text: &str,
    read: &mut impl FnMut(&mut serde_json::Deserializer<StrRead<'_>>) -> serde_json::Result<T>,
) -> serde_json::Result<T> {
    let mut input = serde_json::Deserializer::from_str(text);
    let value = read(&mut input)?;
    input.end()?;
    Ok(value)
}

/// A body could not be decoded. The error never contains any part of the body.
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
        /// The JSON rule that the body violates.
        reason: String,
    },
    /// The body is JSON, but not an object.
    #[non_exhaustive]
    NotAnObject {
        /// The kind of the value.
        found: Kind,
    },
    /// The body nests deeper than the 127 levels that the decoder follows.
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
        let (line, column) = syntax::position(body, error.valid_up_to());
        Self::NotJson { line, column, reason: "not UTF-8".to_owned() }
    }

    fn new(error: &serde_json::Error, column: usize, body: &[u8]) -> Self {
        let line = error.line();
        match (error.classify(), top_level(body)) {
            (Category::Data, Some(found)) => Self::NotAnObject { found },
            // Data errors could quote the body, so their messages are replaced. Syntax errors have fixed messages.
            (Category::Data, None) => {
                Self::NotJson { line, column, reason: "a value that the JSON parser does not accept".to_owned() }
            }
            _ => match syntax::reason(error) {
                Reason::TooDeep => Self::TooDeep { line, column },
                Reason::Other(reason) => Self::NotJson { line, column, reason },
            },
        }
    }
}

/// The kind of a body that is JSON but not an object. Its first byte determines it.
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
                    "body, line {line}, column {column}: not JSON: {reason}; the body may be truncated, or may not come from a webhook"
                )
            }
            Self::NotAnObject { found } => {
                write!(
                    f,
                    "body: expected a JSON object, found {}; the body may not come from a webhook",
                    crate::kind::phrase(*found)
                )
            }
            Self::TooDeep { line, column } => {
                write!(
                    f,
                    "body, line {line}, column {column}: nested too deeply: the decoder follows at most 127 levels; keep the raw body"
                )
            }
        }
    }
}

impl std::error::Error for DecodeError {}

/// Strips a byte order mark, which a sender must not write and a reader may ignore (RFC 8259, section 8.1).
pub(crate) fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body)
}

/// Like [`decode`], but decodes onto the heap.
///
/// It is not inlined, so a match over all events of an api, which calls it for each of them, needs little stack.
///
/// # Errors
/// The same as for [`decode`].
#[doc(hidden)]
#[inline(never)]
pub fn decode_boxed<T: Payload>(body: &[u8]) -> Result<Box<T>, DecodeError> {
    decode(body).map(Box::new)
}

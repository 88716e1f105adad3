//! One document.

use super::Shape;
use super::record::Record;
use super::tally::Tally;
use serde::de::DeserializeSeed;
use std::fmt;

/// The input is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in bytes, counted from 1; 0 where a line ends too early, before its first byte.
    pub column: usize,
    /// What is wrong there. It never quotes the input.
    pub message: String,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for Malformed {}

/// The shape of one JSON document.
///
/// # Errors
/// When the text is not exactly one JSON value, is not UTF-8, or nests deeper than 127 levels.
pub fn infer(json: &[u8]) -> Result<Shape, Malformed> {
    let mut tally = Tally::default();
    record_document(json, &mut tally)?;
    Ok(tally.freeze())
}

/// Records one document. After an error the tally is of no use.
pub(super) fn record_document(json: &[u8], tally: &mut Tally) -> Result<(), Malformed> {
    // Checked once as a whole, which is much faster than string by string.
    let text = std::str::from_utf8(json).map_err(|error| not_utf8(json, error.valid_up_to()))?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    Record(tally)
        .deserialize(&mut deserializer)
        .and_then(|()| deserializer.end())
        .map_err(|error| Malformed::from(&error))
}

fn not_utf8(json: &[u8], at: usize) -> Malformed {
    let before = json.get(..at).unwrap_or(json);
    let line_start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    Malformed {
        line: memchr::memchr_iter(b'\n', before).count() + 1,
        column: at - line_start + 1,
        message: "this byte is not UTF-8, as JSON must be".to_owned(),
    }
}

impl From<&serde_json::Error> for Malformed {
    fn from(error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let message = match text.rsplit_once(" at line ") {
            Some(("recursion limit exceeded", _)) => "this nests deeper than serde_json's limit of 127 levels",
            Some((message, _)) => message,
            None => &text,
        };
        Self { line: error.line(), column: error.column(), message: message.to_owned() }
    }
}

//! The shape of one document.

use crate::Shape;
use crate::accumulator::Accumulator;
use crate::syntax::{self, Reason};
use crate::visitor::ValueVisitor;
use serde::de::DeserializeSeed;
use std::fmt;

/// The input is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in bytes, counted from 1.
    pub column: usize,
    /// What is wrong there. The message never quotes the input.
    pub message: String,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for SyntaxError {}

/// Infers the shape of one JSON document.
///
/// # Errors
/// The text is not exactly one JSON value, is not UTF-8, or is nested deeper than 127 levels.
pub fn infer(json: &[u8]) -> Result<Shape, SyntaxError> {
    let mut accumulator = Accumulator::default();
    record_text(utf8(json)?, &mut accumulator)?;
    Ok(accumulator.freeze())
}

/// Records one document. After an error the accumulator holds a part of the document and must not be used.
pub(crate) fn record_text(text: &str, accumulator: &mut Accumulator) -> Result<(), SyntaxError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    ValueVisitor(accumulator, ())
        .deserialize(&mut deserializer)
        .and_then(|_| deserializer.end())
        .map_err(|error| SyntaxError::from(&error))
}

/// The text of a document. Checking it once is much faster than `serde_json`'s check of each string.
pub(crate) fn utf8(json: &[u8]) -> Result<&str, SyntaxError> {
    std::str::from_utf8(json).map_err(|error| not_utf8(json, error.valid_up_to()))
}

fn not_utf8(json: &[u8], offset: usize) -> SyntaxError {
    let (line, column) = syntax::position(json, offset);
    SyntaxError { line, column, message: "not UTF-8".to_owned() }
}

impl From<&serde_json::Error> for SyntaxError {
    fn from(error: &serde_json::Error) -> Self {
        let message = match syntax::reason(error) {
            Reason::TooDeep => "nested deeper than 127 levels, serde_json's limit".to_owned(),
            // `serde_json` reports bytes that are not UTF-8 with this message, unless they were checked before.
            Reason::Other(message) if message == "invalid unicode code point" => "not UTF-8".to_owned(),
            Reason::Other(message) => message,
        };
        // `serde_json` gives column 0 for a document that ends directly after a line break.
        Self { line: error.line(), column: error.column().max(1), message }
    }
}

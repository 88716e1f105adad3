//! The JSON objects on a page.

use super::text::{Block, Text};
use crate::diagnostic::{Diagnostic, Place};
use crate::sample::not_json;
use serde_json::{Deserializer, Map, Value};
use std::ops::Range;
use std::path::Path;

/// A JSON object on a page.
pub(super) struct Found {
    /// Its bytes in the text.
    pub(super) span: Range<usize>,
    /// The index of its first line.
    pub(super) line: usize,
    /// The index of its last line.
    pub(super) last_line: usize,
    /// What it says.
    pub(super) object: Map<String, Value>,
}

/// Every object that starts a line, in order; or why what looks like one is none.
///
/// A JSON parser tells where an object ends, so braces in strings and text behind the last brace do not matter.
pub(super) fn objects(text: &Text, file: &Path) -> Vec<Result<Found, Diagnostic>> {
    let mut all = Vec::new();
    let mut next = 0;
    for (line, content) in text.lines() {
        let start = text.start(line) + content.len() - content.trim_start().len();
        let rest = text.as_str().get(start..).unwrap_or_default();
        if line < next || !starts_object(rest, text.block(line)) && !starts_list(rest) {
            continue;
        }
        let mut values = Deserializer::from_str(rest).into_iter::<Value>();
        let Some(parsed) = values.next() else { continue };
        let end = start + values.byte_offset();
        match parsed {
            Ok(Value::Object(object)) => {
                let last_line = text.index(end.saturating_sub(1));
                all.push(Ok(Found { span: start..end, line, last_line, object }));
                next = last_line + 1;
            }
            // `[{` is code only when it parses: in Markdown it may be the text of a link.
            Err(_) if !starts_object(rest, text.block(line)) => {}
            Err(error) => {
                all.push(Err(not_json(place(text, file, start, &error), &error)));
                next = after_broken(text, line);
            }
            Ok(_) => {
                let place = Place::line(file, text.number(line));
                all.push(Err(place.says("no JSON object", "a payload is an object; this is an array of objects")));
                next = text.index(end.saturating_sub(1)) + 1;
            }
        }
    }
    all
}

/// Whether this is meant as an object. Prose has braces too: `{clientId}`, `{% hint %}`.
fn starts_object(rest: &str, block: Block) -> bool {
    let Some(inside) = rest.strip_prefix('{') else { return false };
    let line = inside.lines().next().unwrap_or_default().trim();
    match block {
        Block::Fence => false,
        Block::Code => inside.trim_start().starts_with('"'),
        Block::Prose | Block::Json => {
            inside.trim_start().starts_with('"')
                || line.is_empty()
                || line == "}"
                || block == Block::Json && !line.starts_with(['{', '%'])
        }
    }
}

fn starts_list(rest: &str) -> bool {
    rest.strip_prefix('[').is_some_and(|inside| inside.trim_start().starts_with('{'))
}

/// Where in the file the parser stopped: it counts from where it started.
fn place(text: &Text, file: &Path, start: usize, error: &serde_json::Error) -> Place {
    let first = text.index(start);
    let indent = if error.line() == 1 { start - text.start(first) } else { 0 };
    Place::column(file, text.number(first + error.line() - 1), indent + error.column())
}

/// The line to go on at behind an object that does not parse, so that its inner objects are not taken for payloads: behind the closing
/// brace in the same column.
fn after_broken(text: &Text, line: usize) -> usize {
    let indent = |content: &str| content.len() - content.trim_start().len();
    let mut lines = text.lines().skip(line);
    let opening = lines.next().map_or("", |(_, content)| content);
    if opening.trim_end().ends_with('}') {
        return line + 1;
    }
    let closes = |content: &str| content.trim_start().starts_with('}') && indent(content) == indent(opening);
    lines.find(|(_, content)| closes(content)).map_or(usize::MAX, |(index, _)| index + 1)
}

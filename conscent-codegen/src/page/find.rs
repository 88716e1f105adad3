//! The JSON objects on a page.

use super::lenient::{self, Kind, Oddity};
use super::mask;
use super::text::{Block, Text};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::sample::not_json;
use serde_json::{Deserializer, Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A JSON object on a page.
pub(super) struct Found {
    /// Its text, as JSON: without what is odd about it on the page.
    pub(super) text: String,
    /// What is odd, if anything is.
    pub(super) note: Option<Diagnostic>,
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
pub(super) fn objects(text: &Text, file: &Path) -> Vec<Result<Found, Diagnostics>> {
    let mut all = Vec::new();
    let mut next = 0;
    for (line, content) in text.lines() {
        let start = text.start(line) + content.len() - content.trim_start().len();
        let rest = text.as_str().get(start..).unwrap_or_default();
        let is_object = starts_object(rest, text.block(line));
        if line < next || !is_object && !starts_list(rest) {
            continue;
        }
        let Some(read) = (if is_object { read(rest) } else { parse(rest) }) else { continue };
        let end = start + read.length;
        let last_line = text.index(end.saturating_sub(1));
        match read.value {
            Ok(Value::Object(object)) => {
                next = last_line + 1;
                let source = rest.get(..read.length).unwrap_or_default();
                let masked =
                    mask::find(source).map(|at| mask::refused(Place::line(file, text.number(text.index(start + at)))));
                all.push(masked.collect::<Diagnostics>().into_result().map(|()| Found {
                    text: lenient::without(source, &read.oddities),
                    note: note(text, file, start, &read.oddities),
                    line,
                    last_line,
                    object,
                }));
            }
            // `[{` is code only when it parses: in Markdown it may be the text of a link.
            Err(_) if !is_object => {}
            Err(error) => {
                all.push(Err(not_json(place(text, file, start, &error), &error).into()));
                next = after_broken(text, line);
            }
            Ok(_) => {
                let place = Place::line(file, text.number(line));
                let why = "a payload is an object; this is an array of objects";
                all.push(Err(place.says("no JSON object", why).into()));
                next = last_line + 1;
            }
        }
    }
    all
}

/// What the JSON parser makes of the start of a text.
struct Read {
    value: Result<Value, serde_json::Error>,
    /// How many bytes it takes.
    length: usize,
    oddities: Vec<Oddity>,
}

/// Reads the value that a text starts with; what is odd in it is put right only if it is no JSON otherwise.
fn read(text: &str) -> Option<Read> {
    let strict = parse(text)?;
    if strict.value.is_ok() {
        return Some(strict);
    }
    let oddities = lenient::oddities(text);
    let blanked = parse(&lenient::blanked(text, &oddities))?;
    Some(Read { oddities, ..blanked })
}

fn parse(text: &str) -> Option<Read> {
    let mut values = Deserializer::from_str(text).into_iter();
    let value = values.next()?;
    Some(Read { value, length: values.byte_offset(), oddities: Vec::new() })
}

/// What was put right, and where.
fn note(text: &Text, file: &Path, start: usize, oddities: &[Oddity]) -> Option<Diagnostic> {
    let line = |oddity: &Oddity| text.number(text.index(start + oddity.span.start));
    let mut lines: BTreeMap<Kind, BTreeSet<usize>> = BTreeMap::new();
    for oddity in oddities {
        lines.entry(oddity.kind).or_default().insert(line(oddity));
    }
    let told = lines.iter().map(|(kind, lines)| {
        let lines: Vec<_> = lines.iter().map(ToString::to_string).collect();
        format!("{kind} (line {})", lines.join(", "))
    });
    let told = told.collect::<Vec<_>>().join(", ");
    let place = Place::line(file, oddities.iter().map(line).min()?);
    Some(place.says("not quite JSON", format!("the sample goes without this: {told}")))
}

/// Whether this is meant as an object. Prose has braces too: `{clientId}`, `{% hint %}`.
fn starts_object(rest: &str, block: Block) -> bool {
    let Some(inside) = rest.strip_prefix('{') else { return false };
    let line = inside.lines().next().unwrap_or_default().trim();
    let has_key = lenient::skip(inside).starts_with('"');
    match block {
        Block::Fence => false,
        Block::Code => has_key,
        Block::Prose | Block::Json => {
            has_key || line.is_empty() || line == "}" || block == Block::Json && !line.starts_with(['{', '%'])
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

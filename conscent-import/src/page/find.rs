//! The JSON objects on a page.

use super::lenient::{self, Deviation, DeviationKind};
use super::mask;
use super::text::{Block, Text};
use conscent_codegen::samples::syntax_error;
use conscent_codegen::{Diagnostic, Diagnostics, Location};
use serde_json::value::RawValue;
use serde_json::{Deserializer, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A JSON object on a page, or a list of objects.
pub(super) struct Found {
    /// The object, or those in the list.
    pub(super) bodies: Vec<Body>,
    pub(super) is_list: bool,
    /// The index of its first line.
    pub(super) line: usize,
    /// The index of its last line.
    pub(super) last_line: usize,
}

/// A JSON object on a page.
pub(super) struct Body {
    /// Its text, without the deviations from JSON.
    pub(super) text: String,
    /// The deviations, if there are any.
    pub(super) note: Option<Diagnostic>,
    /// The index of its first line.
    pub(super) line: usize,
    /// Its content.
    pub(super) value: Value,
}

/// Every object, or list of objects, that starts a line, in order; or an error for a text that looks like one.
///
/// The JSON parser finds the end of an object, so braces in strings and text after the last brace do not matter.
pub(super) fn objects(text: &Text, file: &Path) -> Vec<Result<Found, Diagnostics>> {
    let mut all = Vec::new();
    let mut next = 0;
    for (line, content) in text.lines() {
        let start = text.start(line) + content.len() - content.trim_start().len();
        let rest = text.as_str().get(start..).unwrap_or_default();
        let is_object = starts_object(rest, text.block(line));
        if line < next || !is_object && !starts_array(rest) {
            continue;
        }
        let Some(parsed) = (if is_object { parse(rest) } else { parse_strictly(rest) }) else { continue };
        let end = start + parsed.length;
        let last_line = text.index(end.saturating_sub(1));
        let source = rest.get(..parsed.length).unwrap_or_default();
        match parsed.value {
            Ok(value) => {
                next = last_line + 1;
                let masked =
                    mask::find(source).map(|at| mask::error(Location::line(file, text.number(text.index(start + at)))));
                all.push(masked.collect::<Diagnostics>().into_result().map(|()| Found {
                    is_list: value.is_array(),
                    bodies: match value {
                        Value::Array(items) => listed(text, start, source, items),
                        value => vec![Body {
                            text: lenient::remove(source, &parsed.deviations),
                            note: note(text, file, start, &parsed.deviations),
                            line,
                            value,
                        }],
                    },
                    line,
                    last_line,
                }));
            }
            // `[{` may also be the text of a link in Markdown. It is code only if it is JSON.
            Err(_) if !is_object => {}
            Err(error) => {
                all.push(Err(syntax_error(location(text, file, start, &error), &error).into()));
                next = after_broken(text, line);
            }
        }
    }
    all
}

/// The items of a list, which starts at an offset of the page, each with its own text.
fn listed(text: &Text, start: usize, source: &str, items: Vec<Value>) -> Vec<Body> {
    let texts: Vec<&RawValue> = serde_json::from_str(source).unwrap_or_default();
    let body = |(raw, value): (&RawValue, Value)| {
        // The text of an item is a part of the source, so the distance between them is the offset.
        let offset = raw.get().as_ptr() as usize - source.as_ptr() as usize;
        Body { text: raw.get().to_owned(), note: None, line: text.index(start + offset), value }
    };
    texts.into_iter().zip(items).map(body).collect()
}

/// A JSON value at the start of a text.
struct Parsed {
    value: Result<Value, serde_json::Error>,
    /// Its length in bytes.
    length: usize,
    deviations: Vec<Deviation>,
}

/// Parses the value at the start of a text. Deviations are removed only if the text is not JSON.
fn parse(text: &str) -> Option<Parsed> {
    let strict = parse_strictly(text)?;
    if strict.value.is_ok() {
        return Some(strict);
    }
    let deviations = lenient::deviations(text);
    let lenient = parse_strictly(&lenient::blank(text, &deviations))?;
    Some(Parsed { deviations, ..lenient })
}

fn parse_strictly(text: &str) -> Option<Parsed> {
    let mut values = Deserializer::from_str(text).into_iter();
    let value = values.next()?;
    Some(Parsed { value, length: values.byte_offset(), deviations: Vec::new() })
}

/// The deviations that were removed, and their lines.
fn note(text: &Text, file: &Path, start: usize, deviations: &[Deviation]) -> Option<Diagnostic> {
    let line = |deviation: &Deviation| text.number(text.index(start + deviation.span.start));
    let mut lines: BTreeMap<DeviationKind, BTreeSet<usize>> = BTreeMap::new();
    for deviation in deviations {
        lines.entry(deviation.kind).or_default().insert(line(deviation));
    }
    let removed = lines.iter().map(|(kind, lines)| {
        let lines: Vec<_> = lines.iter().map(ToString::to_string).collect();
        format!("{kind} (line {})", lines.join(", "))
    });
    let removed = removed.collect::<Vec<_>>().join(", ");
    let location = Location::line(file, deviations.iter().map(line).min()?);
    Some(location.error("not quite JSON", format!("the sample goes without this: {removed}")))
}

/// Whether the text is meant as an object. Prose has braces too: `{clientId}`, `{% hint %}`.
fn starts_object(rest: &str, block: Block) -> bool {
    let Some(inside) = rest.strip_prefix('{') else { return false };
    let line = inside.lines().next().unwrap_or_default().trim();
    let has_key = lenient::skip_comments(inside).starts_with('"');
    match block {
        Block::Fence => false,
        Block::Code => has_key,
        Block::Prose | Block::Json => {
            has_key || line.is_empty() || line == "}" || block == Block::Json && !line.starts_with(['{', '%'])
        }
    }
}

fn starts_array(rest: &str) -> bool {
    rest.strip_prefix('[').is_some_and(|inside| inside.trim_start().starts_with('{'))
}

/// The location of a parser's error in the file. The parser counts from the start of the object.
fn location(text: &Text, file: &Path, start: usize, error: &serde_json::Error) -> Location {
    let first = text.index(start);
    let indent = if error.line() == 1 { start - text.start(first) } else { 0 };
    Location::column(file, text.number(first + error.line() - 1), indent + error.column())
}

/// The line to continue at after an object that is not JSON: the line after the closing brace in the same column.
/// Otherwise its inner objects would count as payloads.
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

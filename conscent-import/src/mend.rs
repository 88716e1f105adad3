//! Converts a JSON-like text to JSON: removes the parts that carry no data, or finds the reason why it is not JSON.
//!
//! Additions to JSON for readers are removed, and a note lists them. A placeholder is never treated as a value.
//!
//! | module | purpose |
//! |---|---|
//! | `lenient` | comments, trailing commas, callouts, and quotes and spaces that JSON does not allow |
//! | `numbers` | line numbers that were copied with the code |
//! | `quotes` | typographic quotes, and quotes that a shell needs |
//! | `placeholder` | placeholders for values |
//! | `foreign` | objects of JavaScript and Python |
//! | `mask` | e-mail addresses that a site hides from crawlers |

mod foreign;
mod lenient;
mod mask;
mod numbers;
mod placeholder;
mod quotes;

use crate::account::Why;
use crate::scan::Candidate;
use crate::scan::lexer::{Source, Token, offset_of};
use crate::text::{Lines, Text, range_of};
use conscent_codegen::samples::syntax_error;
use conscent_codegen::{Diagnostic, Location};
use lenient::{Deviation, DeviationKind};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

/// A candidate that is JSON.
#[derive(Debug)]
pub(crate) struct Piece {
    /// The object, or the objects of the list, in order.
    pub(crate) bodies: Vec<Body>,
    pub(crate) is_list: bool,
}

/// A JSON object of a page.
#[derive(Debug)]
pub(crate) struct Body {
    /// Byte for byte, except for the parts that the note lists.
    pub(crate) text: String,
    pub(crate) value: Value,
    /// The parts that were removed or replaced, because JSON does not allow them.
    pub(crate) note: Option<Diagnostic>,
    /// Its first and last line on the page, counted from 1.
    pub(crate) lines: [usize; 2],
}

/// A candidate as JSON.
///
/// # Errors
/// It is not JSON: it is cut off or a part of an object, has a placeholder instead of a value, or has another fault.
pub(crate) fn mend(candidate: &Candidate, file: &Path, lines: &Lines) -> Result<Piece, Why> {
    if candidate.is_fragment {
        return Err(Why::Fragment);
    }
    if candidate.is_cut {
        return Err(Why::Cut);
    }
    let whole = Located { text: &candidate.text, file, lines };
    if let Some(at) = mask::find(whole.source()).next() {
        return Err(Why::Masked(whole.line(at)));
    }
    let value: Option<Value> = serde_json::from_str(whole.source()).ok();
    // In JSON, a number on its own line is an item of a list.
    let numbers = if value.is_some() { Vec::new() } else { numbers::find(whole.source()) };
    let text = Located { text: &candidate.text.without(&numbers), ..whole };
    let numbers: Vec<_> = numbers.iter().map(|number| whole.line(number.start)).collect();
    let tokens: Vec<Token> = Source::new(text.source()).tokens(0).collect();
    let deviations = lenient::deviations(text.source(), &tokens);
    let blank = lenient::blank(text.source(), &deviations);
    let parsed = value.map_or_else(|| serde_json::from_str(&blank), Ok);
    let value = parsed.map_err(|error| fault(text, &tokens, &error))?;
    Parsed { text, tokens: &tokens, value, blank: &blank, deviations: &deviations, numbers: &numbers }.piece()
}

/// A text, and the locations in it.
#[derive(Clone, Copy)]
struct Located<'a> {
    text: &'a Text,
    file: &'a Path,
    lines: &'a Lines,
}

impl<'a> Located<'a> {
    fn source(self) -> &'a str {
        self.text.as_str()
    }

    /// The line of the page that a byte is on.
    fn line(self, here: usize) -> usize {
        self.lines.line(self.text.offset(here))
    }

    fn location(self, here: usize) -> Location {
        let offset = self.text.offset(here);
        Location::column(self.file, self.lines.line(offset), self.lines.column(offset))
    }
}

/// The reason why a text is not JSON. A recognized intention is a better explanation than the parser's message.
fn fault(text: Located<'_>, tokens: &[Token], error: &serde_json::Error) -> Why {
    let named = placeholder::in_tokens(text.source(), tokens)
        .map(|found| found.why(text))
        .or_else(|| foreign::find(text.source(), tokens).map(|(reason, at)| Why::NotJson(reason, text.location(at))));
    named.unwrap_or_else(|| {
        // The parser counts lines and columns of the text, not of the page.
        let at = offset_of(error, text.source());
        let Diagnostic { location, message, help } = syntax_error(text.location(at), error);
        Why::NotJson(if message == NOT_JSON { help } else { format!("{message}: {help}") }, location)
    })
}

/// The message of a syntax error, which [`Why::NotJson`] already includes.
const NOT_JSON: &str = "not JSON";

/// A text that is JSON except for its deviations.
struct Parsed<'a> {
    text: Located<'a>,
    tokens: &'a [Token],
    value: Value,
    /// The text with the deviations replaced by something of the same length, so that it is JSON.
    blank: &'a str,
    deviations: &'a [Deviation],
    /// The lines of the page whose numbers were removed.
    numbers: &'a [usize],
}

impl Parsed<'_> {
    fn piece(self) -> Result<Piece, Why> {
        let text = self.text;
        let ranges = match &self.value {
            Value::Object(_) => std::iter::once(0..self.blank.len()).collect(),
            Value::Array(items) if items.iter().all(Value::is_object) && !items.is_empty() => self.items(),
            Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
                let reason = "not all items of the list are objects".to_owned();
                return Err(Why::NotJson(reason, text.location(0)));
            }
            _ => return Err(Why::NotJson("the block is JSON, but contains no object".to_owned(), text.location(0))),
        };
        if let Some(found) = placeholder::in_values(text.source(), self.tokens) {
            return Err(found.why(text));
        }
        let shortened = placeholder::shortened(text.source(), self.tokens);
        let bodies = ranges.iter().map(|range| self.body(range, &shortened));
        Ok(Piece { bodies: bodies.collect::<Result<_, _>>()?, is_list: self.value.is_array() })
    }

    /// The ranges of the items of a list.
    fn items(&self) -> Vec<Range<usize>> {
        let items: Vec<&RawValue> = serde_json::from_str(self.blank).unwrap_or_default();
        items.iter().map(|item| range_of(item.get(), self.blank)).collect()
    }

    fn body(&self, range: &Range<usize>, shortened: &[usize]) -> Result<Body, Why> {
        let whole = self.text;
        let inside =
            self.deviations.iter().filter(|deviation| range.contains(&deviation.span.start)).map(|deviation| {
                let span = deviation.span.start - range.start..deviation.span.end - range.start;
                Deviation { span, kind: deviation.kind }
            });
        let inside: Vec<_> = inside.collect();
        let text = lenient::remove(whole.text.slice(range), &inside);
        let value = serde_json::from_str(&text).map_err(|error| fault(whole, &[], &error))?;
        let lines = [whole.line(range.start), whole.line(range.end.saturating_sub(1))];

        let mut removed: BTreeMap<DeviationKind, BTreeSet<usize>> = BTreeMap::new();
        for deviation in &inside {
            removed.entry(deviation.kind).or_default().insert(whole.line(range.start + deviation.span.start));
        }
        let numbers = self.numbers.iter().copied().filter(|line| (lines[0]..=lines[1]).contains(line));
        let numbers: BTreeSet<usize> = numbers.collect();
        if !numbers.is_empty() {
            removed.insert(DeviationKind::LineNumber, numbers);
        }
        let shortened = shortened.iter().filter(|at| range.contains(at)).map(|at| whole.line(*at)).collect();
        Ok(Body { note: note(whole.file, &removed, &shortened), text, value, lines })
    }
}

/// The deviations that were removed, with their lines; and strings that may be shortened.
fn note(
    file: &Path,
    removed: &BTreeMap<DeviationKind, BTreeSet<usize>>,
    shortened: &BTreeSet<usize>,
) -> Option<Diagnostic> {
    let listed = |lines: &BTreeSet<usize>| lines.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let ends = format!("a string ends with `...` (line {})", listed(shortened));
    let Some(first) = removed.values().flatten().min() else {
        let first = shortened.first()?;
        return Some(Location::line(file, *first).error("perhaps a shortened string", ends));
    };
    let removed: Vec<_> = removed.iter().map(|(kind, lines)| format!("{kind} (line {})", listed(lines))).collect();
    let help = format!("removed or replaced in the sample: {}", removed.join(", "));
    let help = if shortened.is_empty() { help } else { format!("{help}; {ends}") };
    Some(Location::line(file, *first).error("not quite JSON", help))
}

#[cfg(test)]
mod tests;

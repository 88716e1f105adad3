//! Bodies that are valid JSON but contain values that `serde_json` cannot represent.
//!
//! Senders that truncate strings after a number of UTF-16 units leave half an emoji behind, such as `"\ud83d"`. Others
//! write numbers that no `f64` can hold, such as `1e400`. Decoding replaces these values in a copy of the body, so that
//! everything else decodes.

use std::ops::Range;

use serde::de::IgnoredAny;

use crate::decode::without_mark;
use crate::syntax::numbers_are_maps;
use crate::{Drift, DriftKind, pointer};

/// The depth that `serde_json` follows. It rejects deeper nesting in any case.
const MAX_DEPTH: usize = 127;

/// The maximum number of values that [`unrepresentable`] lists: pointers can be long, and a hostile body can have many.
const MAX_PLACES: usize = 64;

/// Lists the values of a body that cannot be represented and are replaced when it is decoded; at most 64 of them.
///
/// A lone surrogate in a string is decoded as `\u{fffd}`. In a key, it is decoded as the text of its escape, so
/// different keys stay different. A number that no `f64` can hold is decoded as a string. The body itself does not
/// change.
#[must_use]
pub fn unrepresentable(body: &[u8]) -> Vec<Drift> {
    let mut found = Vec::new();
    if let Ok(text) = str::from_utf8(without_mark(body)) {
        scan(text, |_, place| {
            if found.len() < MAX_PLACES {
                found.push(Drift { pointer: place.pointer(), kind: DriftKind::Unrepresentable });
            }
        });
    }
    // A string can contain several lone surrogates.
    found.dedup();
    found
}

/// Reads the token of a JSON string as decoding does. Returns the text, and whether it had a lone surrogate. `None` if
/// the token is not a JSON string. `conscent` uses it to redact texts.
#[doc(hidden)]
#[must_use]
pub fn read_text(token: &str, is_key: bool) -> Option<(String, bool)> {
    let whole = serde_json::from_str(token).ok().map(|text| (text, false));
    whole.or_else(|| Some((serde_json::from_str(&without_surrogates(token, is_key)).ok()?, true)))
}

/// The token of a string, with its lone surrogates replaced.
fn without_surrogates(token: &str, is_key: bool) -> String {
    let mut readable = String::with_capacity(token.len());
    let mut done = 0;
    for flaw in lone_surrogates(token) {
        readable.push_str(token.get(done..flaw.start).unwrap_or_default());
        readable.push_str(if is_key { "\\" } else { "\\ufffd" });
        done = if is_key { flaw.start } else { flaw.end };
    }
    readable + token.get(done..).unwrap_or_default()
}

/// A body in which every unrepresentable value is replaced.
pub(crate) struct Repaired {
    pub(crate) text: String,
    /// For each replacement: its end in `text`, and the number of bytes by which the replacements so far made the text
    /// longer.
    grown: Vec<(usize, usize)>,
}

/// Replaces unrepresentable values. `None` if the body has none.
pub(crate) fn repair(text: &str) -> Option<Repaired> {
    let mut repaired = Repaired { text: String::with_capacity(text.len()), grown: Vec::new() };
    let mut done = 0;
    scan(text, |flaw, place| {
        let flawed = text.get(flaw.clone()).unwrap_or_default();
        repaired.text.push_str(text.get(done..flaw.start).unwrap_or_default());
        match (place.is_key(), flawed.starts_with('\\')) {
            (true, true) => repaired.text.extend(["\\", flawed]),
            (false, true) => repaired.text.push_str("\\ufffd"),
            (_, false) => repaired.text.extend(["\"", flawed, "\""]),
        }
        done = flaw.end;
        repaired.grown.push((repaired.text.len(), repaired.text.len() - flaw.end));
    });
    repaired.text.push_str(text.get(done..).unwrap_or_default());
    (done > 0).then_some(repaired)
}

impl Repaired {
    /// The column in the original text, for a line and column of the repaired text. Lines are the same in both.
    pub(crate) fn original_column(&self, line: usize, column: usize) -> usize {
        let before = self.text.split_inclusive('\n').take(line.saturating_sub(1));
        let start: usize = before.map(str::len).sum();
        let grown_at = |offset: usize| {
            let replacements = self.grown.partition_point(|(end, _)| *end <= offset);
            replacements.checked_sub(1).and_then(|last| self.grown.get(last)).map_or(0, |(_, grown)| *grown)
        };
        column.saturating_sub(grown_at(start + column) - grown_at(start))
    }
}

/// The position of the scan in the nesting of a text.
struct Place<'a> {
    text: &'a str,
    levels: Vec<Level>,
}

enum Level {
    /// The key, with its quotes, and whether the scan is at the key or at its value.
    Object { key: Range<usize>, is_at_key: bool },
    /// The index of the item.
    List { index: usize },
}

impl Place<'_> {
    fn is_key(&self) -> bool {
        matches!(self.levels.last(), Some(Level::Object { is_at_key: true, .. }))
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for level in &self.levels {
            pointer.push('/');
            match level {
                Level::Object { key, .. } => pointer.push_str(&pointer::escape(&self.key(key))),
                Level::List { index } => pointer.push_str(&index.to_string()),
            }
        }
        pointer
    }

    /// The decoded form of a key.
    fn key(&self, token: &Range<usize>) -> String {
        let token = self.text.get(token.clone()).unwrap_or_default();
        let readable = without_surrogates(token, true);
        serde_json::from_str(&readable).unwrap_or(readable)
    }

    fn next(&mut self) {
        match self.levels.last_mut() {
            Some(Level::Object { is_at_key, .. }) => *is_at_key = true,
            Some(Level::List { index }) => *index += 1,
            None => {}
        }
    }
}

/// Calls `found` for each unrepresentable value, in order.
///
/// If the text is not JSON, the calls do not matter, because the repaired text is not JSON either.
fn scan(text: &str, mut found: impl FnMut(Range<usize>, &Place<'_>)) {
    let mut place = Place { text, levels: Vec::new() };
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        let mut end = at + 1;
        match byte {
            b'"' => {
                end = end_of_text(text, at);
                let token = text.get(at..end).unwrap_or_default();
                if let Some(Level::Object { key, is_at_key: true }) = place.levels.last_mut() {
                    *key = at..end;
                }
                lone_surrogates(token).for_each(|flaw| found(at + flaw.start..at + flaw.end, &place));
            }
            b'-' | b'0'..=b'9' => {
                end = end_of_number(text, at);
                if text.get(at..end).is_some_and(is_too_large) {
                    found(at..end, &place);
                }
            }
            b'{' => place.levels.push(Level::Object { key: 0..0, is_at_key: true }),
            b'[' => place.levels.push(Level::List { index: 0 }),
            b'}' | b']' => drop(place.levels.pop()),
            b',' => place.next(),
            b':' => {
                if let Some(Level::Object { is_at_key, .. }) = place.levels.last_mut() {
                    *is_at_key = false;
                }
            }
            _ => {}
        }
        if place.levels.len() > MAX_DEPTH {
            return;
        }
        at = end;
    }
}

/// The end of the string that starts at `start`, after its closing quote; the end of the text if the quote is missing.
fn end_of_text(text: &str, start: usize) -> usize {
    let mut at = start + 1;
    loop {
        match text.as_bytes().get(at) {
            None => return text.len(),
            Some(b'"') => return at + 1,
            Some(b'\\') => at += 2,
            Some(_) => at += 1,
        }
    }
}

fn end_of_number(text: &str, start: usize) -> usize {
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    start + rest.iter().take_while(|byte| byte.is_ascii_digit() || b"+-.eE".contains(byte)).count()
}

fn is_too_large(number: &str) -> bool {
    // Rust's parser accepts forms that JSON does not have, such as `01` and `1.`.
    let is_json = || serde_json::from_str::<IgnoredAny>(number).is_ok();
    !numbers_are_maps() && number.parse().is_ok_and(f64::is_infinite) && is_json()
}

/// The escapes in a string that are lone surrogates.
fn lone_surrogates(token: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            at += token.as_bytes().get(at..)?.iter().position(|byte| *byte == b'\\')?;
            let start = at;
            match (escaped_unit(token, at), escaped_unit(token, at + 6)) {
                (Some(0xd800..0xdc00), Some(0xdc00..0xe000)) => at += 12,
                (Some(0xd800..0xe000), _) => {
                    at += 6;
                    return Some(start..at);
                }
                (Some(_), _) => at += 6,
                (None, _) => at += 2,
            }
        }
    })
}

/// The UTF-16 unit of an escape such as `\ud83d` at `at`, if there is one.
fn escaped_unit(token: &str, at: usize) -> Option<u16> {
    let digits = token.get(at..at + 6)?.strip_prefix("\\u")?;
    // `from_str_radix` would also accept a sign.
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
}

//! A text that remembers the offset on the page from which each byte came.
//!
//! A reader removes prefixes, decodes entities and joins cells, so its text is not a slice of the page. But messages
//! and provenance refer to lines of the page.

use html5gum::{Token, Tokenizer};
use std::ops::Range;

/// How a text is escaped inside another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Escape {
    /// Entities: `&quot;`. Line ends then become those of Unix, as in a browser.
    Html,
    /// A JSON string, without its quotes: `\\"`.
    JsonString,
    /// A single-quoted text of a shell: `'\\''`.
    Shell,
    /// A double-quoted text of a shell: `\\"`.
    ShellQuoted,
    /// A cell of a table: `\\|`.
    Cell,
}

/// A part of a page as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text {
    text: String,
    /// The starts of pieces: in the text, and on the page. Both ascend, and no two pieces start at the same offset of
    /// the text. The bytes of a piece are contiguous on the page, up to the next piece.
    pieces: Vec<(usize, usize)>,
}

impl Text {
    /// A text that is on the page unchanged, starting at an offset.
    pub(crate) fn at(text: &str, offset: usize) -> Self {
        let mut all = Self::default();
        all.push(text, offset);
        all
    }

    /// Adds a text that is on the page unchanged, starting at an offset.
    pub(crate) fn push(&mut self, text: &str, offset: usize) {
        if text.is_empty() {
            return;
        }
        if self.pieces.is_empty() || self.offset(self.text.len()) != offset {
            self.pieces.push((self.text.len(), offset));
        }
        self.text.push_str(text);
    }

    /// Adds another text.
    pub(crate) fn append(&mut self, other: &Self) {
        for (index, (start, offset)) in other.pieces.iter().enumerate() {
            let end = other.pieces.get(index + 1).map_or(other.text.len(), |(next, _)| *next);
            self.push(other.text.get(*start..end).unwrap_or_default(), *offset);
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Removes everything from an offset of the text on.
    pub(crate) fn truncate(&mut self, length: usize) {
        if self.text.is_char_boundary(length) {
            self.text.truncate(length);
            self.pieces.truncate(self.pieces.partition_point(|(start, _)| *start < length));
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// The rest of the text from an offset on.
    pub(crate) fn since(&self, start: usize) -> &str {
        self.text.get(start..).unwrap_or_default()
    }

    pub(crate) fn slice(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// Whether it only contains white space.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Adds characters that are not on the page. They get the offset of the text's last byte.
    pub(crate) fn add(&mut self, text: &str) {
        self.push(text, self.offset(self.text.len().saturating_sub(1)));
    }

    /// Ends the last line, if it has no line end yet.
    pub(crate) fn end_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.add("\n");
        }
    }

    /// The text without white space at its start and end.
    pub(crate) fn trimmed(&self) -> Self {
        let start = self.text.len() - self.text.trim_start().len();
        self.part(start..(start + self.text.trim().len()))
    }

    /// The ranges of the lines, without their line ends.
    pub(crate) fn line_ranges(&self) -> Vec<Range<usize>> {
        let mut start = 0;
        let lines = self.text.split_inclusive('\n').map(|line| {
            let range = start..start + line.trim_end_matches(['\n', '\r']).len();
            start += line.len();
            range
        });
        lines.collect()
    }

    /// A line, or the rest of one, with its line end.
    pub(crate) fn with_line_end(&self, line: &Range<usize>) -> Self {
        let end = self.since(line.end).find('\n').map_or(self.text.len(), |at| line.end + at + 1);
        self.part(line.start..end)
    }

    /// The offset on the page from which a byte came. The end of the text is after its last byte.
    pub(crate) fn offset(&self, here: usize) -> usize {
        let piece = self.pieces.partition_point(|(start, _)| *start <= here).checked_sub(1);
        piece.and_then(|piece| self.pieces.get(piece)).map_or(0, |(start, offset)| offset + (here - start))
    }

    /// The range of the page that the text spans.
    pub(crate) fn on_page(&self) -> Range<usize> {
        self.offset(0)..self.offset(self.text.len().saturating_sub(1)) + usize::from(!self.text.is_empty())
    }

    /// A range of the text.
    pub(crate) fn part(&self, range: Range<usize>) -> Self {
        let mut part = Self::default();
        let first = self.pieces.partition_point(|(start, _)| *start <= range.start).saturating_sub(1);
        for (index, (start, offset)) in self.pieces.iter().enumerate().skip(first) {
            let next = self.pieces.get(index + 1).map_or(self.text.len(), |(next, _)| *next);
            let (from, to) = ((*start).max(range.start), next.min(range.end));
            if from >= range.end {
                break;
            }
            part.push(self.text.get(from..to).unwrap_or_default(), offset + (from - start));
        }
        part
    }

    /// The text without these ranges, which ascend and do not overlap.
    pub(crate) fn without(&self, ranges: &[Range<usize>]) -> Self {
        let mut rest = Self::default();
        let mut from = 0;
        for range in ranges {
            rest.append(&self.part(from..range.start));
            from = range.end;
        }
        rest.append(&self.part(from..self.text.len()));
        rest
    }

    /// A range of the text, unescaped. Text that is not an escape stays unchanged.
    pub(crate) fn unescaped(&self, range: Range<usize>, escape: Escape) -> Self {
        let text = self.slice(&range);
        let mut plain = Self::default();
        let (mut copied, mut from) = (0, 0);
        while let Some(start) = text.get(from..).and_then(|rest| rest.find(escape.signs())).map(|found| from + found) {
            let Some((length, sign)) = text.get(start..).and_then(|rest| escape.read(rest)) else {
                from = start + 1;
                continue;
            };
            plain.append(&self.part(range.start + copied..range.start + start));
            plain.push(&sign, self.offset(range.start + start));
            (copied, from) = (start + length, start + length);
        }
        plain.append(&self.part(range.start + copied..range.start + text.len()));
        plain
    }
}

impl Escape {
    /// The first characters of an escape. Each is one byte.
    fn signs(self) -> &'static [char] {
        match self {
            Self::Html => &['&', '\r'],
            Self::JsonString | Self::ShellQuoted | Self::Cell => &['\\'],
            Self::Shell => &['\''],
        }
    }

    /// The escape at the start of a text: its length, and its meaning.
    fn read(self, text: &str) -> Option<(usize, String)> {
        match self {
            Self::Html if text.starts_with("\r\n") => Some((2, "\n".into())),
            Self::Html => entity(text),
            Self::JsonString => json_escape(text),
            Self::Shell => text.starts_with("'\\''").then(|| (4, "'".into())),
            Self::ShellQuoted => {
                let sign = text.chars().nth(1).filter(|sign| ['"', '\\', '$', '`'].contains(sign));
                sign.map(|sign| (2, sign.into()))
            }
            Self::Cell => text.starts_with("\\|").then(|| (2, "|".into())),
        }
    }
}

/// A text with its entities decoded.
pub(crate) fn without_entities(text: &str) -> String {
    Text::at(text, 0).unescaped(0..text.len(), Escape::Html).text
}

/// The entity at the start of a text.
fn entity(text: &str) -> Option<(usize, String)> {
    /// No HTML entity is longer.
    const LONGEST: usize = 40;
    let end = text.bytes().take(LONGEST).skip(1).position(|byte| !byte.is_ascii_alphanumeric() && byte != b'#')? + 1;
    let entity = text.get(..=end).filter(|entity| entity.ends_with(';') && entity.len() > 2)?;
    let mut decoded = String::new();
    for token in Tokenizer::new(entity) {
        let Ok(token) = token;
        if let Token::String(text) = token {
            decoded.push_str(&String::from_utf8_lossy(&text));
        }
    }
    (decoded != entity).then_some((end + 1, decoded))
}

/// The JSON escape at the start of a text.
fn json_escape(text: &str) -> Option<(usize, String)> {
    let simple = match text.as_bytes().get(1)? {
        b'n' => "\n",
        b't' => "\t",
        b'r' => "\r",
        b'b' => "\u{8}",
        b'f' => "\u{c}",
        b'"' => "\"",
        b'\\' => "\\",
        b'/' => "/",
        b'u' => {
            // Two escapes may form one character.
            let parse =
                |length: usize| Some((length, serde_json::from_str(&format!("\"{}\"", text.get(..length)?)).ok()?));
            return parse(6).or_else(|| parse(12));
        }
        _ => return None,
    };
    Some((2, simple.into()))
}

/// The range of a part that was borrowed from a text, as `serde_json` borrows raw values.
pub(crate) fn range_of(part: &str, text: &str) -> Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    start..start + part.len()
}

/// The ranges in order. Those that touch are merged.
pub(crate) fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| !range.is_empty());
    ranges.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// The lines of a page, for finding the line of an offset.
#[derive(Clone, Debug)]
pub(crate) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    pub(crate) fn of(page: &str) -> Self {
        let after = page.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(index, _)| index + 1);
        Self { starts: std::iter::once(0).chain(after).collect() }
    }

    /// The line of an offset, counted from 1.
    pub(crate) fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).max(1)
    }

    /// The first and the last line of a range, counted from 1.
    pub(crate) fn of_range(&self, range: &Range<usize>) -> [usize; 2] {
        [self.line(range.start), self.line(range.end.saturating_sub(1).max(range.start))]
    }

    /// The column of an offset in bytes, counted from 1.
    pub(crate) fn column(&self, offset: usize) -> usize {
        let start = self.starts.get(self.line(offset) - 1).copied().unwrap_or_default();
        offset - start + 1
    }
}

#[cfg(test)]
mod tests {
    use super::{Escape, Lines, Text};

    #[test]
    fn escapes_are_undone_and_keep_their_origins() {
        for (escape, written, plain) in [
            (Escape::Html, "&lt;b&gt; &amp;amp; &nope; & &#x7d;\r\n", "<b> &amp; &nope; & }\n"),
            (
                Escape::JsonString,
                r#"{\n \"a\": \"\u00e9\ud83d\ude00 \ud83d \q\\n\"}"#,
                "{\n \"a\": \"é😀 \\ud83d \\q\\n\"}",
            ),
            (Escape::Shell, r"it'\''s '{}'", "it's '{}'"),
            (Escape::ShellQuoted, r#"{\"a\": \"\n\\n\$\"}"#, "{\"a\": \"\\n\\n$\"}"),
            (Escape::Cell, r"a \| b \\ c", r"a | b \\ c"),
        ] {
            let text = Text::at(written, 10);
            let found = text.unescaped(0..written.len(), escape);
            assert_eq!(found.as_str(), plain);
            let last = found.as_str().rfind(char::is_alphanumeric).unwrap_or_default();
            let there = written.rfind(char::is_alphanumeric).unwrap_or_default();
            if escape != Escape::Html {
                assert_eq!(found.offset(last), there + 10, "{escape:?}");
            }
        }
    }

    #[test]
    fn bytes_keep_their_origins() {
        let page = "> {\"a\":\n> 1}";
        let whole = Text::at(page, 0);
        let quoted = whole.without(&[0..2, 8..10]);
        assert_eq!(quoted.as_str(), "{\"a\":\n1}");
        assert_eq!((quoted.offset(0), quoted.offset(5), quoted.offset(6), quoted.offset(8)), (2, 7, 10, 12));
        assert_eq!(quoted.part(4..7).as_str(), ":\n1");
        assert_eq!(quoted.part(4..7).offset(2), 10);
        assert_eq!(quoted.on_page(), 2..12);
        let lines = Lines::of(page);
        assert_eq!((lines.line(quoted.offset(6)), lines.column(quoted.offset(6))), (2, 3));
    }
}

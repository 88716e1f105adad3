//! The tokens of JSON, and of the things that people write instead.
//!
//! One lexer handles all of them: the scanner uses it to find the end of an object, and `mend` to find the faults
//! inside. It never fails, and it reads each byte a bounded number of times, however many objects seem to start in a
//! text.

use std::cell::Cell;
use std::ops::Range;

/// A quote in a string literal of code.
const ESCAPED: &str = "\\\"";

/// Longer texts in brackets are prose or markup, not placeholders.
const LONGEST_PLACEHOLDER: usize = 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Space,
    /// A space that JSON does not allow, such as the no-break spaces that indent code on pages.
    ForeignSpace,
    /// A character without a width.
    Invisible,
    Comment,
    Open,
    Close,
    Comma,
    Colon,
    String {
        quote: Quote,
        /// Whether it ends on its line. If not, it extends to the end of the line.
        ends: bool,
    },
    Number,
    /// `true`, `false`, `null`
    Literal,
    Word,
    /// `...`
    Ellipsis,
    /// `<id>`, `{{id}}`, `${id}`, `{id}`
    Placeholder,
    /// A number that refers to an explanation: `<1>`, `(1)`, `①`
    Callout,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quote {
    Plain,
    /// As in JavaScript and Python.
    Single,
    /// As word processors write them.
    Smart,
    /// `\"`: the text is in a string literal of code.
    Escaped,
}

impl Quote {
    fn of(c: char) -> Option<Self> {
        match c {
            '"' => Some(Self::Plain),
            '\'' | '\u{2018}' | '\u{2019}' => Some(Self::Single),
            '\u{201c}'..='\u{201f}' => Some(Self::Smart),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) span: Range<usize>,
}

impl Token {
    /// Whether it is more than a gap between other tokens.
    pub(crate) fn is_significant(&self) -> bool {
        !matches!(self.kind, Kind::Space | Kind::ForeignSpace | Kind::Invisible | Kind::Comment)
    }

    pub(crate) fn of<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.span.clone()).unwrap_or_default()
    }
}

/// A text in which tokens can be read at any offset.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    pub(crate) text: &'a str,
    line_end: Next,
    comment_end: Next,
    /// How many bytes were read. A test compares this with the length, because the time must be linear.
    pub(crate) cost: Cell<usize>,
}

/// The next place of a pattern, remembered: otherwise, each `{/*` would search the rest of the text.
#[derive(Debug)]
struct Next {
    of: &'static str,
    /// The offset from which it was searched, and the offset where it is.
    known: Cell<(usize, usize)>,
}

impl Next {
    fn new(of: &'static str) -> Self {
        Self { of, known: Cell::new((1, 0)) }
    }

    /// Its offset at or after a place, or the end of the text.
    fn after(&self, source: &Source<'_>, from: usize) -> usize {
        let (searched, found) = self.known.get();
        if (searched..=found).contains(&from) {
            return found;
        }
        let rest = source.text.get(from..).unwrap_or_default();
        let found = rest.find(self.of).map_or(source.text.len(), |at| from + at);
        source.count(found - from);
        self.known.set((from, found));
        found
    }
}

impl<'a> Source<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, line_end: Next::new("\n"), comment_end: Next::new("*/"), cost: Cell::new(0) }
    }

    /// The tokens from an offset on.
    pub(crate) fn tokens(&self, at: usize) -> Tokens<'_> {
        Tokens { source: self, at, starts_value: true }
    }

    fn count(&self, bytes: usize) {
        self.cost.set(self.cost.get() + bytes + 1);
    }

    /// Counts the bytes that the parser has read, in tests, because locating an error takes time.
    pub(crate) fn count_parsed(&self, text: &str, read: Result<usize, &serde_json::Error>) {
        if cfg!(test) {
            self.count(read.unwrap_or_else(|error| offset_of(error, text) + 1));
        }
    }
}

#[derive(Debug)]
pub(crate) struct Tokens<'a> {
    source: &'a Source<'a>,
    at: usize,
    /// Whether a value may start here. If not, a quote other than `"` is an apostrophe.
    starts_value: bool,
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let rest = self.source.text.get(self.at..)?;
        let (kind, length) = self.read(rest, rest.chars().next()?);
        if kind != Kind::Comment {
            self.source.count(length);
        }
        let token = Token { kind, span: self.at..self.at + length };
        self.at = token.span.end;
        if token.is_significant() {
            self.starts_value =
                !matches!(kind, Kind::Word | Kind::Literal | Kind::Close) && !matches!(kind, Kind::String { .. });
        }
        Some(token)
    }
}

impl Tokens<'_> {
    fn read(&self, rest: &str, first: char) -> (Kind, usize) {
        let one = first.len_utf8();
        if let Some(found) = in_brackets(rest) {
            return found;
        }
        if let Some(length) = written_space(rest) {
            return (Kind::ForeignSpace, length);
        }
        if let Some(quote) = Quote::of(first).filter(|quote| *quote == Quote::Plain || self.starts_value) {
            let (length, ends) = string(rest, first, quote);
            return (Kind::String { quote, ends }, length);
        }
        if self.starts_value && rest.starts_with(ESCAPED) {
            let (length, ends) = escaped_string(rest);
            return (Kind::String { quote: Quote::Escaped, ends }, length);
        }
        match first {
            _ if is_space(first) => (Kind::Space, rest.len() - rest.trim_start_matches(is_space).len()),
            _ if is_invisible(first) => (Kind::Invisible, one),
            _ if first.is_whitespace() => (Kind::ForeignSpace, one),
            '/' | '#' => self.comment(rest).map_or((Kind::Other, one), |length| (Kind::Comment, length)),
            '{' | '[' => (Kind::Open, one),
            '}' | ']' => (Kind::Close, one),
            ',' => (Kind::Comma, one),
            ':' => (Kind::Colon, one),
            '-' | '0'..='9' => number(rest).map_or((Kind::Other, one), |length| (Kind::Number, length)),
            '.' | '\u{2026}' => ellipsis(rest).map_or((Kind::Other, one), |length| (Kind::Ellipsis, length)),
            // ①, ❶ and similar characters
            '\u{2460}'..='\u{2473}' | '\u{2776}'..='\u{2793}' => (Kind::Callout, one),
            _ if is_word(first) => word(rest),
            _ => (Kind::Other, one),
        }
    }

    /// The length of the comment at the start. `None` if there is none, or if it does not end.
    fn comment(&self, rest: &str) -> Option<usize> {
        if rest.starts_with("//") || rest.starts_with("# ") {
            let end = self.source.line_end.after(self.source, self.at);
            let line = rest.get(..end - self.at)?;
            return Some(line.strip_suffix('\r').unwrap_or(line).len());
        }
        let inside = self.at + rest.strip_prefix("/*").map(|_| 2)?;
        let end = self.source.comment_end.after(self.source, inside);
        (end < self.source.text.len()).then(|| end + 2 - self.at)
    }
}

/// The offset of the parser's error in a text.
pub(crate) fn offset_of(error: &serde_json::Error, text: &str) -> usize {
    let lines_before = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    let before: usize = lines_before.map(str::len).sum();
    (before + error.column().saturating_sub(1)).min(text.len())
}

pub(crate) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// Whether a character has no width, such as the zero-width spaces with which a page allows long words to break.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// The length of a space as Markdown and HTML write it: a line break, or an entity.
fn written_space(rest: &str) -> Option<usize> {
    if rest.starts_with("\\\n") || rest.starts_with("\\\r\n") {
        return Some(1);
    }
    ["&nbsp;", "&#160;", "&#xA0;", "&emsp;", "&ensp;"].into_iter().find(|space| rest.starts_with(space)).map(str::len)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '@')
}

/// A word, or an address with a scheme, whose `//` does not start a comment.
fn word(rest: &str) -> (Kind, usize) {
    let end = |is_part: fn(char) -> bool| rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    let length = end(is_word);
    match rest.split_at(length) {
        ("true" | "false" | "null", _) => (Kind::Literal, length),
        (_, after) if after.starts_with("://") => {
            (Kind::Word, end(|c| !c.is_whitespace() && !matches!(c, '"' | '\'' | ',' | '{' | '}' | '[' | ']')))
        }
        _ => (Kind::Word, length),
    }
}

fn number(rest: &str) -> Option<usize> {
    let digits = rest.strip_prefix('-').unwrap_or(rest);
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-');
    digits.starts_with(|c: char| c.is_ascii_digit()).then(|| rest.find(|c| !is_part(c)).unwrap_or(rest.len()))
}

/// The length of the ellipsis at the start. Before a name, it is JavaScript's spread operator.
fn ellipsis(rest: &str) -> Option<usize> {
    let after = rest.trim_start_matches(['.', '\u{2026}']);
    let length = rest.len() - after.len();
    (length >= 3 && !after.starts_with(is_word)).then_some(length)
}

/// The length of the string at the start, and whether it ends on its line.
fn string(rest: &str, first: char, quote: Quote) -> (usize, bool) {
    let mut is_escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '\n' => return (at, false),
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            // An apostrophe does not end a string between typographic quotes.
            _ if c == first || first != '\'' && first != '"' && Quote::of(c) == Some(quote) && c != '\'' => {
                return (at + c.len_utf8(), true);
            }
            _ => {}
        }
    }
    (rest.len(), false)
}

/// The same for a string between escaped quotes. An unescaped quote ends the surrounding string literal.
fn escaped_string(rest: &str) -> (usize, bool) {
    let mut escapes = 0;
    for (at, c) in rest.char_indices().skip(ESCAPED.len()) {
        match (c, escapes) {
            ('\\', _) => escapes += 1,
            ('"', 1) => return (at + 1, true),
            ('\n', _) | ('"', 0) => return (at, false),
            _ => escapes = 0,
        }
    }
    (rest.len(), false)
}

/// A placeholder, or a callout.
fn in_brackets(rest: &str) -> Option<(Kind, usize)> {
    let between = |open: &str, close: &str| {
        let inside = rest.strip_prefix(open)?;
        let end = inside.char_indices().take(LONGEST_PLACEHOLDER).find(|(_, c)| "{}<>()\"\n".contains(*c))?.0;
        let (content, after) = inside.split_at(end);
        let is_closed = after.starts_with(close) && !content.trim().is_empty();
        is_closed.then_some((content, open.len() + end + close.len()))
    };
    let is_number = |content: &str| content.bytes().all(|byte| byte.is_ascii_digit());
    // A name in braces. `{ ... }` is an object.
    let is_name = |content: &str| {
        let content = content.trim();
        content.starts_with(char::is_alphabetic) && content.chars().all(|c| is_word(c) || matches!(c, '.' | '-' | ' '))
    };
    if let Some((content, length)) = between("<", ">") {
        return Some((if is_number(content) { Kind::Callout } else { Kind::Placeholder }, length));
    }
    if let Some((content, length)) = between("(", ")") {
        return is_number(content).then_some((Kind::Callout, length));
    }
    let braces = between("{{", "}}").or_else(|| between("${", "}"));
    let braces =
        braces.or_else(|| between("{", "}").filter(|(content, _)| is_name(content) || content.starts_with('%')));
    braces.map(|(_, length)| (Kind::Placeholder, length))
}

#[cfg(test)]
mod tests {
    use super::{Kind, Quote, Source, Token};
    use Kind::{Callout, Close, Colon, Comma, Comment, Ellipsis, Literal, Number, Open, Other, Placeholder, Word};

    const PLAIN: Kind = Kind::String { quote: Quote::Plain, ends: true };
    const SINGLE: Kind = Kind::String { quote: Quote::Single, ends: true };
    const SMART: Kind = Kind::String { quote: Quote::Smart, ends: true };
    const ESCAPED: Kind = Kind::String { quote: Quote::Escaped, ends: true };
    const OPEN_END: Kind = Kind::String { quote: Quote::Plain, ends: false };

    #[test]
    fn every_kind_of_token() {
        for (text, kinds) in [
            (r#"{"a\"}": [-1.5e3, true]}"#, vec![Open, PLAIN, Colon, Open, Number, Comma, Literal, Close, Close]),
            ("“a”: 'b\\'', ‘c’", vec![SMART, Colon, SINGLE, Comma, SINGLE]),
            ("\"a\n1", vec![OPEN_END, Number]),
            ("it's one's", vec![Word, Other, Word, Word, Other, Word]),
            ("{\\\n&nbsp;\"a\"", vec![Open, PLAIN]),
            ("// a\r\n/* b */ # c\n1 /* d", vec![Number, Other, Other, Word]),
            ("... … [...x]", vec![Ellipsis, Ellipsis, Open, Other, Other, Other, Word, Close]),
            ("<id> {{ id }} ${id} {id} {% id %}", vec![Placeholder; 5]),
            ("<1> (12) ①", vec![Callout; 3]),
            (r#"{{"a":1}} { ... } {} <"x">"#, {
                let mut kinds =
                    vec![Open, Open, PLAIN, Colon, Number, Close, Close, Open, Ellipsis, Close, Open, Close];
                kinds.extend([Other, PLAIN, Other]);
                kinds
            }),
            (r#"{\"a\": \"b\\\"c\"}"#, vec![Open, ESCAPED, Colon, ESCAPED, Close]),
            ("https://a.b/c, d", vec![Word, Comma, Word]),
        ] {
            let source = Source::new(text);
            let found: Vec<_> = source.tokens(0).filter(Token::is_significant).map(|token| token.kind).collect();
            assert_eq!(found, kinds, "{text}");
            let all: Vec<_> = source.tokens(0).map(|token| token.of(text).to_owned()).collect();
            assert_eq!(all.concat(), text);
        }
        assert_eq!(Source::new("# c\n").tokens(0).next().map(|t| t.kind), Some(Comment));
    }
}

//! JSON as people write it: with comments, trailing commas, and spaces that JSON does not have.

use std::fmt;
use std::ops::Range;

/// A deviation from JSON that carries no data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Deviation {
    pub(super) kind: DeviationKind,
    pub(super) span: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum DeviationKind {
    Comment,
    TrailingComma,
    /// A space that JSON does not have, such as the no-break spaces that indent code on pages.
    ForeignSpace,
}

impl fmt::Display for DeviationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Comment => "comment",
            Self::TrailingComma => "trailing comma",
            Self::ForeignSpace => "space unknown to JSON",
        })
    }
}

/// The deviations in the object at the start of the text, in order. The text after its last brace does not count.
pub(super) fn deviations(text: &str) -> Vec<Deviation> {
    let mut all: Vec<Deviation> = Vec::new();
    // The last comma, if only white space and comments have followed it.
    let mut comma = None;
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(rest) = text.get(at..)
        && let Some(c) = rest.chars().next()
    {
        let start = at;
        let deviation = match c {
            '/' => comment(rest).map(|length| (DeviationKind::Comment, length)),
            _ if c.is_whitespace() && !is_space(c) => Some((DeviationKind::ForeignSpace, c.len_utf8())),
            _ => None,
        };
        if let Some((kind, length)) = deviation {
            at += length;
            all.push(Deviation { kind, span: start..at });
            continue;
        }
        at += if c == '"' { string(rest) } else { c.len_utf8() };
        if is_space(c) {
            continue;
        }
        let before = comma.take();
        match c {
            ',' => comma = Some(start..at),
            '{' | '[' => depth += 1,
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                all.extend(before.map(|span| Deviation { kind: DeviationKind::TrailingComma, span }));
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    all.sort_by_key(|deviation| deviation.span.start);
    all
}

/// The text with spaces in place of the deviations. Every other byte keeps its offset.
pub(super) fn blank(text: &str, deviations: &[Deviation]) -> String {
    let mut plain = text.to_owned();
    for Deviation { span, .. } in deviations {
        let space = |byte| if byte == b'\n' { '\n' } else { ' ' };
        let spaces: String = text.get(span.clone()).unwrap_or_default().bytes().map(space).collect();
        plain.replace_range(span.clone(), &spaces);
    }
    plain
}

/// The text without the deviations. A comment is removed together with the white space before it. A foreign space
/// becomes a space.
pub(super) fn remove(text: &str, deviations: &[Deviation]) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut from = 0;
    for Deviation { kind, span } in deviations {
        let before = text.get(from..span.start).unwrap_or_default();
        match kind {
            DeviationKind::Comment => plain.push_str(before.trim_end_matches(is_space)),
            DeviationKind::TrailingComma => plain.push_str(before),
            DeviationKind::ForeignSpace => plain.extend([before, " "]),
        }
        from = span.end;
    }
    plain + text.get(from..).unwrap_or_default()
}

/// The text after the comments and the white space at its start.
pub(super) fn skip_comments(text: &str) -> &str {
    let mut text = text.trim_start();
    while let Some(length) = comment(text) {
        text = text.get(length..).unwrap_or_default().trim_start();
    }
    text
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// The length of the comment at the start of the text. `None` if there is none, or if it does not end.
fn comment(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find(['\r', '\n']).unwrap_or(text.len()));
    }
    text.strip_prefix("/*")?.find("*/").map(|end| end + 4)
}

/// The length of the string at the start of the text. A string that does not end on its line is not JSON: it ends
/// with the line.
fn string(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'\n' || byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_has_no_deviations() {
        for text in
            [r#"{"a": "// /* ,} \" ,]", "b": [1, 2]} // glued"#, "{}", r#"{"a": "#, r#"{"a": "open"#, "{/", "{/*"]
        {
            assert_eq!(deviations(text), [], "{text}");
        }
    }

    #[test]
    fn everything_else_stays() {
        for (lenient, plain) in [
            (
                "{\n  \"a\": 1.50, // é\n  // own line\n  \"b\": [1, 2, /* c */ ], /* two\n lines */\n}",
                "{\n  \"a\": 1.50,\n  \"b\": [1, 2 ]\n}",
            ),
            ("{\"a\":/* c */1,}", "{\"a\":1}"),
            ("{\u{a0}\u{a0}\"a\u{a0}\": 1}", "{  \"a\u{a0}\": 1}"),
            ("{\"b\": {\"c\": [],},}", "{\"b\": {\"c\": []}}"),
        ] {
            let deviations = deviations(lenient);
            assert_eq!(remove(lenient, &deviations), plain);
            assert_eq!(blank(lenient, &deviations).len(), lenient.len());
        }
    }

    #[test]
    fn a_comment_separates() {
        let text = "{\"a\": 1/**/2}";
        assert_eq!(blank(text, &deviations(text)), "{\"a\": 1    2}");
    }
}

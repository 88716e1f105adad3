//! JSON as people write it: with comments, commas behind the last item, and spaces that JSON does not know.

use std::fmt;
use std::ops::Range;

/// Something that JSON does not have, and that means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Oddity {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Comment,
    TrailingComma,
    /// Such as the no-break spaces that stand for indentation on pages.
    ForeignSpace,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Comment => "comment",
            Self::TrailingComma => "trailing comma",
            Self::ForeignSpace => "space unknown to JSON",
        })
    }
}

/// The oddities of the object that the text starts with, in order. Behind its last brace, nothing is looked at.
pub(super) fn oddities(text: &str) -> Vec<Oddity> {
    let mut all: Vec<Oddity> = Vec::new();
    // The comma that nothing but white space has followed yet.
    let mut comma = None;
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(rest) = text.get(at..)
        && let Some(c) = rest.chars().next()
    {
        let start = at;
        let odd = match c {
            '/' => comment(rest).map(|length| (Kind::Comment, length)),
            _ if c.is_whitespace() && !is_space(c) => Some((Kind::ForeignSpace, c.len_utf8())),
            _ => None,
        };
        if let Some((kind, length)) = odd {
            at += length;
            all.push(Oddity { kind, span: start..at });
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
                all.extend(before.map(|span| Oddity { kind: Kind::TrailingComma, span }));
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    all.sort_by_key(|oddity| oddity.span.start);
    all
}

/// What is left when spaces take the place of the oddities: every other byte keeps its own place.
pub(super) fn blanked(text: &str, oddities: &[Oddity]) -> String {
    let mut plain = text.to_owned();
    for Oddity { span, .. } in oddities {
        let blank = |byte| if byte == b'\n' { '\n' } else { ' ' };
        let blank: String = text.get(span.clone()).unwrap_or_default().bytes().map(blank).collect();
        plain.replace_range(span.clone(), &blank);
    }
    plain
}

/// What is left without the oddities. A comment goes with the white space before it; of a foreign space, a space stays.
pub(super) fn without(text: &str, oddities: &[Oddity]) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut from = 0;
    for Oddity { kind, span } in oddities {
        let before = text.get(from..span.start).unwrap_or_default();
        match kind {
            Kind::Comment => plain.push_str(before.trim_end_matches(is_space)),
            Kind::TrailingComma => plain.push_str(before),
            Kind::ForeignSpace => plain.extend([before, " "]),
        }
        from = span.end;
    }
    plain + text.get(from..).unwrap_or_default()
}

/// The text without the comments and the white space that it starts with.
pub(super) fn skip(text: &str) -> &str {
    let mut text = text.trim_start();
    while let Some(length) = comment(text) {
        text = text.get(length..).unwrap_or_default().trim_start();
    }
    text
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// How long the comment is that starts here; none if it does not end.
fn comment(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find(['\r', '\n']).unwrap_or(text.len()));
    }
    text.strip_prefix("/*")?.find("*/").map(|end| end + 4)
}

/// How long the string is that starts here. One that does not end on its line is no JSON: its line counts.
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
    fn plain_json_has_no_oddities() {
        for text in
            [r#"{"a": "// /* ,} \" ,]", "b": [1, 2]} // glued"#, "{}", r#"{"a": "#, r#"{"a": "open"#, "{/", "{/*"]
        {
            assert_eq!(oddities(text), [], "{text}");
        }
    }

    #[test]
    fn what_is_left_is_as_it_was() {
        for (odd, plain) in [
            (
                "{\n  \"a\": 1.50, // é\n  // own line\n  \"b\": [1, 2, /* c */ ], /* two\n lines */\n}",
                "{\n  \"a\": 1.50,\n  \"b\": [1, 2 ]\n}",
            ),
            ("{\"a\":/* c */1,}", "{\"a\":1}"),
            ("{\u{a0}\u{a0}\"a\u{a0}\": 1}", "{  \"a\u{a0}\": 1}"),
            ("{\"b\": {\"c\": [],},}", "{\"b\": {\"c\": []}}"),
        ] {
            let oddities = oddities(odd);
            assert_eq!(without(odd, &oddities), plain);
            assert_eq!(blanked(odd, &oddities).len(), odd.len());
        }
    }

    #[test]
    fn a_comment_does_not_join_what_it_parts() {
        let text = "{\"a\": 1/**/2}";
        assert_eq!(blanked(text, &oddities(text)), "{\"a\": 1    2}");
    }
}

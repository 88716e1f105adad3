//! JSON as people write it: with comments, trailing commas, and quotes and spaces that JSON does not allow.

use super::quotes;
use crate::scan::lexer::{Kind, Token, is_space};
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
    /// A space that JSON does not allow, such as the no-break spaces that indent code on pages.
    ForeignSpace,
    /// A character without a width between tokens.
    Invisible,
    /// The number of a line of code.
    LineNumber,
    /// The number of an explanation below the code.
    Callout,
    /// A quote that a word processor made from `"`.
    SmartQuote,
    /// `'\''`, which is `'` in a text that a shell reads.
    ShellQuote,
}

impl fmt::Display for DeviationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Comment => "comment",
            Self::TrailingComma => "trailing comma",
            Self::ForeignSpace => "space that JSON does not allow",
            Self::Invisible => "invisible character",
            Self::LineNumber => "line number",
            Self::Callout => "callout",
            Self::SmartQuote => "smart quotes",
            Self::ShellQuote => "shell quote",
        })
    }
}

impl DeviationKind {
    /// The text that the parser reads instead. It has the same length, so that every other byte keeps its offset.
    fn blanked(self, text: &str) -> String {
        match self {
            // This may add spaces to a string, but the strings of this text are never used.
            Self::SmartQuote => format!("{:>width$}", '"', width = text.len()),
            Self::ShellQuote => format!("{:<width$}", '\'', width = text.len()),
            _ => text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect(),
        }
    }

    /// The text that the sample has instead.
    fn replacement(self) -> &'static str {
        match self {
            Self::ForeignSpace => " ",
            Self::SmartQuote => "\"",
            Self::ShellQuote => "'",
            _ => "",
        }
    }
}

/// The deviations of a text, in order.
pub(super) fn deviations(text: &str, tokens: &[Token]) -> Vec<Deviation> {
    let mut all = quotes::deviations(text, tokens);
    // The last comma, if only gaps have followed it.
    let mut comma = None;
    for token in tokens {
        let kind = match token.kind {
            Kind::Comment => DeviationKind::Comment,
            Kind::ForeignSpace => DeviationKind::ForeignSpace,
            Kind::Invisible => DeviationKind::Invisible,
            Kind::Callout => DeviationKind::Callout,
            Kind::Space => continue,
            Kind::Close => {
                all.extend(comma.take().map(|span| Deviation { kind: DeviationKind::TrailingComma, span }));
                continue;
            }
            other => {
                comma = (other == Kind::Comma).then(|| token.span.clone());
                continue;
            }
        };
        all.push(Deviation { kind, span: token.span.clone() });
    }
    all.sort_by_key(|deviation| deviation.span.start);
    all
}

/// The text with the deviations replaced by something of the same length.
pub(super) fn blank(text: &str, deviations: &[Deviation]) -> String {
    replaced(text, deviations, |deviation, before, plain| {
        plain.extend([before, &deviation.kind.blanked(text.get(deviation.span.clone()).unwrap_or_default())]);
    })
}

/// The text without the deviations. A comment is removed together with the white space before it.
pub(super) fn remove(text: &str, deviations: &[Deviation]) -> String {
    replaced(text, deviations, |deviation, before, plain| {
        let takes_gap = matches!(deviation.kind, DeviationKind::Comment | DeviationKind::Callout);
        let before = if takes_gap { before.trim_end_matches(is_space) } else { before };
        plain.extend([before, deviation.kind.replacement()]);
    })
}

fn replaced(text: &str, deviations: &[Deviation], mut add: impl FnMut(&Deviation, &str, &mut String)) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut from = 0;
    for deviation in deviations {
        add(deviation, text.get(from..deviation.span.start).unwrap_or_default(), &mut plain);
        from = deviation.span.end;
    }
    plain + text.get(from..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Deviation, blank, remove};
    use crate::scan::lexer::{Source, Token};

    fn deviations(text: &str) -> Vec<Deviation> {
        let tokens: Vec<Token> = Source::new(text).tokens(0).collect();
        super::deviations(text, &tokens)
    }

    #[test]
    fn json_has_no_deviations() {
        for text in [r#"{"a": "// /* ,} \" ,] “”", "b": [1, 2]}"#, "{}", r#"{"a": "#, r#"{"a": "open"#, "{/", "{/*"]
        {
            assert_eq!(deviations(text), [], "{text}");
        }
    }

    #[test]
    fn everything_else_stays() {
        for (lenient, plain) in [
            (
                "{\n  \"a\": 1.50, // é\n  // own line\n  \"b\": [1, 2, /* c */ ], # 1\n /* two\n lines */\n}",
                "{\n  \"a\": 1.50,\n  \"b\": [1, 2 ]\n}",
            ),
            ("{\"a\":/* c */1,}", "{\"a\":1}"),
            ("{\u{a0}\u{a0}\"a\u{a0}\u{200b}\"\u{200b}: 1}", "{  \"a\u{a0}\u{200b}\": 1}"),
            ("{\"b\": {\"c\": [],},}", "{\"b\": {\"c\": []}}"),
            ("{ <1>\n  \"a\": 1, <2>\n  \"b\": 2 ①\n}", "{\n  \"a\": 1,\n  \"b\": 2\n}"),
            ("{“a”: “it’s”, „b“: []}", "{\"a\": \"it’s\", \"b\": []}"),
            (r#"{"a": "it'\''s"}"#, r#"{"a": "it's"}"#),
        ] {
            let deviations = deviations(lenient);
            let blank = blank(lenient, &deviations);
            assert_eq!(remove(lenient, &deviations), plain);
            assert_eq!(blank.len(), lenient.len());
            assert!(serde_json::from_str::<serde_json::Value>(&blank).is_ok(), "{blank}");
        }
    }

    #[test]
    fn a_comment_separates() {
        let text = "{\"a\": 1/**/2}";
        assert_eq!(blank(text, &deviations(text)), "{\"a\": 1    2}");
    }
}

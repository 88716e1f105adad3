//! Splits a JSON text into tokens. Any other text can be split too, without errors or loss.

use std::iter;

/// A token: a piece of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: TokenKind,
    pub(super) text: &'a str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// White space.
    Space,
    /// One of `{}[],:`
    Mark,
    /// A string before a colon.
    Key,
    /// Any other string.
    Text,
    /// A number, a literal, or something that is not JSON, such as a string without its closing quote.
    Bare,
}

/// Splits a text into tokens. Joined together, they equal the text.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = text;
    iter::from_fn(move || {
        let (kind, length) = match rest.bytes().next()? {
            b'"' => quoted(rest).map_or((TokenKind::Bare, rest.len()), |length| (TokenKind::Text, length)),
            byte if is_space(byte) => (TokenKind::Space, run(rest, is_space)),
            byte if is_mark(byte) => (TokenKind::Mark, 1),
            _ => (TokenKind::Bare, run(rest, |byte| !is_space(byte) && !is_mark(byte) && byte != b'"')),
        };
        let (text, after) = rest.split_at_checked(length)?;
        rest = after;
        let is_key = kind == TokenKind::Text && after.trim_ascii_start().starts_with(':');
        Some(Token { kind: if is_key { TokenKind::Key } else { kind }, text })
    })
}

/// Removes the white space between the tokens of a JSON text, and with it all line ends.
pub(crate) fn compact(json: &str) -> String {
    tokens(json).filter(|token| token.kind != TokenKind::Space).map(|token| token.text).collect()
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn is_mark(byte: u8) -> bool {
    matches!(byte, b'{' | b'}' | b'[' | b']' | b',' | b':')
}

/// The length of the string at the start; `None` if its closing quote is missing.
fn quoted(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    })?;
    Some(end + 2)
}

fn run(text: &str, belongs: impl Fn(u8) -> bool) -> usize {
    text.bytes().take_while(|byte| belongs(*byte)).count()
}

#[cfg(test)]
mod tests {
    use super::TokenKind::{Bare, Key, Mark, Space, Text};
    use super::*;

    #[test]
    fn json_in_pieces() {
        let pieces: Vec<_> = tokens(r#"{"a\"" : ["b",-1.5e3]}"#).map(|token| (token.kind, token.text)).collect();
        assert_eq!(
            pieces,
            [
                (Mark, "{"),
                (Key, r#""a\"""#),
                (Space, " "),
                (Mark, ":"),
                (Space, " "),
                (Mark, "["),
                (Text, r#""b""#),
                (Mark, ","),
                (Bare, "-1.5e3"),
                (Mark, "]"),
                (Mark, "}")
            ]
        );
    }

    #[test]
    fn an_unterminated_string_is_one_token() {
        for text in ["\"", "\"a", "\"a\\\"", "\"é: 1"] {
            let pieces: Vec<_> = tokens(text).collect();
            assert_eq!(pieces, [Token { kind: Bare, text }]);
        }
    }

    #[test]
    fn compact_json_is_one_line() {
        assert_eq!(compact("{\r\n\t\"a b\" : [ 1 , \"c\\n\" ]\n}\n"), "{\"a b\":[1,\"c\\n\"]}");
    }
}

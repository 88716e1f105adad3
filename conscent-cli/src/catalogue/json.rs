//! Formats JSON for the page: indented, and in pieces of one color each.

use super::view::Piece;
use conscent_codegen::diagnostic::is_layout;
use std::fmt::Write;

const INDENT: &str = "  ";

/// Indents valid JSON. Keys keep their order, and scalars their spelling, except that invisible characters are escaped.
pub(super) fn pretty(json: &str) -> Vec<Piece> {
    let mut printer = Printer::default();
    let mut rest = json.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = rest.split_at(length(rest, first));
        let after = after.trim_start();
        printer.token(first, token, after.chars().next());
        rest = after;
    }
    printer.pieces
}

/// The length of the token that starts the text with this character.
fn length(text: &str, first: char) -> usize {
    match first {
        '"' => {
            let mut is_escaped = false;
            let end = text.char_indices().skip(1).find(|(_, c)| {
                let is_end = *c == '"' && !is_escaped;
                is_escaped = *c == '\\' && !is_escaped;
                is_end
            });
            end.map_or(text.len(), |(quote, _)| quote + 1)
        }
        '{' | '}' | '[' | ']' | ',' | ':' => 1,
        _ => {
            let is_end = |c: char| c.is_whitespace() || matches!(c, ',' | ']' | '}' | ':' | '"' | '[' | '{');
            text.find(is_end).filter(|end| *end > 0).unwrap_or(text.len())
        }
    }
}

#[derive(Default)]
struct Printer {
    pieces: Vec<Piece>,
    depth: usize,
}

impl Printer {
    /// Adds a token, which starts with `first` and is followed by `next`.
    fn token(&mut self, first: char, token: &str, next: Option<char>) {
        match first {
            '{' | '[' => {
                self.push("", token);
                // An empty object or array stays on one line.
                if !matches!(next, Some('}' | ']')) {
                    self.depth += 1;
                    self.line();
                }
            }
            '}' | ']' => {
                let is_empty = self.pieces.last().is_some_and(|piece| piece.text.ends_with(['{', '[']));
                if !is_empty {
                    self.depth = self.depth.saturating_sub(1);
                    self.line();
                }
                self.push("", token);
            }
            ',' => {
                self.push("", token);
                self.line();
            }
            ':' => self.push("", ": "),
            '"' if next == Some(':') => self.push("name", token),
            '"' => self.push("text", token),
            _ => self.push("value", token),
        }
    }

    fn line(&mut self) {
        let indent = INDENT.repeat(self.depth);
        self.push("", &format!("\n{indent}"));
    }

    /// Adds text to the last piece, if that has the same class.
    fn push(&mut self, class: &'static str, text: &str) {
        let text = visible(text);
        match self.pieces.last_mut() {
            Some(last) if last.class == class => last.text.push_str(&text),
            _ => self.pieces.push(Piece { class, text }),
        }
    }
}

/// Writes invisible characters as JSON escapes. Outside of strings, the only ones in valid JSON are line ends.
fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\n' && (c.is_control() || is_layout(c)) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(shown, "\\u{unit:04x}");
            }
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn text(json: &str) -> String {
        pretty(json).into_iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn it_is_indented_as_serde_does() {
        for json in [r#"{"a":[1,{"b":[]},"x\"}"],"c":{},"d":-1.5}"#, "[[[]],[{}]]", "null", r#"[ "\\" , true ]"#] {
            let value: Value = serde_json::from_str(json).unwrap();
            assert_eq!(text(json), format!("{value:#}"));
        }
        assert_eq!(
            text(r#"{"z":1.50e3,"a":"\u0041"}"#),
            "{\n  \"z\": 1.50e3,\n  \"a\": \"\\u0041\"\n}",
            "as it is spelled"
        );
    }

    #[test]
    fn keys_texts_and_values_have_a_class() {
        let classes: Vec<_> = pretty(r#"{"a": "b", "c": 1.50}"#).into_iter().map(|one| (one.class, one.text)).collect();
        let expected =
            [("", "{\n  "), ("name", "\"a\""), ("", ": "), ("text", "\"b\""), ("", ",\n  "), ("name", "\"c\"")];
        assert_eq!(classes[..6], expected.map(|(class, text)| (class, text.to_owned())));
        assert_eq!(classes[7], ("value", "1.50".to_owned()));
    }

    #[test]
    fn what_would_not_be_seen_is_escaped_and_stays_equal() {
        let json = "{\"\u{202e}a\": \"\u{85}\u{2066}\"}";
        let shown = text(json);
        assert_eq!(shown, "{\n  \"\\u202ea\": \"\\u0085\\u2066\"\n}");
        assert_eq!(serde_json::from_str::<Value>(&shown).unwrap(), serde_json::from_str::<Value>(json).unwrap());
    }
}

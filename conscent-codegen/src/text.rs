//! Text for people: names off the wire on one line, and counted things.

use crate::diagnostic::is_layout;

/// A name from a sample for a code span or a line of a terminal: without line breaks, backticks and invisible characters.
pub(crate) fn escape(text: &str) -> String {
    // Nearly all text is plain, and every key and event is printed many times.
    if text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'`' && byte != b'\\') {
        return text.to_owned();
    }
    let shown = |c: char| match c {
        '`' => "'".to_owned(),
        '"' | '\'' => c.to_string(),
        _ if is_layout(c) => c.escape_unicode().to_string(),
        _ => c.escape_debug().to_string(),
    };
    text.chars().map(shown).collect()
}

/// `1 sample`, `2 samples`.
#[must_use]
pub fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// A text as the start of a sentence.
pub(crate) fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shown_on_one_line() {
        assert_eq!(escape("purchase.pass"), "purchase.pass");
        assert_eq!(escape("a `b`\n\u{202e}\"c\""), "a 'b'\\n\\u{202e}\"c\"");
    }

    #[test]
    fn counted_nouns_agree() {
        assert_eq!([0, 1, 2].map(|number| count(number, "file")), ["0 files", "1 file", "2 files"]);
        assert_eq!(capitalized("in both"), "In both");
        assert_eq!(capitalized(""), "");
    }
}

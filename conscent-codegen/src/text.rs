//! Text for readers: names from the wire on one line, and counts with nouns.

use crate::diagnostic::is_layout;

/// Makes a name from a sample safe for a code span or a line of a terminal: it has no line breaks, backticks or
/// invisible characters.
pub(crate) fn escape(text: &str) -> String {
    // Nearly all names are plain, and every key and event is printed many times.
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

/// The same for large numbers: `1,204,118 archived objects`.
#[must_use]
pub fn count_large(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// A number with commas between groups of three digits: `1,204,118`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A text with a capital first letter, for the start of a sentence.
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
        assert_eq!([0, 999, 1000, 1_204_118].map(grouped), ["0", "999", "1,000", "1,204,118"]);
        assert_eq!(count_large(1, "object"), "1 object");
        assert_eq!(count_large(12_000, "object"), "12,000 objects");
        assert_eq!(capitalized("in both"), "In both");
        assert_eq!(capitalized(""), "");
    }
}

//! Text for readers: names from the wire on one line, and counts with nouns.

use crate::diagnostic::is_layout;
use serde::Serialize;
use std::fmt::Write;

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

/// A document as the text of a JSON file. Invisible characters, which could reorder or hide text, are escapes.
pub(crate) fn json(document: &impl Serialize) -> String {
    // A document holds strings, numbers, lists, maps with string keys, and samples, which are JSON: `serde_json` can
    // write all of it.
    let text = serde_json::to_string_pretty(document).unwrap_or_default();
    let mut escaped = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        // Outside of strings, JSON has only ASCII characters. All invisible ones have four digits.
        if is_invisible(c) {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "\\u{:04x}", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    escaped.push('\n');
    escaped
}

fn is_invisible(c: char) -> bool {
    is_layout(c) || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// How alike two names must be for one to be a misspelling of the other, from 0 to 1: clap's limit for names of options.
const SIMILAR: f64 = 0.7;

/// The known name that is most like an unknown one, if any is.
pub(crate) fn most_similar<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    let rated = known.iter().map(|known| (strsim::jaro(name, known), *known));
    let (_, most) = rated.filter(|(rate, _)| *rate > SIMILAR).max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    Some(most)
}

/// The same as a question: ``did you mean `enum`?``.
pub(crate) fn did_you_mean(name: &str, known: &[&str]) -> Option<String> {
    Some(format!("did you mean `{}`?", escape(most_similar(name, known)?)))
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
    fn a_misspelt_name_has_a_suggestion() {
        let known = ["enum", "text", "order.paid"];
        assert_eq!(did_you_mean("enmu", &known).as_deref(), Some("did you mean `enum`?"));
        assert_eq!(did_you_mean("order.piad", &known).as_deref(), Some("did you mean `order.paid`?"));
        assert_eq!(did_you_mean("xyz", &known), None);
    }

    #[test]
    fn invisible_characters_are_escapes_in_json() {
        let text = json(&"a\u{202e}é\u{feff}\u{200b}");
        assert_eq!(text, "\"a\\u202eé\\ufeff\\u200b\"\n");
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), "a\u{202e}é\u{feff}\u{200b}");
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

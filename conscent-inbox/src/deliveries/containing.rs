//! A text to find in bodies, however JSON escapes its characters.

use std::borrow::Cow;
use std::fmt;

use serde::de::IgnoredAny;

/// The text, in small letters. `Debug` does not show it, because it names a person.
#[derive(Clone)]
pub(super) struct Containing(String);

impl Containing {
    pub(super) fn new(text: &str) -> Self {
        Self(small(text))
    }

    /// Whether a string or a number of this JSON contains the text. If the body is not JSON, whether it contains the
    /// text anywhere.
    pub(super) fn is_in_body(&self, body: &[u8]) -> bool {
        let text = String::from_utf8_lossy(body);
        match serde_json::from_slice::<IgnoredAny>(body) {
            Ok(_) => scalars(&text).any(|scalar| self.is_in(&scalar)),
            Err(_) => self.is_in(&text),
        }
    }

    pub(super) fn is_in(&self, text: &str) -> bool {
        // An empty text is in every text. It is a mistake, such as an unset variable, and must not select everything.
        !self.0.is_empty() && small(text).contains(&self.0)
    }
}

impl fmt::Debug for Containing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<hidden>")
    }
}

/// A text in small letters, by way of capitals, because some letters have two small forms (`σ` and `ς`).
fn small(text: &str) -> String {
    text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

/// The strings of valid JSON, including keys, and its numbers as they are written. Parsing into values would change
/// long numbers, and reject a lone surrogate.
fn scalars(json: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let mut rest = json;
    std::iter::from_fn(move || {
        let is_number = |c: char| c.is_ascii_digit() || c == '-';
        rest = &rest[rest.find(|c| c == '"' || is_number(c))?..];
        if let Some(string) = rest.strip_prefix('"') {
            let (string, after) = string.split_at(end(string));
            rest = after.strip_prefix('"').unwrap_or_default();
            return Some(unescaped(string));
        }
        let is_after = |c: char| !is_number(c) && !matches!(c, '.' | 'e' | 'E' | '+');
        let (number, after) = rest.split_at(rest.find(is_after).unwrap_or(rest.len()));
        rest = after;
        Some(number.into())
    })
}

/// The place of the quote that ends a string.
fn end(string: &str) -> usize {
    let mut is_escaped = false;
    let is_end = |byte: u8| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    };
    string.bytes().position(is_end).unwrap_or(string.len())
}

/// The content of a JSON string. A lone surrogate becomes U+FFFD.
fn unescaped(string: &str) -> Cow<'_, str> {
    if !string.contains('\\') {
        return string.into();
    }
    // UTF-16, in which an escaped pair of surrogates is one character.
    let mut units = Vec::with_capacity(string.len());
    let mut rest = string;
    while let Some((before, escape)) = rest.split_once('\\') {
        units.extend(before.encode_utf16());
        let mut after = escape.chars();
        match after.next() {
            Some('u') => {
                let (digits, end) = escape[1..].split_at_checked(4).unwrap_or(("", ""));
                units.push(u16::from_str_radix(digits, 16).unwrap_or(0xfffd));
                after = end.chars();
            }
            Some('b') => units.push(8),
            Some('f') => units.push(12),
            Some('n') => units.push(10),
            Some('r') => units.push(13),
            Some('t') => units.push(9),
            Some(other) => units.extend(other.encode_utf16(&mut [0; 2]).iter()),
            None => {}
        }
        rest = after.as_str();
    }
    units.extend(rest.encode_utf16());
    String::from_utf16_lossy(&units).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn is_in(text: &str, body: &str) -> bool {
        Containing::new(text).is_in_body(body.as_bytes())
    }

    #[test]
    fn strings_and_numbers_are_compared_as_what_they_mean() {
        let body = r#"{"a": ["\u004Ao@m\u0061il.in", {"\"J\u00e9\\": 98218288890123456789012}, -1.50e3, true, null], "n":"x\ud83d\ude00y\/\t\udC00z"}"#;
        for found in
            ["jo@mail.in", "JO@MAIL", "jÉ\\", "\"jé", "98218288890123456789012", "-1.50E3", "50", "x😀y/\t\u{fffd}Z"]
        {
            assert!(is_in(found, body), "{found}");
        }
        // Literals, punctuation, and texts across several strings are not found.
        for absent in ["", "true", "null", "\": ", "u004A", "jo@mail.inx", "a\": [", "1500"] {
            assert!(!is_in(absent, body), "{absent}");
        }
        assert!(is_in("ΣΟΦΟΣ", r#"["σοφος"]"#) && is_in("σοφοσ", r#"["ΣΟΦΟΣ"]"#));
    }

    #[test]
    fn other_bodies_are_compared_as_text() {
        for body in [&b"email=Jo@mail.in"[..], b"{\"a\": \"jo@mail.in", b"\xffjo@mail.in\xff"] {
            assert!(Containing::new("jo@MAIL.in").is_in_body(body));
        }
        assert!(!Containing::new("").is_in_body(b"text"));
        assert_eq!(format!("{:?}", Containing::new("jo@mail.in")), "<hidden>");
    }

    fn strings(value: &Value, all: &mut Vec<String>) {
        match value {
            Value::String(text) => all.push(text.clone()),
            Value::Array(items) => items.iter().for_each(|item| strings(item, all)),
            Value::Object(fields) => fields.iter().for_each(|(key, value)| {
                all.push(key.clone());
                strings(value, all);
            }),
            Value::Number(number) => all.push(number.to_string()),
            Value::Null | Value::Bool(_) => {}
        }
    }

    proptest! {
        #[test]
        fn every_scalar_of_json_is_read(texts in prop::collection::vec(any::<String>(), 3), number: i64, is_escaped: bool) {
            let value = json!({ &texts[0]: [number, &texts[1], {"k": &texts[2]}, null, true, 1.5] });
            let mut json = value.to_string();
            if is_escaped {
                let escape = |c: char| match c {
                    c if c.is_ascii() => c.to_string(),
                    c => c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect::<Vec<_>>().concat(),
                };
                json = json.chars().map(escape).collect();
            }
            let mut expected = Vec::new();
            strings(&value, &mut expected);
            prop_assert_eq!(scalars(&json).map(Cow::into_owned).collect::<Vec<_>>(), expected);
        }

        #[test]
        fn no_bytes_cause_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..40), text: String) {
            let _ = Containing::new("x").is_in_body(&bytes);
            let _ = scalars(&text).count();
        }
    }
}

//! Facts that `serde_json` does not expose: the position of a byte, the bare message of an error, and whether numbers
//! arrive as maps.
//!
//! Two crates compile this file: `conscent-core`, and `conscent-shape` through a symbolic link, as serde and
//! `serde_core` share their sources. So it names nothing but `std` and `serde_json`, and its items are `pub` so that
//! either crate can re-export them.

use std::sync::LazyLock;

/// The line and the column of the byte at `offset`, both counted from 1, the column in bytes.
///
/// An offset behind the end means the end.
#[must_use]
pub fn position(text: &[u8], offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let mut lines = before.split(|byte| *byte == b'\n');
    (lines.clone().count(), lines.next_back().map_or(0, <[u8]>::len) + 1)
}

/// Why `serde_json` did not accept a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The text nests deeper than the 127 levels that `serde_json` follows.
    TooDeep,
    /// Any other reason, in `serde_json`'s words. For an error of syntax or of input and output these never quote the
    /// text; for a value that does not fit its type they can.
    Other(String),
}

/// The reason of an error, without the position that `serde_json` appends to it.
#[must_use]
pub fn reason(error: &serde_json::Error) -> Reason {
    let message = error.to_string();
    // A message may itself contain " at line ", so only the tail of this very error is removed.
    let tail = format!(" at line {} column {}", error.line(), error.column());
    let message = message.strip_suffix(&tail).unwrap_or(&message);
    // `serde_json` has no function or category for this one.
    if error.is_syntax() && message == "recursion limit exceeded" {
        return Reason::TooDeep;
    }
    Reason::Other(message.to_owned())
}

/// The key of the one-entry map as which `serde_json` delivers a number, if [`numbers_are_maps`].
pub const NUMBER_KEY: &str = "$serde_json::private::Number";

/// Whether `serde_json` delivers numbers as maps, from [`NUMBER_KEY`] to the number's text.
///
/// It does with its feature `arbitrary_precision`, which any crate of the build can enable. Cargo does not report the
/// features of a dependency, so a number is parsed: only with that feature does `1.00` keep its zeros.
#[must_use]
pub fn numbers_are_maps() -> bool {
    static NUMBERS_ARE_MAPS: LazyLock<bool> = LazyLock::new(|| {
        serde_json::from_str("1.00").is_ok_and(|number: serde_json::Number| number.to_string() == "1.00")
    });
    *NUMBERS_ARE_MAPS
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn positions() {
        let text = "ab\n\u{e9}c\r\n".as_bytes();
        for (offset, expected) in [
            (0, (1, 1)),
            (2, (1, 3)),
            (3, (2, 1)),
            (5, (2, 3)), // the column counts bytes: é has two
            (6, (2, 4)),
            (8, (3, 1)),
            (9, (3, 1)),
            (usize::MAX, (3, 1)),
        ] {
            assert_eq!(position(text, offset), expected, "{offset}");
        }
        assert_eq!(position(b"", 0), (1, 1));
    }

    #[test]
    fn reasons() {
        for (text, expected) in [
            ("", "EOF while parsing a value"),
            ("{\"a\":1,\n \"b\" 2}", "expected `:`"),
            ("[1] \" at line 2\"", "trailing characters"),
            ("{1:2}", "key must be a string"),
        ] {
            let error = serde_json::from_str::<Value>(text).unwrap_err();
            assert_eq!(reason(&error), Reason::Other(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn only_the_position_is_removed() {
        let error = serde_json::from_str::<bool>("\"a at line 1 column 2\"").unwrap_err();
        let expected = "invalid type: string \"a at line 1 column 2\", expected a boolean".to_owned();
        assert_eq!(reason(&error), Reason::Other(expected));

        // An error of `from_value` has no position, and no tail.
        let error = serde_json::from_value::<bool>("a at line 1 column 2".into()).unwrap_err();
        let expected = "invalid type: string \"a at line 1 column 2\", expected a boolean".to_owned();
        assert_eq!(reason(&error), Reason::Other(expected));
    }

    #[test]
    fn deep_nesting_is_a_reason_of_its_own() {
        let error = serde_json::from_str::<Value>(&"[".repeat(128)).unwrap_err();
        assert_eq!(reason(&error), Reason::TooDeep);
        let error = serde_json::from_str::<Value>(&"[".repeat(127)).unwrap_err();
        assert_ne!(reason(&error), Reason::TooDeep);
        let error = serde_json::from_str::<bool>("\"recursion limit exceeded\"").unwrap_err();
        assert_ne!(reason(&error), Reason::TooDeep);
    }

    #[test]
    fn numbers_are_maps_where_serde_json_takes_such_maps_for_numbers() {
        let map = format!(r#"{{"{NUMBER_KEY}":"0"}}"#);
        let is_number = serde_json::from_str::<Value>(&map).is_ok_and(|value| value.is_number());
        assert_eq!(numbers_are_maps(), is_number);
    }
}

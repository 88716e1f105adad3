//! Facts that `serde_json` does not expose: the position of a byte, the message of an error without its position, and
//! whether numbers arrive as maps.
//!
//! Two crates compile this file: `conscent-core`, and `conscent-shape` through a symbolic link, just as serde and
//! `serde_core` share their sources. So it uses only `std` and `serde_json`, and its items are `pub` so that either
//! crate can re-export them.

use std::sync::LazyLock;

/// The line and the column of the byte at `offset`, both counted from 1, the column in bytes.
///
/// An offset past the end counts as the end.
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
    /// Any other reason, in `serde_json`'s words. The message of a syntax or I/O error never quotes the text. The
    /// message of a value that does not fit its type may quote it.
    Other(String),
}

/// The reason of an error, without the position that `serde_json` appends to it.
#[must_use]
pub fn reason(error: &serde_json::Error) -> Reason {
    let message = error.to_string();
    // A message may itself contain " at line ", so only this error's own tail is removed.
    let tail = format!(" at line {} column {}", error.line(), error.column());
    let message = message.strip_suffix(&tail).unwrap_or(&message);
    // `serde_json` has no function or category for this error.
    if error.is_syntax() && message == "recursion limit exceeded" {
        return Reason::TooDeep;
    }
    Reason::Other(message.to_owned())
}

/// The key of the one-entry map that `serde_json` delivers for a number, if [`numbers_are_maps`].
pub const NUMBER_KEY: &str = "$serde_json::private::Number";

/// Whether `serde_json` delivers numbers as maps, from [`NUMBER_KEY`] to the number's text.
///
/// It does with its feature `arbitrary_precision`, which any crate in the build can enable. Cargo does not report the
/// features of a dependency, so this parses a number: only with that feature does `1.00` keep its zeros.
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

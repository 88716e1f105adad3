//! Validates names: portable as file names, usable in Rust identifiers.

use crate::diagnostic::is_layout;

/// Whether this can be the name of an api, an event or a sample.
///
/// It becomes a file's name, so every file system must take it: no separator, no device of Windows (`CON`, `aux.json`), and no sign
/// that reorders text. It becomes a part of names in Rust, so it holds a letter or a digit. A leading dot would hide the file.
#[must_use]
pub fn is_name(name: &str) -> bool {
    let is_refused = |c: char| c.is_control() || is_layout(c) || r#"/\:*?"<>|"#.contains(c);
    name.chars().any(char::is_alphanumeric)
        && !name.contains(is_refused)
        && !name.starts_with('.')
        && !name.ends_with('.')
        && name.trim() == name
        && !is_device(name)
}

/// Whether Windows takes a file of this name for a device. The extension does not matter.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_uppercase();
    let numbered = |port| {
        let digit = stem.strip_prefix(port).and_then(|rest| rest.parse().ok());
        digit.is_some_and(|digit: char| "123456789¹²³".contains(digit))
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") || numbered("COM") || numbered("LPT")
}

/// What a name must be, for error messages.
pub const NAME_RULE: &str = "a name has a letter or a digit, no separator, quote, control or bidi character, no dot or space at its \
    ends, and is not a device of Windows such as CON or aux";

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn names_stay_in_their_folder() {
        for name in [
            "purchase.pass",
            "payment_gateway.view",
            "purchase-webhook-2",
            "+1",
            "événement",
            "a b",
            "console",
            "com",
            "com10",
            "auxiliary",
        ] {
            assert!(is_name(name), "{name}");
        }
        for name in [
            "",
            ".",
            "..",
            "../up",
            "a/b",
            r"a\b",
            ".hidden",
            "ends.",
            " a",
            "a\n",
            "\u{0}a",
            "---",
            "c:d",
            "\"a\"",
            "CON",
            "aux",
            "nul.json",
            "com1",
            "LPT9.x",
            "a\u{202e}b",
        ] {
            assert!(!is_name(name), "{name:?}");
        }
    }
}

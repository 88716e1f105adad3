//! Names: of apis and samples, which are names of files; and of events, which are any text, and have folders.
//!
//! An event's folder is its name, percent-encoded: `orders/create` is in `orders%2Fcreate`. A name whose encoding is longer than
//! [`MAX_FOLDER`] bytes has a folder with the start of it and a hash, and `events.toml` has the full name ([`FullNames`]).

mod full;

pub use full::{EVENTS, FullNames};

use crate::diagnostic::is_layout;
use base16ct::lower::encode_string;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// How long the encoded name of an event may be as the name of a folder.
pub const MAX_FOLDER: usize = 120;

/// How much of a longer one the folder's name starts with.
const START: usize = 40;

/// What separates that start from the hash. No encoded name has it.
const CUT: char = '~';

/// The folder of an event.
#[must_use]
pub fn folder(event: &str) -> String {
    let encoded = encoded(event);
    if encoded.len() <= MAX_FOLDER {
        return encoded;
    }
    // A byte that is encoded is three signs, which stay together.
    let end =
        encoded.get(START - 2..START).and_then(|last| last.find('%')).map_or(START, |percent| START - 2 + percent);
    format!("{}{CUT}{}", encoded.get(..end).unwrap_or_default(), hash(event, 16))
}

/// Whether a folder's name is only the start of its event's.
#[must_use]
pub fn is_cut(folder: &str) -> bool {
    folder.contains(CUT)
}

/// The event whose name a folder's name encodes, whether or not the event would have that folder. `None` if it encodes none, or only the
/// start of it.
#[must_use]
pub fn decoded(folder: &str) -> Option<String> {
    if folder.is_empty() || is_cut(folder) {
        return None;
    }
    let mut bytes = Vec::new();
    let mut rest = folder;
    while let Some((plain, encoded)) = rest.split_once('%') {
        let (digits, after) = encoded.split_at_checked(2)?;
        bytes.extend(plain.as_bytes());
        bytes.push(u8::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))?);
        rest = after;
    }
    bytes.extend(rest.as_bytes());
    String::from_utf8(bytes).ok()
}

/// The first digits of the hash of a text.
pub(crate) fn hash(text: &str, digits: usize) -> String {
    let mut hash = encode_string(&Sha256::digest(text.as_bytes()));
    hash.truncate(digits);
    hash
}

fn encoded(event: &str) -> String {
    let mut encoded = String::new();
    let last = event.len().saturating_sub(1);
    for (n, byte) in event.bytes().enumerate() {
        // A dot in front would hide the folder, and Windows drops one at the end. It also has devices by some names.
        let is_plain = match byte {
            b'.' => n != 0 && n != last,
            _ => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'),
        };
        if is_plain && !(n == 0 && is_device(event)) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Whether this can be the name of an api or a sample.
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
    use super::{MAX_FOLDER, decoded, folder, is_cut, is_name};
    use proptest::prelude::*;

    #[test]
    fn an_event_has_a_folder() {
        for (event, expected) in [
            ("purchase.pass", "purchase.pass"),
            ("jira:issue_created", "jira%3Aissue_created"),
            ("orders/create", "orders%2Fcreate"),
            (".", "%2E"),
            ("..", "%2E%2E"),
            (".a.b.", "%2Ea.b%2E"),
            ("50% off", "50%25%20off"),
            ("é", "%C3%A9"),
            ("aux", "%61ux"),
            ("a~b", "a%7Eb"),
        ] {
            assert_eq!(folder(event), expected);
            assert_eq!(decoded(expected).as_deref(), Some(event));
        }
        let long = "a".repeat(300);
        assert_eq!(folder(&long), format!("{}~9835fa6bf4e20a9b", "a".repeat(40)));
        for start in 36..42 {
            let cut = folder(&("a".repeat(start) + &"/".repeat(100)));
            let (start, _) = cut.split_once('~').unwrap();
            assert!(start.len() > 37 && start.len() <= 40 && decoded(start).is_some(), "{cut}");
        }
        for none in ["", "%", "%2", "%zz", "%+1", "%FF", "a~b"] {
            assert_eq!(decoded(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn folders_are_safe_and_say_which_event(event in any::<String>().prop_filter("a name", |event| !event.is_empty())) {
            let folder = folder(&event);
            prop_assert!(folder.len() <= MAX_FOLDER && is_name(&folder.replace(['%', '_', '-', '~'], "x")), "{}", folder);
            prop_assert_eq!(decoded(&folder), (!is_cut(&folder)).then_some(event));
        }
    }

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

//! Names of APIs and samples, which are file names, and of events, which are any text and have folders.
//!
//! An event's folder has its percent-encoded name: `orders/create` is in `orders%2Fcreate`. If the encoding is longer
//! than [`MAX_FOLDER`] bytes, or differs from that of another event only in case, the folder's name is its start and a
//! hash, and `events.toml` has the full name ([`FullNames`]).

mod full;

pub use full::{EVENTS, FullNames};

use crate::diagnostic::is_layout;
use base16ct::lower::encode_string;
use heck::ToSnakeCase;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The maximum length of an encoded event name as the name of a folder.
pub const MAX_FOLDER: usize = 120;

/// How much of a longer name the folder's name starts with.
const START: usize = 40;

/// Separates that start from the hash. No encoded name contains it.
const CUT: char = '~';

/// The folder of an event, if no other event has this folder.
#[must_use]
pub fn folder(event: &str) -> String {
    let encoded = encoded(event);
    if encoded.len() <= MAX_FOLDER { encoded } else { hashed(event) }
}

/// The folder of an event whose name is too long, or differs from that of another event only in case: the start of the
/// name, and its hash. Some file systems ignore case.
#[must_use]
pub fn hashed(event: &str) -> String {
    let encoded = encoded(event);
    // An encoded byte has three characters, which stay together.
    let last = encoded.get(START - 2..START).and_then(|last| last.find('%'));
    let end = last.map_or(START, |percent| START - 2 + percent).min(encoded.len());
    format!("{}{CUT}{}", encoded.get(..end).unwrap_or_default(), hash(event, 16))
}

/// Whether a folder's name is only the start of its event's name, and a hash.
#[must_use]
pub fn is_cut(folder: &str) -> bool {
    folder.contains(CUT)
}

/// The event whose name a folder's name encodes, whether or not the event would have that folder. `None` if it encodes
/// no name, or only the start of one.
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

/// The maximum length of a sample's name that is made from a text.
pub const MAX_SAMPLE: usize = 100;

/// A text as the name of a sample: characters that names cannot have become `-`, and a text longer than [`MAX_SAMPLE`]
/// bytes ends with a hash.
///
/// A name that is safe and not too long stays as it is. Different texts may get one name.
#[must_use]
pub fn sample(text: &str) -> String {
    let ends = |c: char| c == '.' || c.is_whitespace();
    let safe: String = text.chars().map(|c| if is_refused(c) { '-' } else { c }).collect();
    let mut name = safe.trim_matches(ends).to_owned();
    if is_device(&name) {
        let stem = name.find('.').unwrap_or(name.len());
        name.insert(stem, '-');
    }
    if !name.chars().any(char::is_alphanumeric) {
        return format!("sample-{}", hash(text, 8));
    }
    if name.len() > MAX_SAMPLE {
        let hash = hash(text, 16);
        let end = (0..MAX_SAMPLE - hash.len()).rev().find(|end| name.is_char_boundary(*end));
        name.truncate(end.unwrap_or_default());
        name = format!("{}-{hash}", name.trim_end_matches(ends));
    }
    name
}

/// What must be unique among the samples of an event: their names in a file system that ignores case, and their
/// function names.
#[must_use]
pub fn claims(sample: &str) -> [String; 2] {
    [format!("{}.json", sample.to_lowercase()), sample.to_snake_case()]
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
        // A leading dot would hide the folder, and Windows drops a trailing one. Some names are devices on Windows.
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

/// Whether a name is valid for an API or a sample.
///
/// It becomes a file name, so every file system must accept it: it has no separator, is not a device of Windows (`CON`,
/// `aux.json`), and has no character that reorders text. It becomes part of names in Rust, so it contains a letter or a
/// digit. A leading dot would hide the file.
#[must_use]
pub fn is_name(name: &str) -> bool {
    name.chars().any(char::is_alphanumeric)
        && !name.contains(is_refused)
        && !name.starts_with('.')
        && !name.ends_with('.')
        && name.trim() == name
        && !is_device(name)
}

/// Whether no name may contain this character.
fn is_refused(c: char) -> bool {
    c.is_control() || is_layout(c) || r#"/\:*?"<>|"#.contains(c)
}

/// Whether a file of this name is a device on Windows. The extension does not matter.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_uppercase();
    let numbered = |port| {
        let digit = stem.strip_prefix(port).and_then(|rest| rest.parse().ok());
        digit.is_some_and(|digit: char| "123456789¹²³".contains(digit))
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") || numbered("COM") || numbered("LPT")
}

/// The rule for names, for error messages.
pub const NAME_RULE: &str = "a name has a letter or a digit, no separator, quote, control or bidi character, no dot or space at its \
    ends, and is not a device of Windows such as CON or aux";

#[cfg(test)]
mod tests {
    use super::{MAX_FOLDER, MAX_SAMPLE, claims, decoded, folder, is_cut, is_name, sample};
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
    fn a_sample_has_a_name() {
        for (text, expected) in [
            ("purchase-webhook-2", "purchase-webhook-2"),
            ("a:b", "a-b"),
            ("what?<now>", "what--now-"),
            (".hidden. ", "hidden"),
            ("con", "con-"),
            ("nul.x", "nul-.x"),
            ("a\u{202e}b", "a-b"),
            ("---", "sample-cb3f91d5"),
            ("", "sample-e3b0c442"),
        ] {
            assert_eq!(sample(text), expected);
        }
        let long = sample(&"é".repeat(60));
        assert!(long.len() <= MAX_SAMPLE && long.starts_with("éé"), "{long}");
        assert_ne!(long, sample(&"é".repeat(61)));
    }

    proptest! {
        #[test]
        fn any_text_is_the_name_of_a_sample(text in any::<String>()) {
            let name = sample(&text);
            prop_assert!(is_name(&name) && name.len() <= MAX_SAMPLE, "{}", name);
            prop_assert_eq!(sample(&name), name);
        }

        #[test]
        fn a_name_stays_as_it_is(name in "[a-zA-Z0-9_-]{0,50}[a-z0-9é]") {
            prop_assume!(is_name(&name));
            prop_assert_eq!(sample(&name), name);
        }
    }

    #[test]
    fn names_that_are_alike_claim_the_same() {
        let is_one = |a, b| claims(a).iter().any(|claim| claims(b).contains(claim));
        for (a, b) in [("a-b", "a_b"), ("Page", "page"), ("aB", "ab"), ("aB", "a-b")] {
            assert!(is_one(a, b), "{a} {b}");
        }
        assert!(!is_one("page-12", "page-1-2"));
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

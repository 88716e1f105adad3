//! Which names are safe: as a file on every system, and as a part of generated names.

/// Whether this can be the name of an api, an event or a sample.
///
/// It becomes a file's name, so it holds no separator and nothing that some file system refuses, and it becomes a name in Rust, so it
/// holds a letter or a digit. A leading dot hides a file.
#[must_use]
pub fn is_name(name: &str) -> bool {
    let refused = |c: char| c.is_control() || r#"/\:*?"<>|"#.contains(c);
    name.chars().any(char::is_alphanumeric)
        && !name.contains(refused)
        && !name.starts_with('.')
        && !name.ends_with('.')
        && name.trim() == name
}

/// What an unsafe name has to become.
pub(crate) const RULE: &str =
    "a name has a letter or a digit, no separator, quote or control character, and no dot or space at its ends";

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn names_stay_in_their_folder() {
        for name in ["purchase.pass", "payment_gateway.view", "purchase-webhook-2", "+1", "événement", "a b"] {
            assert!(is_name(name), "{name}");
        }
        for name in
            ["", ".", "..", "../up", "a/b", r"a\b", ".hidden", "ends.", " a", "a\n", "\u{0}a", "---", "c:d", "\"a\""]
        {
            assert!(!is_name(name), "{name:?}");
        }
    }
}

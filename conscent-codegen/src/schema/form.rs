//! What the strings of a field look like, in words for docs.

use conscent_shape::{Shape, Strings, Values};

/// The form that all strings of a field share: `24 hex digits`, `URL`, `RFC 3339`. `None` if they share none, or are not all known.
pub(super) fn of(shape: &Shape) -> Option<String> {
    let Strings { count, empty, timestamps, values, .. } = &shape.string;
    if count == empty {
        return None;
    }
    if timestamps + empty == *count {
        return Some("RFC 3339".to_owned());
    }
    let Values::Exact(values) = values else { return None };
    let values: Vec<&str> = values.iter().map(String::as_str).filter(|value| !value.is_empty()).collect();
    let all = |is_one: fn(&str) -> bool| values.iter().all(|value| is_one(value));
    let length = values.first()?.len();
    let is_fixed = values.iter().all(|value| value.len() == length);
    // Shorter runs of hex digits are words and numbers (`cafe`, `2024`) at least as often.
    if all(is_hex) && is_fixed && length >= 16 {
        return Some(format!("{length} hex digits"));
    }
    let form = match () {
        () if all(is_uuid) => "UUID",
        () if all(is_url) => "URL",
        () if all(is_email) => "e-mail address",
        () if all(is_digits) => "decimal digits",
        () => return None,
    };
    Some(form.to_owned())
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// RFC 9562, section 4: 8-4-4-4-12 hex digits.
fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}

fn is_email(text: &str) -> bool {
    let Some((user, host)) = text.split_once('@') else { return false };
    let is_word = |word: &str| !word.is_empty() && !word.contains(|c: char| c.is_whitespace() || c == '@');
    is_word(user) && is_word(host) && host.contains('.')
}

#[cfg(test)]
mod tests {
    fn form(json: &str) -> Option<String> {
        let shape = conscent_shape::infer(json.as_bytes()).expect("the test's own JSON");
        super::of(shape.array.item.as_deref().expect("an array of strings"))
    }

    #[test]
    fn strings_that_look_alike_have_a_form() {
        for (json, expected) in [
            (r#"["65e5a2571ab0e5a1f39b7f41", "0123456789abcdef01234567", ""]"#, Some("24 hex digits")),
            (r#"["2025-02-05T09:37:44Z", ""]"#, Some("RFC 3339")),
            (r#"["https://example.com/a", "http://b.example"]"#, Some("URL")),
            (r#"["a@example.com"]"#, Some("e-mail address")),
            (r#"["0b7e4f0e-7a0e-4b0b-9c3e-000000000000"]"#, Some("UUID")),
            (r#"["110001", "9"]"#, Some("decimal digits")),
            (r#"["cafe"]"#, None),
            (r#"["https://example.com", "words"]"#, None),
            (r#"["https://", "a@b"]"#, None),
            (r#"[""]"#, None),
            ("[1]", None),
        ] {
            assert_eq!(form(json).as_deref(), expected, "{json}");
        }
    }
}

//! Where a value stands in JSON text.

use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::ops::Range;

/// The bytes of the value at a JSON pointer (RFC 6901), or `None` when there is no such value.
///
/// Of a key that is repeated, the last value counts, as it does for every reader of the object.
pub(crate) fn span(text: &str, pointer: &str) -> Option<Range<usize>> {
    let mut at: &str = serde_json::from_str::<&RawValue>(text).ok()?.get();
    for token in pointer.split('/').skip(1) {
        let token = token.replace("~1", "/").replace("~0", "~");
        at = if at.starts_with('{') {
            serde_json::from_str::<BTreeMap<String, &RawValue>>(at).ok()?.get(&token)?.get()
        } else {
            let items: Vec<&RawValue> = serde_json::from_str(at).ok()?;
            items.get(index(&token)?)?.get()
        };
    }
    // `at` borrows from `text`, so their distance is the offset.
    let start = at.as_ptr() as usize - text.as_ptr() as usize;
    Some(start..start + at.len())
}

/// A list's index: digits, without leading zeros.
fn index(token: &str) -> Option<usize> {
    let plain = token == "0" || !token.starts_with('0') && token.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| token.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::span;

    fn value<'a>(text: &'a str, pointer: &str) -> Option<&'a str> {
        text.get(span(text, pointer)?)
    }

    #[test]
    fn finds_keys_items_and_escapes() {
        let text = r#" {"a": [1, {"b/c": 2.50}], "m~n": "}", "": {"x":null}, "k\u0065y": true, "a2": 1, "a2": 2} "#;
        assert_eq!(value(text, "/a/0"), Some("1"));
        assert_eq!(value(text, "/a/1/b~1c"), Some("2.50"));
        assert_eq!(value(text, "/m~0n"), Some(r#""}""#));
        assert_eq!(value(text, "//x"), Some("null"));
        assert_eq!(value(text, "/key"), Some("true"));
        assert_eq!(value(text, "/a2"), Some("2"));
        assert_eq!(value(text, ""), Some(text.trim()));
        for nowhere in ["/b", "/a/2", "/a/00", "/a/-", "/a/+1", "/a/", "/m~0n/0", "/a/0/x"] {
            assert_eq!(value(text, nowhere), None, "{nowhere}");
        }
    }
}

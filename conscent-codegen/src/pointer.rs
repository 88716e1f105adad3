//! JSON pointers (RFC 6901).

pub use conscent_shape::pointer::{RULE, escape, is_valid};

use conscent_shape::pointer::{index, unescape};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::ops::Range;

/// The tokens of a pointer, unescaped.
pub fn tokens(pointer: &str) -> impl Iterator<Item = String> + '_ {
    pointer.split('/').skip(1).map(|token| unescape(token).into_owned())
}

/// The bytes of the value at a pointer, or `None` if it does not exist.
///
/// If a key is repeated, its last value counts, as for every reader of the object.
#[must_use]
pub fn span(text: &str, pointer: &str) -> Option<Range<usize>> {
    let mut at: &str = serde_json::from_str::<&RawValue>(text).ok()?.get();
    for token in tokens(pointer) {
        at = if at.starts_with('{') {
            serde_json::from_str::<BTreeMap<String, &RawValue>>(at).ok()?.get(&token)?.get()
        } else {
            let items: Vec<&RawValue> = serde_json::from_str(at).ok()?;
            items.get(index(&token)?)?.get()
        };
    }
    // `at` borrows from `text`, so the distance between them is the offset.
    let start = at.as_ptr() as usize - text.as_ptr() as usize;
    Some(start..start + at.len())
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

//! Deep nesting, on the two megabytes of stack that a thread has by default.

use conscent_core::{DecodeError, decode};

use crate::types::Node;

/// An empty object inside `times` pairs of `open` and `close`.
fn nested(open: &str, close: &str, times: usize) -> Vec<u8> {
    format!("{}{{}}{}", open.repeat(times), close.repeat(times)).into_bytes()
}

#[test]
fn the_deepest_object_decodes_and_encodes() {
    for (open, close, levels) in [
        (r#"{"next":"#, "}", 1),
        (r#"{"detail":"#, "}", 1),
        (r#"{"unknown":"#, "}", 1),
        (r#"{"all":["#, "]}", 2),
        (r#"{"byName":{"a":"#, "}}", 2),
    ] {
        let body = nested(open, close, 126 / levels);
        let node: Node = decode(&body).unwrap();
        assert_eq!(serde_json::to_vec(&node).unwrap(), body);
        let _ = node.drift();
        assert!(!format!("{node:?}{:?}", node.debug_unredacted()).is_empty());
    }
}

#[test]
fn deeper_nesting_is_rejected() {
    let error = decode::<Node>(&nested(r#"{"next":"#, "}", 127)).unwrap_err();
    assert!(matches!(error, DecodeError::TooDeep { line: 1, .. }), "{error}");
    let error = decode::<Node>(&b"[".repeat(100_000)).unwrap_err();
    assert!(matches!(error, DecodeError::NotAnObject { .. }), "{error}");
    let error = decode::<Node>(&br#"{"next":"#.repeat(100_000)).unwrap_err();
    assert!(matches!(error, DecodeError::TooDeep { .. }), "{error}");
}

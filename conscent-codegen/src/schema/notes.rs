//! Words that the notes of a run have in common.

use crate::text::escape;
use std::collections::BTreeSet;

/// A place in payloads or in the envelope, and whose it is: `v2: /purchase/type of 4 events`.
pub(super) fn place(api: &str, pointer: &str, events: &BTreeSet<&str>) -> String {
    let of = match (events.first(), events.len()) {
        (None, _) => "the envelope".to_owned(),
        (Some(event), 1) => escape(event),
        (_, count) => format!("{count} events"),
    };
    format!("{}: {} of {of}", escape(api), escape(pointer))
}

/// Keys in code spans: `a`, `b`.
pub(super) fn list(keys: &[String]) -> String {
    keys.iter().map(|key| format!("`{}`", escape(key))).collect::<Vec<_>>().join(", ")
}

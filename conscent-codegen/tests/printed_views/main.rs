//! How views are printed. They are written by hand here, because only `schema` decides them.
//! `UPDATE_EXPECT=1` accepts the current sources.
#![allow(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

mod document;
mod rust;

use conscent_codegen::{Package, interface, print, samples};
use serde_json::{Value, json};
use test_support::folder;

/// Two variants, with a field of several kinds and a list.
const PAID: &[(&str, &str)] = &[
    ("v1/paid/a.json", r#"{"type": "CARD", "last4": "4242", "code": 5, "tags": ["x"], "ok": true}"#),
    ("v1/paid/b.json", r#"{"type": "UPI", "vpa": "a@b", "code": "x", "ok": null}"#),
];

/// What `schema` would decide.
fn views() -> Value {
    json!({
        "tag": "type",
        "method": "by_type",
        "name": "PaidByType",
        "variants": [
            {
                "texts": ["CARD", "card"],
                "variant": "Card",
                "name": "CardPaid",
                "occurrence": { "samples": 1, "of": 2, "events": ["paid"] },
                "fields": [{ "key": "code", "kind": "Number" }, { "key": "last4", "required": true }, { "key": "ok" }, { "key": "tags" }],
            },
            {
                "texts": ["UPI"],
                "variant": "Upi",
                "name": "UpiPaid",
                "occurrence": { "samples": 0, "of": 2 },
                "fields": [{ "key": "code", "kind": "Text" }, { "key": "type" }],
            },
        ],
    })
}

/// A generated file, with these views of the payload; empty if the file does not exist.
fn printed(hints: &str, views: &Value, path: &str) -> String {
    let folder = folder(&[PAID, &[("hints.toml", hints)]].concat());
    let mut interface = interface(folder.path(), None).unwrap();
    interface.modules[0].events[0].payload.views = Some(serde_json::from_value(views.clone()).unwrap());
    let samples = samples::read(folder.path()).unwrap();
    let files = print(&interface, &samples, &Package::new("vendor")).unwrap();
    files.iter().find(|one| one.path == path).map_or_else(String::new, |one| one.text.clone())
}

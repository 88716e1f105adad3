//! The generated sources, item by item. `UPDATE_EXPECT=1` accepts the current ones.
#![allow(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

mod api;
mod fields;
mod values;

use conscent_codegen::{Package, generate};
use expect_test::Expect;
use test_support::folder;

/// Checks the items of a generated file that contain a text. Items are separated by blank lines.
#[track_caller]
fn check(samples: &[(&str, &str)], file: &str, text: &str, expected: &Expect) {
    let hints = ("hints.toml", "min_samples = 2\n[envelope.v2]\nevent = \"event\"\npayload = \"payload\"\n");
    let folder = folder(&[&[hints, ("v2/z/z.json", r#"{"event": "z", "payload": {}}"#)], samples].concat());
    let files = generate(folder.path(), &Package::new("vendor")).unwrap();
    let source = &files.iter().find(|one| one.path == format!("src/generated/{file}.rs")).unwrap().text;
    let items: Vec<&str> = source.split("\n\n").map(str::trim_end).filter(|item| item.contains(text)).collect();
    assert!(!items.is_empty(), "{file} has no {text}; it is\n{source}");
    expected.assert_eq(&(items.join("\n\n") + "\n"));
}

const ORDER: &[(&str, &str)] = &[
    (
        "v1/order/a.json",
        r#"{"buyingPrice": 108, "_id": "65e5a2571ab0e5a1f39b7f41", "type": "NEW_ONE", "at": "2024-03-04T10:28:47Z", "tags": ["x"], "note": null, "price": 1}"#,
    ),
    (
        "v1/order/b.json",
        r#"{"buyingPrice": 854.05, "_id": "65e5a2571ab0e5a1f39b7f42", "type": "NEW_ONE", "at": "2024-03-04T10:28:47Z", "tags": ["y"], "paid": true, "price": null}"#,
    ),
];

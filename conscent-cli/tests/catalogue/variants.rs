//! The variants of types on the page, and in the JSON output.

use crate::Page;
use crate::command::schema::checked;
use crate::command::{folder, run};
use serde_json::json;
use std::fs;

/// Three cards, one of them without an optional key; two transfers; and an object without a tag.
const SAMPLES: &[(&str, &str)] = &[
    (
        "samples/v1/paid/1.json",
        r#"{"id": 1, "by": {"type": "CARD", "amount": 1, "last4": "1", "expires": "1/30", "bank": null}}"#,
    ),
    (
        "samples/v1/paid/2.json",
        r#"{"id": 2, "by": {"type": "CARD", "amount": 2, "last4": "2", "expires": "2/30", "name": "x"}}"#,
    ),
    ("samples/v1/paid/3.json", r#"{"id": 3, "by": {"type": "CARD", "amount": 3, "last4": "3", "expires": "3/30"}}"#),
    ("samples/v1/paid/4.json", r#"{"id": 4, "by": {"type": "UPI", "amount": 4, "vpa<b>": "a@b", "bank": "c"}}"#),
    ("samples/v1/paid/5.json", r#"{"id": 5, "by": {"type": "UPI", "amount": 5, "vpa<b>": "d@e", "bank": "f"}}"#),
    ("samples/v1/paid/6.json", r#"{"id": 6, "by": {"amount": 6}}"#),
    (
        "samples/hints.toml",
        "[[hint]]\napi = \"v1\"\nat = \"/by/type\"\nkind = \"tag\"\nreason = \"the page says so\"\n",
    ),
];

#[test]
fn a_table_shows_which_fields_a_variant_has() {
    let here = folder(SAMPLES);
    run(here.path(), "catalogue --samples samples --out out").lines(0);
    let source = fs::read_to_string(here.path().join("out/index.html")).unwrap();
    let table =
        source.split_once("<table class=\"variants by-tag\">").expect("a table").1.split_once("</table>").unwrap().0;
    let rows: Vec<(String, Vec<(&str, &str)>)> = table
        .split("<tr>")
        .skip(2)
        .map(|row| {
            let key = row.split_once("<code>").unwrap().1.split_once("</code>").unwrap().0.to_owned();
            let cells = row.split("<td title=\"").skip(1).map(|cell| {
                let (title, rest) = cell.split_once('"').unwrap();
                (title, rest.rsplit_once("</span></td>").unwrap().0.rsplit_once('>').unwrap().1)
            });
            (key, cells.collect())
        })
        .collect();
    let cells = |key: &str| rows.iter().find(|(row, _)| row == key).map(|(_, cells)| cells.as_slice());
    assert_eq!(cells("last4"), Some(&[("in 3 of 3 objects", "always"), ("in 0 of 2 objects", "never")][..]));
    assert_eq!(cells("name"), Some(&[("in 1 of 3 objects", "in 1 of 3 objects"), ("in 0 of 2 objects", "never")][..]));
    assert_eq!(
        cells("bank"),
        Some(&[("in 0 of 3 objects", "in 0 of 3 objects"), ("in 2 of 2 objects", "in all so far")][..])
    );
    assert_eq!(cells("amount"), None, "it is the same in all variants");
    assert!(table.contains("by_type() -"), "{table}");
    assert!(!source.contains("vpa<b>"));
    let page = Page::read(&here.path().join("out/index.html"));
    // The variants, the fields, and the matrix of events.
    assert_eq!(page.texts.iter().filter(|text| *text == "vpa<b>").count(), 3);
}

#[test]
fn a_page_without_variants_has_no_table() {
    let here = folder(&[("samples/v1/paid/1.json", r#"{"type": "CARD"}"#)]);
    run(here.path(), "catalogue --samples samples --out out").lines(0);
    assert!(!fs::read_to_string(here.path().join("out/index.html")).unwrap().contains("class=\"variants by-tag\""));
}

#[test]
fn json_output_counts_the_keys_of_each_variant() {
    let here = folder(SAMPLES);
    let written = checked("catalogue", &run(here.path(), "catalogue --samples samples --out out --json").ends(0));
    let [by] = written["variants"].as_array().unwrap().as_slice() else { panic!("{written}") };
    assert_eq!((&by["api"], &by["tag"], &by["method"]), (&json!("v1"), &json!("type"), &json!("by_type")));
    let [card, upi] = by["variants"].as_array().unwrap().as_slice() else { panic!("{by}") };
    assert_eq!((&card["values"], &card["objects"]), (&json!(["CARD"]), &json!(3)));
    let keys = json!({ "amount": 3, "bank": 0, "expires": 3, "last4": 3, "name": 1, "type": 3, "vpa<b>": 0 });
    assert_eq!(card["keys"], keys);
    assert_eq!((&upi["values"], &upi["objects"], &upi["keys"]["vpa<b>"]), (&json!(["UPI"]), &json!(2), &json!(2)));
}

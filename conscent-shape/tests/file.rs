//! Shape files: what they keep, what they forget, and what they refuse.

use conscent_shape::structure::{self, Structure};
use conscent_shape::{Form, Options, SHAPE_FILE, Shape, ShapeFile, json_schema, stream};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Deliveries of an api: with codes, free texts, numbers, lists, objects inside objects, and keys that are data.
fn delivery() -> impl Strategy<Value = Value> {
    let code = || select(vec!["card", "wallet", "bank_transfer", "Paid", "VOID", ""]).prop_map(Value::from);
    let text = "[a-z]{1,12}|[A-Z][a-z]{2,5} [a-z]{1,9}|[a-z]{3}@[a-z]{3}\\.example|[0-9]{1,12}".prop_map(Value::from);
    let other = prop_oneof![
        4 => text.clone(),
        2 => any::<i32>().prop_map(Value::from),
        2 => prop::num::f64::NORMAL.prop_map(Value::from),
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
    ];
    let status = prop_oneof![8 => code(), 1 => Just(Value::Null), 1 => text];
    let leaf = (select(vec!["status", "type", "paymentMethod", "scopes"]), status);
    let field = (select(vec!["name", "note", "amount", "customer_ref", "x-y", "quantity"]), other.clone());
    let flat = (vec(leaf, 0..4), vec(field, 0..5)).prop_map(|(codes, fields)| {
        codes.into_iter().chain(fields).map(|(key, value)| (key.to_owned(), value)).collect()
    });
    let flat = flat.prop_map(Value::Object);
    let by_id = btree_map("[a-z]{2}[0-9]{6}|[a-z]{3}@mail\\.example", other, 1..4);
    let by_id = by_id.prop_map(|entries| Value::Object(entries.into_iter().collect()));
    (flat.clone(), proptest::option::of(vec(flat.clone(), 0..3)), proptest::option::of(by_id), flat).prop_map(
        |(mut top, items, by_id, customer)| {
            let others = [("items", items.map(Value::from)), ("balances", by_id), ("customer", Some(customer))];
            for (key, value) in others {
                if let Some(value) = value {
                    top[key] = value;
                }
            }
            top
        },
    )
}

fn shape(documents: &[Value]) -> Shape {
    let lines = documents.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    stream(lines.as_bytes(), &Options::default()).unwrap()
}

fn file(documents: &[Value]) -> ShapeFile {
    ShapeFile::of(shape(documents))
}

fn read(bytes: &[u8]) -> ShapeFile {
    ShapeFile::read(bytes).unwrap()
}

fn merged(files: impl IntoIterator<Item = ShapeFile>) -> ShapeFile {
    files.into_iter().fold(ShapeFile::default(), |mut all, file| {
        all.merge(&file);
        all
    })
}

fn decide(shape: Shape) -> Structure {
    structure::decide(shape, &structure::Options::default())
}

fn schema(shape: Shape) -> String {
    json_schema::of(&decide(shape)).to_text()
}

proptest! {
    #[test]
    fn a_partial_file_loses_nothing(documents in vec(delivery(), 0..12), split in 0..12_usize) {
        let all = file(&documents);
        prop_assert_eq!(&read(&all.write_partial()), &all);
        let (one, other) = documents.split_at(split.min(documents.len()));
        let parts = merged([other, one].map(|part| read(&file(part).write_partial())));
        prop_assert_eq!(parts.write(), all.write());
    }

    #[test]
    fn the_file_of_a_file_is_the_same(documents in vec(delivery(), 0..12)) {
        let bytes = file(&documents).write();
        prop_assert!(!read(&bytes).is_partial());
        prop_assert_eq!(read(&bytes).write(), bytes.clone());
        prop_assert_eq!(read(&read(&bytes).write_partial()).write(), bytes);
    }

    #[test]
    fn files_merge_in_any_order_and_grouping(parts in vec(vec(delivery(), 0..4), 1..6).prop_shuffle(), split in 1..5_usize) {
        let files: Vec<_> = parts.iter().map(|part| file(part).write()).collect();
        let one_by_one = merged(files.iter().map(|file| read(file)));
        let (first, others) = files.split_at(split.min(files.len()));
        let groups = [others, first].map(|group| merged(group.iter().rev().map(|file| read(file))).write());
        prop_assert_eq!(merged(groups.iter().map(|file| read(file))).write(), one_by_one.write());
    }

    /// Except if only all documents together show that keys are data.
    #[test]
    fn redacting_before_merging_gives_the_same(documents in vec(delivery(), 0..12), split in 0..12_usize) {
        let (one, other) = documents.split_at(split.min(documents.len()));
        let parts = merged([one, other].map(|part| read(&file(part).write())));
        prop_assert_eq!(text(parts.write()), text(file(&documents).write()));
    }

    #[test]
    fn a_file_gives_the_schema_of_its_documents(documents in vec(delivery(), 0..24)) {
        // A file does not keep a tag with a string that is not a code.
        let documents: Vec<_> = documents.into_iter().map(|document| with_codes("", document)).collect();
        let redacted = read(&file(&documents).write()).into_shape();
        prop_assert_eq!(schema(redacted), schema(shape(&documents)));
    }

    #[test]
    fn a_file_holds_no_text_that_is_not_a_code_and_no_key_that_is_data(documents in vec(delivery(), 1..6)) {
        let file = text(file(&documents).write());
        let (mut hidden, mut codes) = (BTreeSet::new(), BTreeSet::new());
        for document in &documents {
            collect("", document, &mut hidden, &mut codes);
        }
        // The words of the format itself are in each file.
        let own = ["", "at", "Code", "Digits", "Decimal", "seen", "null", "bool", "some", "exact"];
        codes.extend(own);
        for text in hidden.difference(&codes) {
            prop_assert!(!file.contains(&json!(text).to_string()), "{text} in {file}");
        }
    }

    #[test]
    fn a_file_that_is_cut_off_is_refused(documents in vec(delivery(), 1..4), at in any::<prop::sample::Index>()) {
        let bytes = file(&documents).write();
        let cut = &bytes[..at.index(bytes.len())];
        prop_assert!(ShapeFile::read(cut).is_err());
    }

    /// Anyone can write the right checksum for a changed file, so the checksum proves nothing.
    #[test]
    fn no_file_causes_a_panic(
        documents in vec(delivery(), 1..4),
        edits in vec((any::<prop::sample::Index>(), select(b"0123456789[]{},:\"aZ~-.e\n".to_vec())), 1..4),
    ) {
        let bytes = file(&documents).write_partial();
        let start = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        let mut body = bytes[start..].to_vec();
        for (at, byte) in edits {
            let at = at.index(body.len());
            body[at] = byte;
        }
        let lines = body.split(|byte| *byte == b'\n').count() - 1;
        let head = format!("{SHAPE_FILE}1,\"partial\":{lines},\"lines\":{lines},\"crc32\":\"{:08x}\"}}\n", crc32fast::hash(&body));
        if let Ok(file) = ShapeFile::read(&[head.as_bytes(), &body].concat()) {
            schema(file.clone().into_shape());
            let bytes = file.clone().write();
            prop_assert_eq!(read(&bytes).write(), bytes);
            prop_assert_eq!(read(&file.write_partial()), file);
        }
    }
}

/// The archive that a file summarizes may be deleted, so every version reads the files of earlier versions.
#[test]
fn files_of_the_first_format_stay_readable() {
    let documents = [
        json!({"event": "purchase.pass", "type": "PASS", "id": "65e5a257", "price": 100, "at": "2026-01-02T03:04:05Z",
            "items": [{"sku": "a1", "count": 2}], "status": "paid"}),
        json!({"event": "purchase.pass", "type": "GIFT", "id": "65e5a258", "price": 99.5, "at": "2026-01-02T03:04:05Z",
            "giftedBy": null, "items": [], "status": "open"}),
        json!({"event": "purchase.pass", "type": "GIFT", "id": "65e5a259", "price": 7, "giftedBy": "Jo",
            "items": [{"sku": "b2"}], "status": "paid", "prices": {"IN": 1}}),
    ];
    let now = read(&file(&documents).write()).into_shape();
    assert_eq!(read(include_bytes!("format_1.shape")).into_shape(), now);
}

/// The body of a file, with the first line that it should have.
fn with_head(partial: &str, body: &str) -> Vec<u8> {
    let lines = body.lines().count();
    format!("{SHAPE_FILE}1{partial},\"lines\":{lines},\"crc32\":\"{:08x}\"}}\n{body}", crc32fast::hash(body.as_bytes()))
        .into_bytes()
}

#[test]
fn a_file_with_other_strings_than_codes_is_refused() {
    let line = |key: &str, text: &str| {
        let string = format!(r#""string":{{"count":1,"forms":["Code"],"exact":["{text}"]}}"#);
        with_head(
            "",
            &format!("{{\"at\":[],\"object\":{{\"count\":1}}}}\n{{\"at\":[\"{key}\"],\"seen\":1,{string}}}\n"),
        )
    };
    assert!(ShapeFile::read(&line("status", "paid")).is_ok());
    for wrong in [line("by", "alice"), line("status", "Jo Smith")] {
        let error = ShapeFile::read(&wrong).unwrap_err().to_string();
        assert!(error.contains("personal data") && !error.contains("alice") && !error.contains("Jo"), "{error}");
    }
}

/// The outer and the inner objects are one struct, and only some of them are maps.
#[test]
fn objects_that_contain_themselves_can_be_redacted() {
    let document = json!({"address": {"address": {"a*/": "", "mode": 1.5}, "size": {"a*/": true, "id": -3}, "type": []}, "size": []});
    let bytes = file(&[document]).write();
    assert_eq!(read(&bytes).write(), bytes);
}

/// An enum of a generator has at most 32 values.
#[test]
fn more_codes_than_a_set_has_are_forgotten() {
    let numbered = |numbers: std::ops::Range<u8>| {
        let code = |n: u8| format!("{}{}", char::from(b'a' + n / 26), char::from(b'a' + n % 26));
        file(&numbers.map(|n| json!({"status": code(n), "type": "order"})).collect::<Vec<_>>())
    };
    let texts = |file: ShapeFile| text(file.write()).matches("\"exact\"").count();
    assert_eq!([texts(numbered(0..32)), texts(numbered(0..33))], [2, 1]);
    let parts = [numbered(0..20), numbered(20..33)].map(|part| read(&part.write()));
    assert_eq!(merged(parts).write(), numbered(0..33).write());
}

#[test]
fn errors_say_what_is_wrong_and_where() {
    let bytes = file(&[json!({"status": "paid", "by": "jo"})]).write();
    let error = |bytes: &[u8]| ShapeFile::read(bytes).unwrap_err().to_string();
    let changed = text(bytes.clone()).replace("paid", "void");
    let newer = text(bytes.clone()).replacen(":1,", ":2,", 1);
    assert_eq!(error(b""), "line 1: not a shape file; `conscent infer --shape` writes one");
    assert_eq!(error(b"{\"a\": 1}\n"), "line 1: not a shape file; `conscent infer --shape` writes one");
    assert_eq!(
        error(&bytes[..bytes.len() - 9]),
        "line 4: the file is cut off: it has 2 of 3 lines; get the whole file"
    );
    assert_eq!(
        error(changed.as_bytes()),
        "line 1: the file was changed after it was written, as its checksum shows; write it again"
    );
    assert_eq!(
        error(newer.as_bytes()),
        "line 1: this is a shape file of version 2, but this program reads only version 1; update this program"
    );
    let body = "{\"at\":[],\"object\":{\"count\":1}}\n{\"at\":[\"a\"],\"seen\":2,\"null\":2}\n";
    assert_eq!(
        error(&with_head("", body)),
        "line 2: not a line of a shape: its objects do not agree with their fields; write the file again"
    );
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// Whether the name of a key suggests a fixed set of values.
fn is_public(key: &str) -> bool {
    ["status", "type", "paymentMethod", "scopes"].contains(&key)
}

/// The value, with null for each string that is not a code but has a key for codes.
fn with_codes(key: &str, value: Value) -> Value {
    match value {
        Value::String(text) if is_public(key) && !Form::Code.matches(&text) => Value::Null,
        Value::Array(items) => items.into_iter().map(|item| with_codes(key, item)).collect(),
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(name, value)| {
                let value = with_codes(&name, value);
                (name, value)
            });
            Value::Object(fields.collect())
        }
        other => other,
    }
}

/// The texts of a document that a file must not have, and those that it may have: names of fields, and codes.
fn collect<'v>(key: &str, value: &'v Value, hidden: &mut BTreeSet<&'v str>, public: &mut BTreeSet<&'v str>) {
    match value {
        Value::String(text) if is_public(key) && Form::Code.matches(text) => drop(public.insert(text)),
        Value::String(text) => drop(hidden.insert(text)),
        Value::Array(items) => items.iter().for_each(|item| collect(key, item, hidden, public)),
        Value::Object(fields) => {
            for (name, value) in fields {
                collect(name, value, hidden, public);
                if key == "balances" {
                    hidden.insert(name)
                } else {
                    public.insert(name)
                };
            }
        }
        _ => {}
    }
}

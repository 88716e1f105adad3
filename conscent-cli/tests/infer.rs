//! `conscent infer`

mod command;

use command::{folder, put, run, run_with};
use serde_json::json;

const LINES: &str = "{\"price\": 108, \"tags\": []}\n{\"price\": 854.05, \"tags\": [\"a\"], \"at\": null}\n";

/// The documents of [`LINES`].
const PRETTY: &str = "{\n  \"price\": 108,\n  \"tags\": []\n}\n{\n  \"price\": 854.05,\n  \"tags\": [\n    \"a\"\n  ],\n\
    \x20 \"at\": null\n}\n";

#[test]
fn the_schema_is_that_of_all_documents() {
    let here = folder(&[("lines.jsonl", LINES)]);
    let schema = run(here.path(), "infer --min-samples 2 lines.jsonl").ends(0);
    assert_eq!(schema.err, "");
    assert_eq!(
        schema.json(),
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$comment": "1 key is in only one of 2 objects, so the next object may have other keys.",
            "type": "object",
            "properties": {
                "at": {"type": "null"},
                "price": {"type": "number"},
                "tags": {"type": "array", "items": {"type": "string"}},
            },
            "additionalProperties": true,
            "required": ["price", "tags"],
        })
    );
    let few = run(here.path(), "infer --min-samples 3 lines.jsonl").ends(0).json();
    assert_eq!(few.get("required"), None);
    assert_eq!(run(here.path(), "infer lines.jsonl").ends(0).json(), few);
}

/// Objects with variants, maps of objects, and objects in themselves.
fn payments() -> String {
    let card =
        json!({ "type": "card", "number": "x", "expires": "y", "limits": { "a.example": { "of": { "day": 1 } } } });
    let bank = json!({ "type": "bank", "iban": "x", "name": "y", "limits": { "b.example": { "of": { "day": 2 } } } });
    let split = json!({ "type": "split", "parts": [card, { "type": "split", "parts": [bank] }], "limits": {} });
    [&card, &bank, &split].map(|payment| format!("{payment}\n").repeat(4)).concat()
}

#[test]
fn decisions_are_explained() {
    let here = folder(&[("payments.jsonl", &payments())]);
    let lines = run(here.path(), "infer --explain payments.jsonl").lines(0);
    for start in [
        "document: recursive. The objects contain objects like themselves under `parts`.",
        "document: required. All 24 objects have `type`.",
        "document: variants. `type` determines which of 5 keys an object has: ",
        "/limits: map. The keys are data: ",
    ] {
        assert!(lines.iter().any(|line| line.starts_with(start)), "no {start:?} in {lines:#?}");
    }
    let error = run(here.path(), "infer --explain --rust payments.jsonl").ends(2).err;
    assert!(error.contains("cannot be used with"), "{error}");
}

#[test]
fn rust_types_have_the_fields_of_all_variants() {
    let here = folder(&[("payments.jsonl", &payments())]);
    let types = run(here.path(), "infer --rust payments.jsonl").ends(0).out;
    for line in [
        "    pub iban: ::std::option::Option<::std::string::String>,",
        "    pub limits: ::std::collections::BTreeMap<::std::string::String, RootLimitsValue>,",
        "    pub parts: ::std::vec::Vec<Root>,",
    ] {
        assert!(types.lines().any(|one| one == line), "no {line:?} in {types}");
    }
}

#[test]
fn a_format_is_that_of_every_string() {
    let line = |id: &str, mail: &str, at: &str, page: &str, from: &str| {
        json!({ "id": id, "mail": mail, "at": at, "page": page, "from": from }).to_string() + "\n"
    };
    let (one, two) = ("0b7e4f0e-7a0e-4b0b-9c3e-000000000000", "0b7e4f0e-7a0e-4b0b-9c3e-000000000001");
    let lines = line(one, "a@b.example", "2025-02-05T09:37:44Z", "https://b.example/1", "192.0.2.1")
        + &line(two, "words", "", "https://b.example/{id}", "192.0.2.2");
    let here = folder(&[("lines.jsonl", &lines)]);
    let schema = run(here.path(), "infer lines.jsonl").ends(0).json();
    let formats = ["id", "mail", "at", "page", "from"].map(|key| schema["properties"][key]["format"].clone());
    assert_eq!(json!(formats), json!(["uuid", null, null, "uri-template", "ipv4"]));
    let types = run(here.path(), "infer --rust --min-samples 2 lines.jsonl").ends(0).out;
    // Types of other crates would reject a body whose text has another form.
    assert!(types.contains("pub id: ::std::string::String,") && !types.contains("uuid::"), "{types}");
}

#[test]
fn layout_files_and_threads_make_no_difference() {
    let (first, second) = LINES.split_at(LINES.find('\n').unwrap() + 1);
    let here = folder(&[("lines.jsonl", LINES), ("pretty.json", PRETTY), ("1.json", first), ("2.json", second)]);
    let schema = run(here.path(), "infer lines.jsonl").ends(0).out;
    for arguments in
        ["pretty.json", "1.json 2.json", "2.json 1.json", "--threads 1 lines.jsonl", "--threads 7 lines.jsonl"]
    {
        assert_eq!(run(here.path(), &format!("infer {arguments}")).ends(0).out, schema, "{arguments}");
    }
    assert_eq!(run_with(here.path(), "infer -", PRETTY).ends(0).out, schema);
    assert_eq!(run_with(here.path(), "infer 1.json -", second).ends(0).out, schema);
    put(here.path(), "folder/a/1.json", first);
    put(here.path(), "folder/2.jsonl", second);
    put(here.path(), "folder/notes.txt", "not JSON");
    assert_eq!(run(here.path(), "infer folder").ends(0).out, schema);
}

#[test]
fn the_errors_of_all_files_are_reported_and_nothing_is_printed() {
    let here = folder(&[("good.json", "{}"), ("bad.json", "{\n  \"a\": nope\n}"), ("empty.json", " \n")]);
    put(here.path(), "latin.json", b"{\"a\": \"\xff\"}");
    let errors = run_with(here.path(), "infer good.json bad.json empty.json latin.json gone.json -", "{").errors();
    let starts: Vec<_> = errors.iter().map(|error| error.split(": ").take(2).collect::<Vec<_>>().join(": ")).collect();
    assert_eq!(
        starts,
        [
            "<stdin>:1:1: not JSON",
            "bad.json:2:9: not JSON",
            "empty.json: no JSON",
            "gone.json: cannot be read",
            "latin.json:1:8: not JSON"
        ]
    );
}

#[test]
fn a_captured_line_is_read_as_its_body() {
    let capture = |body: &str| format!("{{\"api\":\"v2\",\"event\":\"a.b\",\"why\":\"drift\",\"body\":{body}}}\n");
    let long = format!("{{\"price\": 1, \"tags\": [\"{}\"]}}\n", "long".repeat(100_000));
    let (first, second) = LINES.trim_end().split_once('\n').unwrap();
    let plain = format!("{LINES}\n{{}}\n{long}");
    let captured = format!("{}{second}\n\n{{}}\n{}", capture(first), capture(long.trim_end()));
    let here = folder(&[("plain.jsonl", &plain), ("captured.jsonl", captured.trim_end())]);
    let schema = run(here.path(), "infer plain.jsonl").ends(0).out;
    for threads in ["", " --threads 1"] {
        assert_eq!(run(here.path(), &format!("infer captured.jsonl{threads}")).lines(0).join("\n") + "\n", schema);
    }
}

#[test]
fn undecodable_captures_are_reported_and_left_out() {
    let undecodable = "{\"api\":\"v2\",\"event\":\"\",\"why\":\"undecodable\",\"text\":\"nope\"}\n";
    let other = "{\"api\":\"of its own\"}\n";
    let here = folder(&[("mixed.jsonl", &format!("{other}{undecodable}{other}")), ("none.jsonl", undecodable)]);
    let run_mixed = run(here.path(), "infer --min-samples 2 mixed.jsonl").ends(0);
    assert_eq!(run_mixed.json()["required"], json!(["api"]));
    assert_eq!(run_mixed.err, "mixed.jsonl:2: left out: undecodable: a body that is not a JSON object has no schema\n");
    assert!(run(here.path(), "infer none.jsonl").ends(2).err.contains("none.jsonl: no JSON: "));

    put(here.path(), "torn.jsonl", format!("{undecodable}{other}{{\"api\":\"v2\""));
    let torn = run(here.path(), "infer torn.jsonl").ends(2).err;
    assert!(torn.lines().any(|line| line.starts_with("torn.jsonl:3:")), "{torn}");
}

#[test]
fn rust_types_are_named_and_equal_for_equal_input() {
    let here = folder(&[("lines.jsonl", LINES), ("pretty.json", PRETTY)]);
    let types = run(here.path(), "infer --rust --min-samples 2 lines.jsonl").ends(0);
    assert_eq!(types.err, "");
    for line in ["pub struct Root {", "    pub price: f64,", "    pub tags: ::std::vec::Vec<::std::string::String>,"] {
        assert!(types.out.lines().any(|one| one == line), "no {line:?} in {}", types.out);
    }
    assert_eq!(run(here.path(), "infer --rust --min-samples 2 pretty.json --threads 1").ends(0).out, types.out);
    let named = run(here.path(), "infer --rust --name PurchaseBody lines.jsonl").ends(0).out;
    assert!(named.contains("pub struct PurchaseBody {") && !named.contains("Root"), "{named}");
}

#[test]
fn a_name_has_to_be_that_of_a_rust_type() {
    let here = folder(&[("lines.jsonl", LINES)]);
    for name in ["root", "1Root", "HTTPBody", "Self", "A-B", "Käse"] {
        let error = run(here.path(), &format!("infer --rust --name {name} lines.jsonl")).ends(2).err;
        assert!(error.contains("write the name of the type in upper camel case, such as Root or HttpBody"), "{error}");
    }
    let error = run(here.path(), "infer --name Body lines.jsonl").ends(2).err;
    assert!(error.contains("--rust"), "{error}");
}

//! The schema of a structure.

use conscent_shape::json_schema::{self, Kinds, Schema};
use conscent_shape::structure::{self, Options};
use conscent_shape::{Fields, Shape, infer};

/// The schema of a document, in which one object is enough to require a key.
fn schema(json: &str) -> Schema {
    of(&infer(json.as_bytes()).unwrap())
}

fn of(shape: &Shape) -> Schema {
    json_schema::of(&structure::decide(shape.clone(), &Options { min_samples: 1 }))
}

/// The schema of the values in an array, without the comment.
fn items(json: &str) -> Schema {
    Schema { comment: None, ..*schema(json).items.unwrap() }
}

/// The schema as one line of JSON.
fn line(schema: &Schema) -> String {
    serde_json::to_string(schema).unwrap()
}

#[test]
fn a_document_has_its_dialect_once() {
    let mut shape = infer(br#"{"a": null}"#).unwrap();
    shape.merge(&shape.clone());
    assert_eq!(
        of(&shape).to_text(),
        r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {
    "a": {
      "type": "null"
    }
  },
  "required": [
    "a"
  ]
}
"#
    );
}

#[test]
fn each_kind() {
    for (json, expected) in [
        ("[]", r#"{"type":"array"}"#),
        ("{}", r#"{"type":"object"}"#),
        ("null", r#"{"type":"null"}"#),
        ("false", r#"{"type":"boolean"}"#),
        ("\"\"", r#"{"type":"string"}"#),
        ("1", r#"{"type":"integer"}"#),
        ("1.5", r#"{"type":"number"}"#),
        ("1.0", r#"{"type":"number"}"#),
        ("18446744073709551616", r#"{"type":"number"}"#),
        ("\"2025-02-05T09:37:44Z\"", r#"{"type":"string","format":"date-time"}"#),
        ("\"2025-02-05\"", r#"{"type":"string","format":"date"}"#),
        ("\"jo@mail.example\"", r#"{"type":"string","format":"email"}"#),
        ("\"https://a.example/{id}\"", r#"{"type":"string","format":"uri-template"}"#),
        ("\"+14155550123\"", r#"{"type":"string"}"#),
    ] {
        assert_eq!(line(&Schema { dialect: None, ..schema(json) }), expected, "{json}");
    }
}

#[test]
fn several_kinds() {
    for (json, expected) in [
        (r#"["x", null]"#, r#"{"type":["null","string"]}"#),
        ("[1, 2.5]", r#"{"type":"number"}"#),
        ("[1, 2, null]", r#"{"type":["null","integer"]}"#),
        (r#"["2025-02-05T09:37:44Z", null]"#, r#"{"type":["null","string"],"format":"date-time"}"#),
        (r#"["2025-02-05T09:37:44Z", "x"]"#, r#"{"type":"string"}"#),
        (r#"["2025-02-05T09:37:44Z", ""]"#, r#"{"type":"string"}"#),
        (r#"["https://a.example/{id}", "https://a.example/1"]"#, r#"{"type":"string","format":"uri-template"}"#),
        (
            r#"[{"a": 1}, [true]]"#,
            concat!(
                r#"{"type":["array","object"],"items":{"type":"boolean"},"#,
                r#""properties":{"a":{"type":"integer"}},"additionalProperties":true,"required":["a"]}"#
            ),
        ),
    ] {
        assert_eq!(line(&items(json)), expected, "{json}");
    }
    assert_eq!(of(&Shape::default()).kinds, Kinds::Any);
}

#[test]
fn keys_of_every_object_are_required() {
    let objects = items(r#"[{"a": 1, "b": 1}, {"a": null, "a": 1}, {"c": 1, "a": 2}]"#);
    assert_eq!(objects.required, ["a"]);
    assert_eq!(objects.properties.keys().collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(objects.properties["a"].kinds, Kinds::Several(vec!["null", "integer"]));
    assert!(items(r#"[{"a": 1}, {}]"#).required.is_empty());
}

#[test]
fn pooled_keys_are_additional_properties() {
    let fields: Vec<_> = (0..=Fields::BOUND).map(|key| format!(r#""{key}": {{"a": {key}}}"#)).collect();
    let schema = schema(&format!("{{{}}}", fields.join(",")));
    assert!(schema.properties.is_empty() && schema.required.is_empty());
    let values = r#"{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}"#;
    assert_eq!(line(&schema.additional_properties.unwrap()), values);
}

//! The documents: what holds for a variant, and the subclasses of OpenAPI.

use serde_json::{Value, json};

use crate::views;

/// With one sample, a key that all samples have is required.
const REQUIRED: &str = "min_samples = 1\n";

fn document(hints: &str, views: &Value, path: &str) -> Value {
    serde_json::from_str(&crate::printed(hints, views, &format!("schemas/{path}.json"))).unwrap()
}

/// What holds for the two variants.
fn conditions() -> Value {
    json!([
        {
            "if": { "properties": { "type": { "enum": ["CARD", "card"] } }, "required": ["type"] },
            "then": { "properties": { "code": { "type": "number" } }, "required": ["last4"] },
        },
        {
            "if": { "properties": { "type": { "const": "UPI" } }, "required": ["type"] },
            "then": { "properties": { "code": { "type": "string" } } },
        },
    ])
}

#[test]
fn a_schema_says_what_holds_for_a_known_tag_only() {
    let schema = document("", &views(), "v1/paid");
    assert_eq!(schema["allOf"], conditions());
    assert_eq!(schema["discriminator"], Value::Null);
    // Nothing is left to say if the struct requires the key itself, or the field has all kinds.
    let mut views = views();
    views["variants"][0]["fields"] = json!([{ "key": "type", "required": true }, { "key": "ok" }]);
    let schema = document(REQUIRED, &views, "v1/paid");
    assert_eq!(schema["allOf"], json!([conditions()[1]]));
}

#[test]
fn openapi_has_a_subclass_for_each_variant() {
    let openapi = document(REQUIRED, &views(), "openapi");
    let schemas = &openapi["components"]["schemas"];
    let [card, upi] = ["CardPaid", "UpiPaid"].map(|name| format!("#/components/schemas/v1.{name}"));
    let discriminator = json!({ "propertyName": "type", "mapping": { "CARD": card, "card": card, "UPI": upi } });
    assert_eq!((&schemas["v1.Paid"]["discriminator"], &schemas["v1.Paid"]["allOf"]), (&discriminator, &conditions()));
    let own = json!({
        "properties": { "code": { "type": "number" }, "type": { "enum": ["CARD", "card"] } },
        "required": ["type", "last4"],
    });
    assert_eq!(schemas["v1.CardPaid"]["allOf"], json!([{ "$ref": "#/components/schemas/v1.Paid" }, own]));
    assert_eq!(schemas["v1.UpiPaid"]["description"], "in no sample");
}

#[test]
fn an_optional_tag_is_no_discriminator() {
    let openapi = document("", &views(), "openapi");
    let schemas = openapi["components"]["schemas"].as_object().unwrap();
    assert!(!schemas.contains_key("v1.CardPaid") && !schemas["v1.Paid"]["required"].to_string().contains("type"));
    assert_eq!((&schemas["v1.Paid"]["discriminator"], &schemas["v1.Paid"]["allOf"]), (&Value::Null, &conditions()));
}

#[test]
fn asyncapi_has_no_discriminator() {
    let asyncapi = document(REQUIRED, &views(), "asyncapi");
    let schemas = asyncapi["components"]["schemas"].as_object().unwrap();
    assert!(!schemas.contains_key("v1.CardPaid"));
    assert_eq!((&schemas["v1.Paid"]["discriminator"], &schemas["v1.Paid"]["allOf"]), (&Value::Null, &conditions()));
}

/// The crate schemars gets the same from the types. A test of the workspace compares the two.
#[test]
fn types_have_the_same_schema() {
    let text = crate::printed("", &views(), "src/generated/v1/schemas.rs");
    let lines = "    } by \"type\" {
        \"CARD\" | \"card\" => [\"last4\"] { \"code\": Number },
        \"UPI\" => [] { \"code\": String },
    }\n";
    assert!(text.contains(lines), "{text}");
}

//! OpenAPI and AsyncAPI: where samples and hints appear in them.
use conscent_codegen::{Package, generate};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use test_support::folder;

const ENVELOPE: &str = "min_samples = 1\n[envelope.v2]\nevent = \"event\"\npayload = \"payload\"\n";
const DELIVERY: &str = r#"
[delivery]
title = "A shop"
basic = true
signature = { header = "X-Proof", description = "it proves" }
answers = { 200 = "taken", 401 = "refused" }
"#;

/// Two APIs, each with its own address.
const SAMPLES: &[(&str, &str)] = &[
    ("v1/order/a.json", r#"{"address": {"city": "x"}, "price": 1.50}"#),
    ("v2/order/a.json", r#"{"event": "order", "payload": {"address": {"zip": 1}}}"#),
    ("v2/order.paid/a.json", r#"{"event": "order.paid", "payload": {"id": 12345678901234567890123, "tags": [ ]}}"#),
];

/// The OpenAPI document and the AsyncAPI document.
fn documents(hints: &str) -> [Value; 2] {
    let folder = folder(&[SAMPLES, &[("hints.toml", hints)]].concat());
    let files = generate(folder.path(), &Package::new("vendor")).unwrap();
    ["schemas/openapi.json", "schemas/asyncapi.json"]
        .map(|path| serde_json::from_str(&files.iter().find(|file| file.path == path).unwrap().text).unwrap())
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Checks that every reference leads somewhere in its document.
fn references(root: &Value, value: &Value) -> usize {
    let own = value["$ref"].as_str().map_or(0, |reference| {
        assert!(root.pointer(reference.strip_prefix('#').unwrap()).is_some(), "{reference}");
        1
    });
    let below: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(entries) => entries.values().collect(),
        _ => Vec::new(),
    };
    own + below.into_iter().map(|below| references(root, below)).sum::<usize>()
}

#[test]
fn every_reference_leads_into_its_own_api() {
    for document in documents(&format!("{ENVELOPE}{DELIVERY}")) {
        let schemas = &document["components"]["schemas"];
        assert_eq!(
            keys(schemas),
            ["v1.Address", "v1.Order", "v2.Address", "v2.Order", "v2.Order.Body", "v2.OrderPaid", "v2.OrderPaid.Body"]
        );
        assert_eq!(schemas["v1.Order"]["properties"]["address"]["$ref"], "#/components/schemas/v1.Address");
        assert_eq!(schemas["v2.Order"]["properties"]["address"]["$ref"], "#/components/schemas/v2.Address");
        assert_eq!(schemas["v2.OrderPaid.Body"]["properties"]["event"]["const"], "order.paid");
        assert!(references(&document, &document) > 10);
    }
}

#[test]
fn openapi_has_a_webhook_for_each_event() {
    let [openapi, _] = documents(&format!("{ENVELOPE}{DELIVERY}"));
    assert_eq!(openapi["info"]["title"], "A shop");
    assert_eq!(openapi["info"]["version"], "0.1.0");
    assert_eq!(keys(&openapi["webhooks"]), ["v1/order", "v2/order", "v2/order.paid"]);
    let post = &openapi["webhooks"]["v2/order.paid"]["post"];
    assert_eq!(post["operationId"], "v2.OrderPaid");
    assert_eq!(post["security"], json!([{ "basic": [] }]));
    assert_eq!(post["parameters"], json!([{ "$ref": "#/components/parameters/signature" }]));
    assert_eq!(keys(&post["responses"]), ["200", "401"]);
    let media = &post["requestBody"]["content"]["application/json"];
    assert_eq!(media["schema"]["$ref"], "#/components/schemas/v2.OrderPaid.Body");
    assert_eq!(media["examples"]["a"]["value"]["payload"]["tags"], json!([]));
    assert_eq!(openapi["components"]["parameters"]["signature"]["name"], "X-Proof");
    assert_eq!(openapi["components"]["responses"]["401"], json!({ "description": "refused" }));
}

#[test]
fn asyncapi_has_a_channel_for_each_endpoint() {
    let [_, asyncapi] = documents(&format!("{ENVELOPE}{DELIVERY}"));
    assert_eq!(keys(&asyncapi["channels"]), ["v1.Order", "v2"]);
    assert_eq!(keys(&asyncapi["channels"]["v2"]["messages"]), ["v2.Order", "v2.OrderPaid"]);
    let operation = &asyncapi["operations"]["v2.OrderPaid"];
    assert_eq!(operation["channel"]["$ref"], "#/channels/v2");
    assert_eq!(operation["messages"], json!([{ "$ref": "#/channels/v2/messages/v2.OrderPaid" }]));
    assert_eq!(operation["security"], json!([{ "$ref": "#/components/securitySchemes/basic" }]));
    let message = &asyncapi["components"]["messages"]["v2.OrderPaid"];
    assert_eq!(message["name"], "order.paid");
    assert_eq!(message["payload"]["$ref"], "#/components/schemas/v2.OrderPaid.Body");
    assert_eq!(message["examples"][0]["name"], "a");
    let headers = &asyncapi["components"]["messageTraits"]["signature"]["headers"];
    assert_eq!(headers["properties"]["X-Proof"]["description"], "it proves");
}

#[test]
fn delivery_is_described_only_as_hints_say() {
    let [openapi, asyncapi] = documents(ENVELOPE);
    for document in [&openapi, &asyncapi] {
        assert_eq!(document["info"]["title"], "vendor");
        let components: BTreeSet<&str> = keys(&document["components"]).into_iter().collect();
        assert!(components.is_disjoint(&["parameters", "messageTraits", "securitySchemes"].into()), "{components:?}");
        references(document, document);
    }
    let post = &openapi["webhooks"]["v1/order"]["post"];
    assert_eq!(keys(&post["responses"]), ["2XX"]);
    assert_eq!(post["security"], json!([]));
}

#[test]
fn numbers_of_examples_keep_their_form() {
    let folder = folder(&[SAMPLES, &[("hints.toml", ENVELOPE)]].concat());
    let files = generate(folder.path(), &Package::new("vendor")).unwrap();
    for file in files.iter().filter(|file| file.path.ends_with("api.json")) {
        for number in [r#""price": 1.50"#, r#""id": 12345678901234567890123,"#] {
            assert!(file.text.contains(number), "{}: {number}", file.path);
        }
    }
}

#[test]
fn a_batch_is_a_list_of_what_its_events_are() {
    let hints = "[envelope.v2]\nevent = \"/event\"\npayload = \"payload\"\nbatch = true\n";
    let [openapi, asyncapi] = documents(hints);
    let media = openapi.pointer("/webhooks/v2~1order/post/requestBody/content/application~1json").unwrap();
    assert_eq!(media["schema"], json!({"type": "array", "items": {"$ref": "#/components/schemas/v2.Order.Body"}}));
    assert_eq!(media["examples"]["a"]["value"].as_array().map(Vec::len), Some(1));
    let message = asyncapi.pointer("/components/messages/v2.Order").unwrap();
    assert_eq!((&message["payload"], message["examples"][0]["payload"].is_array()), (&media["schema"], true));
    // Other APIs send single deliveries.
    let single = openapi.pointer("/webhooks/v1~1order/post/requestBody/content/application~1json/schema").unwrap();
    assert_eq!(single, &json!({"$ref": "#/components/schemas/v1.Order"}));
}

#[test]
fn references_resolve_for_payloads_at_any_depth() {
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/nested/samples");
    let files = generate(&samples, &Package::new("vendor")).unwrap();
    let schemas =
        files.iter().filter(|file| file.path.starts_with("schemas/") && !file.path.ends_with("interface.json"));
    let mut found = 0;
    for file in schemas {
        let document: Value = serde_json::from_str(&file.text).unwrap();
        found += references(&document, &document);
    }
    assert!(found > 60, "{found}");
}

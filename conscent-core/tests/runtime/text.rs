//! Arbitrary JSON as text, so that repeated keys and the written form of numbers are part of it.

use proptest::prelude::*;
use serde_json::Value;

/// The keys under which `serde_json` delivers numbers and raw values.
const PRIVATE: [&str; 2] = ["$serde_json::private::Number", "$serde_json::private::RawValue"];

/// Whether `serde_json/arbitrary_precision` is on in this build.
pub(crate) fn arbitrary_precision() -> bool {
    is_private(PRIVATE[0])
}

/// Whether `text` has a key that makes `serde_json` read an object as something else in this build.
pub(crate) fn has_private_key(text: &str) -> bool {
    PRIVATE.iter().any(|key| text.contains(key) && is_private(key))
}

fn is_private(key: &str) -> bool {
    let object = format!(r#"{{"{key}":"0"}}"#);
    serde_json::from_str::<Value>(&object).unwrap().is_number()
}

/// The text of any JSON value.
pub(crate) fn json() -> impl Strategy<Value = String> {
    let scalar =
        prop_oneof![Just("null".to_owned()), any::<bool>().prop_map(|value| value.to_string()), number(), text(),];
    scalar.prop_recursive(6, 60, 8, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..5).prop_map(|items| format!("[{}]", items.join(",")));
        prop_oneof![list, entries(inner)]
    })
}

/// The text of any JSON object.
pub(crate) fn object() -> impl Strategy<Value = String> {
    entries(json())
}

fn entries(value: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    prop::collection::vec((key(), value), 0..8).prop_map(|entries| {
        let entries: Vec<_> = entries.iter().map(|(key, value)| format!("{}:{value}", quote(key))).collect();
        format!("{{{}}}", entries.join(","))
    })
}

fn number() -> BoxedStrategy<String> {
    let any = prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        any::<u64>().prop_map(|number| number.to_string()),
        (any::<i16>(), any::<u16>()).prop_map(|(whole, rest)| format!("{whole}.{rest}")),
        prop::sample::select(vec!["0", "-0", "-0.0", "1", "1.0", "1.5", "854.05", "1e3", "0.1E-7", "9e99"])
            .prop_map(str::to_owned),
    ];
    if arbitrary_precision() {
        let exact = vec!["1e400", "1.50", "123456789012345678901234567890", "0.1000000000000000000001"];
        prop_oneof![3 => any, 1 => prop::sample::select(exact).prop_map(str::to_owned)].boxed()
    } else {
        any.boxed()
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        prop::sample::select(vec![
            "",
            "CONTENT",
            "PAY_PER_USE",
            "12",
            "2024-03-04T10:28:47.967Z",
            "0222-03-12T00:00:00.000Z"
        ])
        .prop_map(str::to_owned),
    ]
    .prop_map(|text| quote(&text))
}

/// Mostly keys that the test types know, so that known fields meet every kind of value, often twice.
fn key() -> impl Strategy<Value = String> {
    let known = vec![
        "paid", "name", "price", "at", "type", "anything", "tags", "grid", "gaps", "labels", "children", "node",
        "postcode", "detail", "a/b~c", "seconds", "millis", "amount", "steps", "rows", "open", "raw", "next", "all",
        "byName", "event", "payload",
    ];
    prop_oneof![
        8 => prop::sample::select(known).prop_map(str::to_owned),
        1 => prop::sample::select(vec![PRIVATE[0], PRIVATE[1], "$serde_json::private::", ""]).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn quote(text: &str) -> String {
    Value::from(text).to_string()
}

//! Random bodies for property tests.

use proptest::prelude::*;
use serde_json::{Value, json};

/// Bodies like those of webhooks: few keys, in any combination, with values of any kind.
pub(crate) fn body() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        prop::sample::select(vec![json!(1), json!(1.5), json!(-3)]),
        prop::sample::select(vec!["PAID", "OPEN_NOW", "x", "", "2024-03-04T10:28:47Z"]).prop_map(Value::from),
    ];
    let value = scalar.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from), object(inner),]
    });
    object(value)
}

fn object(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let key =
        prop::sample::select(vec!["id", "user", "users", "address", "type", "paymentMode", "data", "a*/", "größe"]);
    prop::collection::vec((key, value), 0..5)
        .prop_map(|entries| Value::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()))
}

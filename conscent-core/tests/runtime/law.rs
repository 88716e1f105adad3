//! The law, with and without `serde_json/arbitrary_precision`: every JSON object decodes, and encodes back to an equal
//! value.

use conscent_core::{Payload, decode};
use proptest::prelude::*;
use serde_json::Value;

use crate::text;
use crate::types::{AnyPayload, Envelope, Node, Order, OrderPages};

/// The law for one object, through each way that `serde_json` reads.
fn law<T: Payload + PartialEq>(text: &str) {
    let object: T = decode(text.as_bytes()).unwrap();
    let encoded = serde_json::to_string(&object).unwrap();
    if text::has_private_key(text) {
        // `Value` rejects such objects or reads them as numbers, so they cannot be compared with it.
        return;
    }
    assert_eq!(decode::<T>(encoded.as_bytes()).unwrap(), object);

    let expected: Value = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&encoded).unwrap(), expected);
    assert_eq!(serde_json::from_str::<T>(text).unwrap(), object);
    assert_eq!(serde_json::from_slice::<T>(text.as_bytes()).unwrap(), object);
    assert_eq!(serde_json::from_reader::<_, T>(text.as_bytes()).unwrap(), object);

    // With arbitrary_precision, a `Value` delivers its number `-0` as `0`, even to another `Value`.
    let given: Value = serde_json::from_value(expected.clone()).unwrap();
    let through_value: T = serde_json::from_value(expected).unwrap();
    assert_eq!(serde_json::to_value(&through_value).unwrap(), given);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn holds_for_any_object(text in text::object()) {
        law::<Order>(&text);
        law::<Node>(&text);
        law::<Envelope<Order>>(&text);
    }
}

proptest! {
    #[test]
    fn holds_for_other_payloads(text in text::object()) {
        law::<Envelope<OrderPages>>(&text);
        law::<Envelope<AnyPayload>>(&text);
        law::<OrderPages>(&text);
    }
}

#[test]
fn holds_for_edge_cases() {
    for text in [
        "{}",
        r#"{"tags":[],"labels":{},"node":{},"children":[{}]}"#,
        r#"{"tags":null,"labels":null,"node":null,"gaps":[null,true,null]}"#,
        r#"{"tags":["a",1],"grid":[[1],["x"],[2]],"gaps":[true,"x",null],"children":[{"name":"a"},7,{"name":"b"}]}"#,
        r#"{"labels":{"a":"x","b":[1,{"c":null}],"a":"z"}}"#,
        r#"{"detail":[1,1.0,1.5,"x"]}"#,
        r#"{"detail":{"name":1,"next":{"detail":true}}}"#,
        r#"{"anything":[null,{"a":null}]}"#,
        r#"{"price":1,"price":1.0}"#,
        r#"{"node":{"name":"a","x":1},"node":{"y":2}}"#,
        r#"{"node":{"name":"a"},"node":5,"x":1,"x":2}"#,
        r#"{"\u0070rice":1,"caf\u00e9":2}"#,
        r#"{"price":-0.0,"at":"0222-03-12T00:00:00.000Z"}"#,
    ] {
        law::<Order>(text);
    }
}

#[test]
fn a_byte_order_mark_is_not_part_of_a_body() {
    let text = r#"{"price":1,"name":"\ud83d","new":2}"#;
    let marked = format!("\u{feff}{text}");
    let order: Order = decode(marked.as_bytes()).unwrap();
    assert_eq!(order, decode::<Order>(text.as_bytes()).unwrap());
    assert_eq!(conscent_core::unrepresentable(marked.as_bytes()), conscent_core::unrepresentable(text.as_bytes()));
    assert_eq!(conscent_core::unrepresentable(marked.as_bytes()).len(), 1);
    // Only one, and only at the start.
    assert!(decode::<Order>(format!("\u{feff}{marked}").as_bytes()).is_err());
    assert!(decode::<Order>("{}\u{feff}".as_bytes()).is_err());
    assert!(decode::<Order>("\u{feff}".as_bytes()).is_err());
}

#[test]
fn a_repeated_object_replaces_the_first() {
    let order: Order = decode(br#"{"node":{"name":"a","x":1},"node":{"y":2}}"#).unwrap();
    assert_eq!(serde_json::to_string(&order).unwrap(), r#"{"node":{"y":2}}"#);
}

#[test]
fn the_last_of_repeated_keys_in_a_map_counts() {
    let order: Order = decode(br#"{"labels":{"a":1,"a":"z"}}"#).unwrap();
    assert_eq!(order.labels.value().map(|labels| labels["a"].as_str()), Some("z"));
}

#[test]
fn a_mismatch_does_not_affect_its_neighbours() {
    let order: Order = decode(br#"{"tags":["a",1,"b"],"price":2}"#).unwrap();
    assert_eq!(order.tags.mismatch(), Some(&serde_json::json!(["a", 1, "b"])));
    assert_eq!(order.price.value().unwrap().as_i64(), Some(2));
}

#[test]
fn numbers_keep_their_form() {
    let text = r#"{"price":120.0,"grid":[[1,1.0,1.5,854.05]],"postcode":110001,"x":[0.5]}"#;
    let order: Order = decode(text.as_bytes()).unwrap();
    assert!(order.grid.is_value() && order.postcode.is_value());
    assert_eq!(serde_json::to_string(&order).unwrap(), text);
}

#[test]
fn objects_with_private_keys_are_objects() {
    // A text that is not a number is never read as one, with any features of serde_json.
    for text in [
        r#"{"$serde_json::private::Number":"x"}"#,
        r#"{"labels":{"$serde_json::private::Number":"x","a":"b"}}"#,
        r#"{"x":{"$serde_json::private::Number":"x"},"y":{"$serde_json::private::Number":"1","z":2}}"#,
        r#"{"price":3,"node":{"$serde_json::private::Number":{"a":1}}}"#,
        r#"{"labels":{"$serde_json::private::RawValue":"{"},"node":{"$serde_json::private::RawValue":"[1,2]"}}"#,
    ] {
        let order: Order = decode(text.as_bytes()).unwrap();
        assert_eq!(serde_json::to_string(&order).unwrap(), text);
    }
}

#[test]
fn a_private_key_is_a_number_only_where_serde_json_says_so() {
    let order: Order =
        decode(br#"{"node":{"$serde_json::private::Number":"12"},"price":{"$serde_json::private::Number":"12"}}"#)
            .unwrap();
    let is_number = text::arbitrary_precision();
    assert_eq!(order.price.is_value(), is_number);
    assert_eq!(order.node.is_value(), !is_number);
}

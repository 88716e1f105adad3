//! Drift: what the samples do not have.

use conscent_core::{Drift, DriftKind, decode};

use crate::types::{Envelope, Order};

fn drift(body: &str) -> Vec<String> {
    decode::<Order>(body.as_bytes()).unwrap().drift().iter().map(Drift::to_string).collect()
}

#[test]
fn known_values_are_not_drift() {
    let known = r#"{
        "paid": true, "name": "", "price": 1.5, "at": "2024-03-04T10:28:47.967Z", "type": "CONTENT", "anything": null,
        "tags": [], "gaps": [null], "labels": {"a": "b"}, "node": {"next": null}, "postcode": "1", "detail": {"name": "x"}
    }"#;
    assert!(drift(known).is_empty());
    assert!(drift("{}").is_empty());
    assert!(drift(r#"{"at":"","type":""}"#).is_empty());
}

#[test]
fn each_difference_is_reported_with_its_pointer() {
    let cases = [
        (r#"{"paid":"yes"}"#, "/paid: text: the samples have bool"),
        (r#"{"tags":["a",1]}"#, "/tags: list: the samples have list of text"),
        (r#"{"gaps":["a"]}"#, "/gaps: list: the samples have list of bool or null"),
        (r#"{"labels":{"a":1}}"#, "/labels: object: the samples have map of text"),
        (r#"{"postcode":true}"#, "/postcode: bool: the samples have number or text"),
        (r#"{"detail":1}"#, "/detail: number: the samples have bool or list of number or object"),
        (r#"{"a/b~c":1}"#, "/a~1b~0c: number: the samples have text"),
        (r#"{"type":"GIFT"}"#, "/type: unknown value: no sample has it"),
        (r#"{"at":"yesterday"}"#, "/at: unknown value: no sample has it"),
        (r#"{"anything":[1]}"#, "/anything: untyped value: no sample has any here"),
        (r#"{"x/y":1}"#, "/x~1y: unknown key: no sample has it"),
        (r#"{"children":[{},{"x":1}]}"#, "/children/1/x: unknown key: no sample has it"),
        (r#"{"node":{"byName":{"a":{"x":1}}}}"#, "/node/byName/a/x: unknown key: no sample has it"),
        (r#"{"node":{"next":{"name":1}}}"#, "/node/next/name: number: the samples have text"),
        (r#"{"detail":{"x":1}}"#, "/detail/x: unknown key: no sample has it"),
    ];
    for (body, expected) in cases {
        assert_eq!(drift(body), [expected]);
    }
}

#[test]
fn drift_comes_in_the_order_of_fields() {
    let body = r#"{"x":1,"type":"GIFT","node":{"y":2,"name":3},"paid":4}"#;
    let pointers: Vec<_> =
        decode::<Order>(body.as_bytes()).unwrap().drift().into_iter().map(|drift| drift.pointer).collect();
    assert_eq!(pointers, ["/paid", "/type", "/node/name", "/node/y", "/x"]);
}

#[test]
fn an_envelope_counts_from_its_own_top() {
    let body = br#"{"payload":{"price":"free"}}"#;
    let found = decode::<Envelope<Order>>(body).unwrap().drift();
    let kind = DriftKind::Mismatch { expected: "number".into(), found: conscent_core::Kind::Text };
    assert_eq!(found, [Drift { pointer: "/payload/price".to_owned(), kind }]);
}

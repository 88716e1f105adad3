//! Drift: the keys, values and types that no sample has.

use conscent_core::{Drift, DriftKind, decode};

use crate::types::{Envelope, Order};

fn drift(body: &str) -> Vec<String> {
    decode::<Order>(body.as_bytes()).unwrap().drift().iter().map(Drift::to_string).collect()
}

#[test]
fn known_values_are_not_drift() {
    let known = r#"{
        "paid": true, "name": "", "price": 1.5, "at": "2024-03-04T10:28:47.967Z", "type": "CONTENT", "anything": null,
        "tags": [], "gaps": [null], "labels": {"a": "b"}, "node": {"next": null}, "postcode": "1", "detail": {"name": "x"},
        "seconds": 1700000000, "millis": "1700000000000", "amount": "242.10", "steps": [null, {"name": "x"}],
        "rows": [[1], null], "raw": {"x": [1]}
    }"#;
    assert!(drift(known).is_empty());
    assert!(drift("{}").is_empty());
    assert!(drift(r#"{"at":"","type":"","seconds":"","millis":"","amount":""}"#).is_empty());
}

#[test]
fn each_difference_is_reported_with_its_pointer() {
    let cases = [
        (r#"{"paid":"yes"}"#, "/paid: a string arrived where the samples have a boolean"),
        (r#"{"tags":["a",1]}"#, "/tags: a list arrived where the samples have a list of strings"),
        (r#"{"gaps":["a"]}"#, "/gaps: a list arrived where the samples have a list of booleans or null"),
        (r#"{"labels":{"a":1}}"#, "/labels: an object arrived where the samples have a map of strings"),
        (r#"{"postcode":true}"#, "/postcode: a boolean arrived where the samples have a number or a string"),
        (
            r#"{"detail":1}"#,
            "/detail: a number arrived where the samples have a boolean or a list of numbers or an object",
        ),
        (r#"{"a/b~c":1}"#, "/a~1b~0c: a number arrived where the samples have a string"),
        (r#"{"type":"GIFT"}"#, "/type: the value is not one that the samples show"),
        (r#"{"at":"yesterday"}"#, "/at: the value is not one that the samples show"),
        (r#"{"at":1}"#, "/at: a number arrived where the samples have a string"),
        (r#"{"seconds":1700000000000}"#, "/seconds: the value is not one that the samples show"),
        (r#"{"millis":"soon"}"#, "/millis: the value is not one that the samples show"),
        (r#"{"amount":"1,5"}"#, "/amount: the value is not one that the samples show"),
        (r#"{"amount":[]}"#, "/amount: a list arrived where the samples have a number or a string"),
        (r#"{"grid":1}"#, "/grid: a number arrived where the samples have a list of lists of numbers"),
        (r#"{"anything":[1]}"#, "/anything: a value arrived where the samples have only null or an empty list"),
        (r#"{"x/y":1}"#, "/x~1y: no sample has this key"),
        (r#"{"children":[{},{"x":1}]}"#, "/children/1/x: no sample has this key"),
        (r#"{"node":{"byName":{"a":{"x":1}}}}"#, "/node/byName/a/x: no sample has this key"),
        (r#"{"node":{"next":{"name":1}}}"#, "/node/next/name: a number arrived where the samples have a string"),
        (r#"{"node":{"next":1}}"#, "/node/next: a number arrived where the samples have an object"),
        (r#"{"detail":{"x":1}}"#, "/detail/x: no sample has this key"),
        (r#"{"steps":[null,{"x":1}]}"#, "/steps/1/x: no sample has this key"),
        (r#"{"rows":[null,["a"]]}"#, "/rows: a list arrived where the samples have a list of lists of numbers or null"),
        (r#"{"open":{}}"#, "/open: a value arrived where the samples have only null or an empty list"),
        (r#"{"open":1}"#, "/open: a number arrived where the samples have an object"),
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

#[test]
fn a_line_of_drift_shows_names_of_fields_and_no_data() {
    for key in ["coupon", "gifted_by", "giftedBy", "@id", "$ref", "line-item", "x.y", "address2", "größe", "0"] {
        assert_eq!(drift(&format!(r#"{{"{key}":1}}"#)), [format!("/{key}: no sample has this key")]);
    }
    let hidden = [
        "a\\nERROR forged",
        "\\u001b[31m",
        "\\u202egnp",
        "jo.doe@mail.in",
        "982 182 8889",
        "9821828889",
        "+14155550123",
        "Jo Doe",
        "0b7e4f0e-7a0e-4b0b-9c3e-000000000000",
        "192.168.100.1",
        "",
        "\\u200b",
    ];
    for key in hidden {
        let [line] = <[String; 1]>::try_from(drift(&format!(r#"{{"{key}":1}}"#))).unwrap();
        assert!(line.starts_with("/<a key of ") && line.ends_with(" bytes>: no sample has this key"), "{line}");
    }
    assert!(drift(&format!(r#"{{"{}":1}}"#, "k".repeat(65)))[0].starts_with("/<a key of 65 bytes>"));
}

//! `Debug` output, which contains personal data only on request.

use conscent_core::decode;
use proptest::prelude::*;

use crate::types::{Envelope, Order};

const BODY: &str = r#"{
    "paid": true, "name": "Ada", "price": 42, "at": "2024", "type": "CONTENT", "anything": {"k": "Ada"}, "tags": ["Ada"],
    "gaps": [null, false], "labels": {"Ada": "Ada"}, "children": null, "node": {"name": 42}, "postcode": 42,
    "detail": {"next": {"detail": [42]}}, "steps": [null, {"name": "Ada"}], "open": {"k": "Ada"}, "raw": "Ada", "new": "Ada"
}"#;

#[test]
fn redacted_output_has_structure_and_kinds() {
    let order: Order = decode(BODY.as_bytes()).unwrap();
    assert_eq!(
        format!("{order:?}"),
        "Order { paid: true, name: <text, 3 bytes>, price: <number>, at: <decimal digits, 4 bytes>, type: CONTENT, anything: <object>, \
         tags: [<text, 3 bytes>], gaps: [null, false], labels: <map, 1 entries>, children: null, \
         node: Node { name: <mismatch: number> }, postcode: <number>, \
         detail: Node { next: Node { detail: [<number>] } }, steps: [null, Node { name: <text, 3 bytes> }], \
         open: {\"k\": <text>}, raw: <text>, extra: {\"new\": <text>} }"
    );
}

#[test]
fn redacted_texts_have_their_form_and_length() {
    for (text, shown) in [
        ("jo@mail.example", "<e-mail address, 15 bytes>"),
        ("65e5a2571ab0e5a1f39b7f41", "<24 hex digits (ObjectId), 24 bytes>"),
        ("+14155550123", "<telephone number, 12 bytes>"),
        ("New Delhi", "<text, 9 bytes>"),
        ("Ada", "<text, 3 bytes>"),
        ("", "<text, 0 bytes>"),
    ] {
        let order: Order = decode(serde_json::json!({ "name": text }).to_string().as_bytes()).unwrap();
        assert_eq!(format!("{order:?}"), format!("Order {{ name: {shown} }}"));
    }
}

#[test]
fn unredacted_output_has_everything() {
    let order: Order = decode(BODY.as_bytes()).unwrap();
    assert_eq!(
        format!("{:?}", order.debug_unredacted()),
        "Order { paid: true, name: \"Ada\", price: 42, at: \"2024\", type: CONTENT, anything: {\"k\":\"Ada\"}, tags: [\"Ada\"], \
         gaps: [null, false], labels: {\"Ada\": \"Ada\"}, children: null, node: Node { name: <mismatch: 42> }, postcode: 42, \
         detail: Node { next: Node { detail: [42] } }, steps: [null, Node { name: \"Ada\" }], open: {\"k\": \"Ada\"}, \
         raw: \"Ada\", extra: {\"new\": \"Ada\"} }"
    );
}

#[test]
fn times_and_decimals_show_as_they_were_written() {
    let order: Order = decode(br#"{"seconds":1700000000,"amount":"Ada"}"#).unwrap();
    assert_eq!(format!("{order:?}"), "Order { seconds: <number>, amount: <text, 3 bytes> }");
    assert_eq!(format!("{:?}", order.debug_unredacted()), r#"Order { seconds: 1700000000, amount: "Ada" }"#);
}

#[test]
fn unknown_texts_of_enums_are_content() {
    let order: Order = decode(br#"{"type":"Ada"}"#).unwrap();
    assert_eq!(format!("{order:?}"), "Order { type: <text, 3 bytes> }");
    assert_eq!(format!("{:?}", order.debug_unredacted()), r#"Order { type: "Ada" }"#);
}

#[test]
fn single_fields_are_redacted_too() {
    let order: Order = decode(BODY.as_bytes()).unwrap();
    assert_eq!(format!("{:?}", order.name), "<text, 3 bytes>");
    assert_eq!(format!("{:?}", order.slash), "absent");
    assert_eq!(format!("{:?}", order.raw.value()), "Some(<text>)");
    assert_eq!(format!("{:?}", order.postcode.value()), "Some(<number>)");
    assert_eq!(format!("{:?}", order.kind.value()), "Some(CONTENT)");
}

proptest! {
    #[test]
    fn no_text_shows_anywhere(secret in "[ab]{8}") {
        let value = format!(r#"["{secret}",{{"k":"{secret}"}},"{secret}"]"#);
        let each = ["paid", "name", "at", "type", "anything", "tags", "labels", "node", "postcode", "detail", "open", "raw", "new"]
            .iter()
            .zip(value.trim_matches(['[', ']']).split(',').cycle())
            .map(|(key, value)| format!(r#""{key}":{value}"#))
            .collect::<Vec<_>>()
            .join(",");
        let envelope: Envelope<Order> = decode(format!(r#"{{"event":"{secret}","payload":{{{each}}}}}"#).as_bytes()).unwrap();
        let (redacted, full) = (format!("{envelope:#?}"), format!("{:#?}", envelope.debug_unredacted()));
        prop_assert!(!redacted.contains(&secret));
        prop_assert!(full.contains(&secret));
    }
}

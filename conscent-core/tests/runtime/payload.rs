//! Payloads that are not objects.

use conscent_core::{Drift, DriftKind, Event, Incoming, Kind, Undecodable, decode};

use crate::types::{Envelope, OrderEvent, OrderPages};

fn body(payload: &str) -> String {
    format!(r#"{{"event":"order.pages","payload":{payload}}}"#)
}

#[test]
fn a_list_in_an_envelope_is_typed() {
    let body = body(r#"[{"name":"Ada"},{"new":1}]"#);
    let pages = OrderPages::incoming(OrderPages::NAME, body.as_bytes()).unwrap();
    assert_eq!(pages.value().unwrap()[0].name.value().map(String::as_str), Some("Ada"));
    let event = OrderEvent::decode("order.pages", body.as_bytes()).unwrap();
    assert_eq!(serde_json::to_string(&event).unwrap(), body);
    let unknown_key = Drift { pointer: "/payload/1/new".to_owned(), kind: DriftKind::UnknownKey };
    assert_eq!(event.drift(), [unknown_key]);
}

#[test]
fn null_is_a_value_like_any_other() {
    let body = body("null");
    let envelope: Envelope<OrderPages> = decode(body.as_bytes()).unwrap();
    assert!(envelope.drift().is_empty());
    assert_eq!(serde_json::to_string(&envelope).unwrap(), body);
    let pages = OrderPages::incoming(OrderPages::NAME, body.as_bytes()).unwrap();
    assert!(pages.value().is_none() && pages.0.is_null());
}

#[test]
fn a_payload_of_another_kind_is_kept_and_is_drift() {
    for (payload, found) in [
        ("true", Kind::Bool),
        ("1.50", Kind::Number),
        (r#""x""#, Kind::Text),
        (r#"{"a":[]}"#, Kind::Object),
        ("[1]", Kind::List),
    ] {
        let pages: OrderPages = decode(payload.as_bytes()).unwrap();
        let expected =
            Drift { pointer: String::new(), kind: DriftKind::Mismatch { expected: "list of object".into(), found } };
        assert_eq!(pages.drift(), [expected]);
        assert_eq!(serde_json::to_value(&pages).unwrap(), payload.parse::<serde_json::Value>().unwrap());
    }
}

#[test]
fn only_a_missing_payload_is_an_error() {
    let error = OrderPages::incoming(OrderPages::NAME, b"{}").unwrap_err();
    assert!(matches!(error, Undecodable::Field(_)));
    assert!(
        error
            .to_string()
            .starts_with("Envelope: /payload: this key is missing, but the samples have a list of objects")
    );
}

#[test]
fn debug_output_is_redacted() {
    for (payload, redacted, full) in [
        (r#"[{"name":"Ada"}]"#, "[Node { name: <text, 3 bytes> }]", r#"[Node { name: "Ada" }]"#),
        (r#""Ada""#, "<mismatch: text>", r#"<mismatch: "Ada">"#),
        ("null", "null", "null"),
    ] {
        let pages: OrderPages = decode(payload.as_bytes()).unwrap();
        assert_eq!(format!("{pages:?}"), format!("OrderPages({redacted})"));
        assert_eq!(format!("{:?}", pages.debug_unredacted()), format!("OrderPages({full})"));
        let envelope: Envelope<OrderPages> = decode(body(payload).as_bytes()).unwrap();
        assert!(format!("{envelope:?}").contains(&format!("payload: OrderPages({redacted})")));
    }
}

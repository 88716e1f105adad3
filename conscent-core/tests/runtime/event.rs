//! The types that whole bodies decode into.

use conscent_core::{Api, DecodeError, Event, Id, Incoming, Naming, Undecodable, UnknownEvent};
use serde_json::{Value, json};

use crate::types::{API, Order, OrderEvent};

fn incoming(body: &str) -> Result<Order, Undecodable> {
    Order::incoming("order.paid", body.as_bytes())
}

#[test]
fn a_payload_comes_out_of_its_envelope() {
    assert_eq!((Order::EVENT, <Order as Incoming>::API), (Order::NAME, &API));
    let order = incoming(r#"{"event":"order.paid","payload":{"name":"Black Panther"}}"#).unwrap();
    assert_eq!(order.name.value().map(String::as_str), Some("Black Panther"));
}

#[test]
fn an_api_is_its_static() {
    let other = Api { name: "v2", ..API };
    assert!(*<Order as Event>::API == API && other != API, "another crate may have an api of the same name");
    assert!(API == *"v2" && API != *"v1" && format!("{API}|{API:>3}") == "v2| v2");
    assert!(API.documents("order.paid") && !API.documents("order.lost"));
    assert!(API.naming.is_given() && !Naming::default().is_given());
    assert_eq!((API.drift)("order.paid", br#"{"event":"order.paid","payload":{"new":1}}"#).unwrap().len(), 1);
}

#[test]
fn an_api_knows_the_words_of_its_types() {
    let api = Api { keys: &["Name", "a/b"], codes: &[("status", &["PAID"]), ("type", &["GIFT"])], ..API };
    for (key, is_known) in
        [("Name", true), ("a/b", true), ("event", true), ("payload", true), ("name", false), ("", false)]
    {
        assert_eq!(api.documents_key(key), is_known, "{key}");
    }
    for (key, code, is_known) in
        [("status", "PAID", true), ("type", "GIFT", true), ("type", "PAID", false), ("name", "PAID", false)]
    {
        assert_eq!(api.documents_code(key, code), is_known, "{key} {code}");
    }
    let escaped = Api { id: Id { header: None, pointer: Some("/x~1y/z") }, ..API };
    assert!(escaped.documents_key("x/y") && escaped.documents_key("z") && !escaped.documents_key("x~1y"));
}

#[test]
fn a_missing_payload_is_an_error_with_its_pointer() {
    for (body, found) in [
        ("{}", "this key is missing, but the samples have"),
        (r#"{"payload":null}"#, "null arrived where the samples have"),
        (r#"{"payload":["secret"]}"#, "a list arrived where the samples have"),
    ] {
        let error = incoming(body).unwrap_err();
        assert!(matches!(error, Undecodable::Field(_)));
        let says = format!("Envelope: /payload: {found} an object");
        assert_eq!(error.to_string(), says);
    }
    let error = incoming("[]").unwrap_err();
    assert!(matches!(error, Undecodable::Body(DecodeError::NotAnObject { .. })));
    assert!(error.to_string().starts_with("body: expected a JSON object, found a list; "));
}

#[test]
fn an_enum_of_events_holds_known_and_unknown_events() {
    let cases = [
        ("order.paid", json!({"event": "order.paid", "payload": {"price": "5", "new": 1}}), 2),
        ("order.lost", json!({"event": "order.lost", "payload": [1, null]}), 1),
    ];
    for (name, body, drift) in cases {
        let event = OrderEvent::decode(name, body.to_string().as_bytes()).unwrap();
        assert_eq!((event.name(), event.drift().len()), (name, drift));
        assert_eq!(matches!(event, OrderEvent::OrderPaid(_)), name == "order.paid");
        assert_eq!(serde_json::to_value(&event).unwrap(), body);
    }
    for name in ["order.paid", "order.lost", "order.pages"] {
        let error = OrderEvent::decode(name, b"1").unwrap_err();
        assert!(matches!(error, DecodeError::NotAnObject { .. }));
    }
    assert_eq!(
        serde_json::to_value(OrderEvent::decode("", b"{}").unwrap()).unwrap(),
        Value::Object(serde_json::Map::new())
    );
}

#[test]
fn an_unknown_event_has_the_types_that_all_events_of_its_api_share() {
    let body = br#"{"event":"order.lost","payload":{"node":{"name":"Ada"},"new":1}}"#;
    let OrderEvent::Unknown(event) = OrderEvent::decode("order.lost", body).unwrap() else {
        panic!("it is documented")
    };
    assert_eq!((event.name.as_str(), event.body.event.value().map(String::as_str)), ("order.lost", Some("order.lost")));
    let shown = format!("{event:?}");
    let payload = event.body.payload.into_value().unwrap();
    assert_eq!(payload.node.value().unwrap().name.value().map(String::as_str), Some("Ada"));
    let body = r#"Envelope { event: <text, 10 bytes>, payload: AnyPayload { node: Node { name: <text, 3 bytes> }, extra: {"new": <number>} } }"#;
    assert_eq!(shown, format!(r#"UnknownEvent {{ name: "order.lost", body: {body} }}"#));
}

#[test]
fn an_unknown_event_is_any_object_by_default() {
    let event = <UnknownEvent>::decode("gift.sent", br#"{"to":"Ada"}"#).unwrap();
    assert_eq!(event.body.get("to").and_then(Value::as_str), Some("Ada"));
    assert_eq!(format!("{event:?}"), r#"UnknownEvent { name: "gift.sent", body: {"to": <text>} }"#);
    assert_eq!(event.drift()[0].to_string(), "the whole body: no sample documents this event");
}

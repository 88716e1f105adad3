//! The types that whole bodies decode into.

use conscent_core::{DecodeError, Event, Incoming, Undecodable};
use serde_json::{Value, json};

use crate::types::{Order, OrderEvent};

fn incoming(body: &str) -> Result<Order, Undecodable> {
    Order::incoming("order.paid", body.as_bytes())
}

#[test]
fn a_payload_comes_out_of_its_envelope() {
    assert_eq!((Order::EVENT, <Order as Incoming>::API), (Order::NAME, "v2"));
    let order = incoming(r#"{"event":"order.paid","payload":{"name":"Black Panther"}}"#).unwrap();
    assert_eq!(order.name.value().map(String::as_str), Some("Black Panther"));
}

#[test]
fn a_missing_payload_is_an_error_with_its_pointer() {
    for (body, found) in [("{}", "absent"), (r#"{"payload":null}"#, "null"), (r#"{"payload":["secret"]}"#, "list")] {
        let error = incoming(body).unwrap_err();
        assert!(matches!(error, Undecodable::Field(_)));
        let says = format!(
            "Envelope: /payload: {found}: every sample has object here; match on the field itself to accept this"
        );
        assert_eq!(error.to_string(), says);
    }
    let error = incoming("[]").unwrap_err();
    assert!(matches!(error, Undecodable::Body(DecodeError::NotAnObject { .. })));
    assert!(error.to_string().starts_with("body: list: "));
}

#[test]
fn an_enum_of_events_holds_those_it_knows_and_all_others() {
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
    for name in ["order.paid", "order.lost"] {
        let error = OrderEvent::decode(name, b"1").unwrap_err();
        assert!(matches!(error, DecodeError::NotAnObject { .. }));
    }
    assert_eq!(
        serde_json::to_value(OrderEvent::decode("", b"{}").unwrap()).unwrap(),
        Value::Object(serde_json::Map::new())
    );
}

//! Deliveries by themselves.

use conscent::v2::{self, Envelope, PurchaseEvent, PurchasePass};
use conscent::{Delivery, DriftKind, Number, samples};
use http::{HeaderMap, HeaderValue};

use crate::support::{delivery, parse};

#[test]
fn it_decodes_as_whatever_is_asked_for() {
    let pass = delivery(&samples::purchase_pass());
    let payload: PurchasePass = pass.decode().unwrap();
    let envelope: Envelope<PurchasePass> = pass.decode().unwrap();
    assert_eq!(envelope.payload.value(), Some(&payload));
    assert!(matches!(pass.decode().unwrap(), PurchaseEvent::PurchasePass(body) if *body == envelope));
    // Every object decodes as everything.
    assert!(pass.decode::<v2::TransactionComplete>().unwrap().transaction().is_none());
    assert!(matches!(pass.decode().unwrap(), v2::TransactionEvent::Unknown(event) if event.name == "purchase.pass"));
}

#[test]
fn drift_lists_what_the_samples_do_not_have() {
    for sample in samples::ALL {
        assert_eq!(delivery(sample).drift().unwrap(), [], "{}", sample.event);
    }
    let drift = parse(r#"{"event": "purchase.pass", "payload": {"purchase": {"coupon": 1}}}"#).drift().unwrap();
    assert_eq!(drift.len(), 1);
    assert_eq!((drift[0].pointer.as_str(), &drift[0].kind), ("/payload/purchase/coupon", &DriftKind::UnknownKey));
    assert_eq!(parse(r#"{"event": "gift.sent"}"#).drift().unwrap()[0].kind, DriftKind::UnknownEvent);
    assert_eq!(Delivery::v1("gift", "{}".into()).drift().unwrap()[0].kind, DriftKind::UnknownEvent);
    assert!(parse("{").drift().is_err());
    assert!(parse("{}").decode::<PurchaseEvent>().is_err());
}

#[test]
fn what_cannot_be_represented_costs_nothing_else() {
    let body = r#"{"event": "purchase.pass", "payload": {"purchase": {"clientName": "cut \ud83d", "price": 5}}}"#;
    let pass = parse(body);
    assert_eq!((pass.event(), pass.body().as_ref()), ("purchase.pass", body.as_bytes()));
    let payload: PurchasePass = pass.decode().unwrap();
    let purchase = payload.purchase().unwrap();
    assert_eq!((purchase.client_name(), purchase.price().and_then(Number::as_i64)), (Some("cut \u{fffd}"), Some(5)));
    let drift = pass.drift().unwrap();
    assert_eq!(
        (drift[0].pointer.as_str(), &drift[0].kind),
        ("/payload/purchase/clientName", &DriftKind::Unrepresentable)
    );
    assert_eq!(drift.len(), 1);
    assert_eq!(parse(r#"{"x": "\ude00", "event": "gift.\ud83d"}"#).event(), "gift.\u{fffd}");
}

#[test]
fn credentials_end_here_and_nothing_of_the_body_is_shown() {
    let mut headers = HeaderMap::new();
    for (name, value) in
        [("authorization", "Basic a2V5OnNlY3JldA=="), ("x-conscent-signature", "c0ffee"), ("cookie", "id=1")]
    {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert("x-request-id", HeaderValue::from_static("42"));
    let body = r#"{"event":"gift.sent","payload":{"user":{"email":"panther@example.org"}}}"#;
    let new = Delivery::parse(body.into(), &headers).unwrap();
    let old = Delivery::v1("pass_payment", body.into()).with_headers(&headers);
    for delivery in [new, old] {
        assert_eq!(delivery.meta().header("X-Request-Id"), Some("42"));
        assert_eq!(delivery.body(), body);
        for name in headers.keys().filter(|name| *name != "x-request-id") {
            assert_eq!(delivery.meta().header(name.as_str()), None);
        }
        let shown = format!("{delivery:?}");
        assert!(shown.contains("x-request-id"), "{shown}");
        for secret in ["panther", "a2V5", "c0ffee", "id=1", "gift.sent"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

#[test]
fn the_name_is_found_wherever_it_stands() {
    for body in [
        r#"{"event":"gift.sent"}"#,
        " { \"entity\" : \"event\" , \"event\" : \"gift.sent\" } ",
        r#"{"event":"gift.sent","event":null,"event":"gift.sent"}"#,
        r#"{"event":"other","\u0065vent":"gift.sent"}"#,
        r#"{"payload":{"event":"other"},"event":"gift.sent"}"#,
        r#"{"event":"gift.sent","payload":{"event":"other"}}"#,
        r#"{"event":"gift.sen\u0074","payload":"\"event\":\"other\""}"#,
        r#"{"payload":["event",{"a":"event"}],"event":"gift.sent"}"#,
    ] {
        assert_eq!(parse(body).event(), "gift.sent", "{body}");
    }
    for body in [r#"{"payload":{"event":"gift.sent"}}"#, r#"["event","gift.sent"]"#, r#""event": "gift.sent""#] {
        assert_eq!(parse(body).event(), "", "{body}");
    }
}

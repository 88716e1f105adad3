//! Single deliveries, without a router.

use conscent::delivery::Stored;
use conscent::v2::{self, Envelope, PurchaseEvent, PurchasePass};
use conscent::{Ack, Api, Delivery, DriftKind, Naming, Number, Router, samples};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use std::sync::Mutex;
use std::time::UNIX_EPOCH;

use crate::support::{delivery, parse, run};

const IN_BODY: Naming = Naming { header: None, pointer: Some("/type") };
static ONE: Api = Api { naming: IN_BODY, ..Api::new("shop", &[], |_, _| Ok(Vec::new())) };
static BATCH: Api = Api { batch: true, ..ONE };
static BY_BOTH: Api = Api { naming: Naming { header: Some("x-event"), ..IN_BODY }, ..ONE };

#[test]
fn it_decodes_as_whatever_is_asked_for() {
    let pass = delivery(&samples::purchase_pass());
    let payload: PurchasePass = pass.decode().unwrap();
    let envelope: Envelope<PurchasePass> = pass.decode().unwrap();
    assert_eq!(envelope.payload.value(), Some(&payload));
    assert!(matches!(pass.decode().unwrap(), PurchaseEvent::PurchasePass(body) if *body == envelope));
    // Every object decodes into every type.
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
fn an_unrepresentable_value_affects_no_other_value() {
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
fn credentials_are_not_passed_on_and_debug_shows_no_body() {
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
    for (delivery, event) in [(new, "event: None"), (old, r#"event: Some("pass_payment")"#)] {
        assert_eq!(delivery.meta().header("X-Request-Id"), Some("42"));
        assert_eq!(delivery.body(), body);
        for name in headers.keys().filter(|name| *name != "x-request-id") {
            assert_eq!(delivery.meta().header(name.as_str()), None);
        }
        let shown = format!("{delivery:?}");
        assert!(shown.contains("x-request-id") && shown.contains(event), "{shown}");
        for secret in ["panther", "a2V5", "c0ffee", "id=1", "gift.sent"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

#[test]
fn a_batch_is_split_into_its_deliveries() {
    let sent = |body: &'static str| Delivery::new(&BATCH, body.into(), &HeaderMap::new()).unwrap();
    let batch = sent(" [{\"type\":\"open\",\"x\":[1,2]} , {\"none\":1},\n{\"type\":\"close\"}] ");
    assert!(batch.is_batch() && batch.event().is_empty());
    let all = batch.split();
    assert!(!all.iter().any(Delivery::is_batch));
    assert_eq!(all.iter().map(Delivery::event).collect::<Vec<_>>(), ["open", "", "close"]);
    let bodies = [r#"{"type":"open","x":[1,2]}"#, r#"{"none":1}"#, r#"{"type":"close"}"#];
    assert_eq!(all.iter().map(|one| one.body().as_ref()).collect::<Vec<_>>(), bodies.map(str::as_bytes));
    assert_eq!(all.iter().map(|one| one.drift().is_ok()).collect::<Vec<_>>(), [true, false, true], "it names no event");

    let broken = sent("{}").split();
    assert!(broken.len() == 1 && broken[0].drift().is_err() && !broken[0].is_batch());
    assert!(sent("[]").split().is_empty());
    assert!(!parse(r#"{"event":"gift.sent"}"#).is_batch());
    assert_eq!(parse(r#"{"event":"gift.sent"}"#).split().len(), 1);
}

#[test]
fn a_batch_is_dispatched_one_by_one_and_answered_by_the_highest_status() {
    static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let fallback = |one: Delivery| {
        SEEN.lock().unwrap().push(one.event().to_owned());
        if one.event() == "open" { Ack::ACCEPTED } else { Ack::OK }
    };
    let router = Router::with_fallback(fallback).build().unwrap();
    let batch = r#"[{"type":"open"},{"type":"close"}]"#;
    let batch = Delivery::new(&BATCH, batch.into(), &HeaderMap::new()).unwrap();
    assert_eq!(run(router.dispatch(batch)).unwrap(), Ack::ACCEPTED);
    assert_eq!(*SEEN.lock().unwrap(), ["open", "close"]);
}

#[test]
fn an_acknowledgement_has_a_status_of_success() {
    for (status, is_ack) in [(200, true), (204, true), (299, true), (199, false), (300, false), (422, false)] {
        let status = StatusCode::from_u16(status).unwrap();
        assert_eq!(Ack::with_status(status).map(Ack::status), is_ack.then_some(status));
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
        // What follows the name need not have arrived, unless it may be another name.
        r#"{"event":"gift.sent","payload":"event"#,
    ] {
        assert_eq!(parse(body).event(), "gift.sent", "{body}");
    }
    for body in [r#"{"payload":{"event":"gift.sent"}}"#, r#"["event","gift.sent"]"#, r#""event": "gift.sent""#] {
        assert_eq!(parse(body).event(), "", "{body}");
    }
}

#[test]
fn a_header_and_the_body_name_the_event_together() {
    let headers = HeaderMap::from_iter([(HeaderName::from_static("x-event"), HeaderValue::from_static("issue"))]);
    for (body, event) in
        [(r#"{"type":"opened"}"#, "issue.opened"), (r#"{"type":""}"#, "issue"), ("{}", "issue"), ("{", "issue")]
    {
        assert_eq!(Delivery::new(&BY_BOTH, body.into(), &headers).unwrap().event(), event, "{body}");
    }
}

#[test]
fn a_stored_body_that_named_no_event_is_read_again() {
    let stored = || Stored {
        event: String::new(),
        body: r#"{"type":"open"}"#.into(),
        headers: HeaderMap::new(),
        dedupe_key: "key".to_owned(),
        received_at: UNIX_EPOCH,
    };
    let one = Delivery::restore(&ONE, stored());
    assert_eq!((one.event(), one.drift().is_ok()), ("open", true));
    assert_eq!((one.dedupe_key().as_str(), one.meta().received_at()), ("key", UNIX_EPOCH));
    let batch = Delivery::restore(&BATCH, stored());
    assert_eq!((batch.event(), batch.drift().is_ok()), ("", false), "a batch is a list");
    let shown = format!("{:?}", stored());
    assert!(shown.contains("<15 bytes>") && !shown.contains("open"), "{shown}");
}

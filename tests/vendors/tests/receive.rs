//! Deliveries in the form that these vendors send.

use conscent::{Ack, Api, Auth, Delivery, Door, HandlerError, Router, handlers};
use http::{HeaderMap, Method};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use vendors::handlers::{Log, bounce, cart, deleted, delivered, mention, message, order, other, pass};
use vendors::webhooks::{chat, mail, shop};

fn router(log: &Log) -> Router {
    let all = handlers![mention, message, deleted, order, cart, delivered, bounce, pass];
    Router::with_fallback(other).state(log.clone()).handlers(all).build().unwrap()
}

/// Runs a future that never waits.
fn run<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("it waits"),
    }
}

fn topic(name: &str) -> HeaderMap {
    [("x-shop-topic".parse().unwrap(), name.parse().unwrap())].into_iter().collect()
}

fn dispatch(api: &'static Api, headers: &HeaderMap, body: &str) -> (Result<u16, HandlerError>, Vec<String>) {
    let log = Log::default();
    let delivery =
        Delivery::new(api, body.to_owned().into(), headers).unwrap_or_else(conscent::ParseError::into_delivery);
    let answer = run(router(&log).dispatch(delivery));
    (answer.map(|ack| ack.status().as_u16()), log.take())
}

#[track_caller]
fn check(api: &'static Api, headers: &HeaderMap, body: &str, status: u16, did: &[&str]) {
    let (answer, log) = dispatch(api, headers, body);
    assert_eq!((answer.unwrap(), log.iter().map(String::as_str).collect::<Vec<_>>()), (status, did.to_vec()));
}

#[test]
fn a_nested_event_reaches_its_handler() {
    let none = HeaderMap::new();
    check(&chat::API, &none, r#"{"event": {"type": "app_mention", "text": "hi"}}"#, 200, &["mention 2 bytes"]);
    check(&chat::API, &none, r#"{"event": {"type": "message.deleted"}, "event_id": "Ev1"}"#, 200, &["deleted Some(3)"]);
    let unforeseen = r#"{"event": {"type": "message.pinned", "by": 1}}"#;
    check(&chat::API, &none, unforeseen, 200, &["message.pinned: drift at 1 places"]);
    check(
        &chat::API,
        &none,
        r#"{"event": {"type": "app_open"}}"#,
        200,
        &[r#"chat "app_open": unknown event: no sample documents it, and no handler takes it"#],
    );
}

#[test]
fn the_last_of_repeated_keys_counts_at_every_depth() {
    for (body, event) in [
        (r#"{"event": {"type": "a"}, "event": {"type": "b"}}"#, Some("b")),
        (r#"{"event": {"type": "a", "type": "b"}}"#, Some("b")),
        (r#"{"event": {"type": "a"}, "event": {}}"#, None),
        (r#"{"event": {"type": "a"}, "\u0065vent": {"type": "b"}}"#, Some("b")),
        (r#"{"event": {"ty\u0070e": "a"}}"#, Some("a")),
        (r#"{"x": {"event": {"type": "a"}}, "event": {"type": "b"}}"#, Some("b")),
        (r#"{"event": [{"type": "a"}]}"#, None),
        (r#"{"event": "a"}"#, None),
        ("\u{feff}{\"event\": {\"type\": \"a\"}}", Some("a")),
    ] {
        let delivery = Delivery::new(&chat::API, body.into(), &HeaderMap::new());
        assert_eq!(delivery.as_ref().ok().map(Delivery::event), event, "{body}");
    }
}

#[test]
fn a_header_names_the_event() {
    let body = r#"{"total_price": "199.00"}"#;
    check(&shop::API, &topic("orders/create"), body, 200, &["order for 199.00"]);
    check(
        &shop::API,
        &topic("orders/cancelled"),
        body,
        200,
        &[r#"shop "orders/cancelled": no handler takes this event"#],
    );
    check(&shop::API, &topic("carts/update"), body, 200, &["cart of 25 bytes"]);
    let unnamed = "undecodable: the delivery does not name its event: the header x-shop-topic is missing";
    check(&shop::API, &HeaderMap::new(), body, 422, &[&format!("shop \"\": {unnamed}")]);
}

#[test]
fn each_delivery_of_a_batch_is_dispatched_and_one_answer_is_given() {
    let none = HeaderMap::new();
    let batch = r#" [{"event": "delivered"} , {"event": "bounce", "status": "5.0.0"},{"event":"open"}]"#;
    let open = r#"mail "open": unknown event: no sample documents it, and no handler takes it"#;
    check(&mail::API, &none, batch, 200, &["delivered, 22 bytes", "bounce 5.0.0", open]);
    check(&mail::API, &none, "[]", 200, &[]);

    // If one delivery fails, the whole batch fails, but the others are still dispatched.
    let (answer, log) = dispatch(&mail::API, &none, r#"[{"event": "bounce"}, {"event": "delivered"}]"#);
    assert!(answer.unwrap_err().to_string().contains("handler of `bounce`: returned an error"));
    assert_eq!(log, ["delivered, 22 bytes"]);

    let (answer, log) = dispatch(&mail::API, &none, r#"[{"event": "delivered"}, 5, {}]"#);
    assert_eq!((answer.unwrap(), log.len()), (422, 3));
    for not_a_list in [r#"{"event": "delivered"}"#, "[", "", "null"] {
        check(&mail::API, &none, not_a_list, 422, &[r#"mail "": undecodable: the body is not a list of deliveries"#]);
    }
}

#[test]
fn what_is_documented_has_no_drift_and_comes_back_equal() {
    let mention = include_str!("../samples/chat/app_mention/a.json");
    let delivery = Delivery::new(&chat::API, mention.into(), &HeaderMap::new()).unwrap();
    assert!(delivery.is_documented() && delivery.drift().unwrap().is_empty());
    let decoded: chat::Envelope<chat::AppMention> = delivery.decode().unwrap();
    assert_eq!(serde_json::to_value(&decoded).unwrap(), serde_json::from_str::<serde_json::Value>(mention).unwrap());
}

#[test]
fn a_repeated_delivery_has_the_same_key_wherever_its_vendor_has_the_id() {
    let keys = |api: &'static Api, all: &[(&str, &str)], body: &str| -> Vec<String> {
        let headers = all.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        let delivery = Delivery::new(api, body.to_owned().into(), &headers).unwrap();
        delivery.split().iter().map(Delivery::dedupe_key).collect()
    };
    // In the body, whose other parts may change.
    let mention = |retry: u8| format!(r#"{{"event": {{"type": "app_mention"}}, "event_id": "Ev1", "retry": {retry}}}"#);
    assert_eq!(keys(&chat::API, &[], &mention(0)), ["id:Ev1"]);
    assert_eq!(keys(&chat::API, &[], &mention(1)), ["id:Ev1"]);

    // In a header. Neither it nor the topic is signed, so both are part of the key, together with the body.
    let order = |topic, id, body| keys(&shop::API, &[("x-shop-topic", topic), ("x-shop-delivery", id)], body);
    let first = order("orders/create", "d1", "{}");
    assert!(first[0].starts_with("id:d1:"), "{first:?}");
    assert_eq!(first, order("orders/create", "d1", "{}"));
    for other in
        [order("orders/create", "d2", "{}"), order("orders/paid", "d1", "{}"), order("orders/create", "d1", "[]")]
    {
        assert_ne!(first, other);
    }

    // Nowhere, so the content of each item is the key.
    let batch = keys(&mail::API, &[], r#"[{"event": "delivered", "n": 1}, {"event": "delivered", "n": 2}]"#);
    assert!(batch.iter().all(|key| key.starts_with("delivered:-:-:")) && batch[0] != batch[1], "{batch:?}");
}

#[test]
fn apis_of_two_crates_share_a_router() {
    let log = Log::default();
    let delivery = Delivery::parse(r#"{"event": "purchase.pass", "payload": {}}"#.into(), &HeaderMap::new()).unwrap();
    assert_eq!(run(router(&log).dispatch(delivery)).unwrap(), Ack::OK);
    assert_eq!(log.take(), ["pass"]);
}

#[test]
fn the_endpoint_takes_the_signature_that_the_hints_describe() {
    let scheme = chat::API.signature.unwrap();
    let now = std::time::SystemTime::now();
    let log = Log::default();
    let door = Door::of(&chat::API, router(&log), Auth::signature(scheme, "secret").unwrap());
    let body = br#"{"event": {"type": "app_mention", "text": "hi"}}"#;
    let headers: HeaderMap =
        conscent::auth::signed_headers(scheme, "secret", body, now, "").unwrap().into_iter().collect();
    assert!(headers.contains_key("x-vendor-timestamp"));
    let mut admitted = door.admit(&Method::POST, &headers).unwrap();
    admitted.push(&body[..]).unwrap();
    assert_eq!(run(door.dispatch(admitted.finish().unwrap())).status(), 200);
    assert_eq!(log.take(), ["mention 2 bytes"]);
    assert!(door.admit(&Method::POST, &HeaderMap::new()).is_err());
}

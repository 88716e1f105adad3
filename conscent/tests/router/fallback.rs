//! Deliveries that go to the fallback, and the reasons.

use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use conscent::samples;
use conscent::v2::{Envelope, PurchaseBundle, PurchasePass};
use conscent::{
    Ack, DecodeError, Delivery, Failure, Raw, Router, State, Undecodable, Unrouted, conscent_handler, handlers,
};
use http::HeaderMap;

use crate::support::{Log, delivery, parse, run};

#[conscent_handler(event = "purchase.pass")]
async fn on_pass(_event: PurchasePass, State(log): State<Log>) {
    log.push("on_pass");
}

#[conscent_handler(event = "purchase.bundle")]
async fn on_bundle(event: Envelope<PurchaseBundle>, State(log): State<Log>) {
    log.push(format!("on_bundle {:?}", event.payload));
}

#[conscent_handler(raw_event = "gift.sent")]
async fn on_gift(State(log): State<Log>) {
    log.push("on_gift");
}

#[conscent_handler(fallback)]
async fn other(raw: Raw, why: Unrouted, State(log): State<Log>) -> Ack {
    log.push(match why {
        Unrouted::UnknownEvent => "unknown event".to_owned(),
        Unrouted::NoHandler => "no handler".to_owned(),
        Unrouted::Undecodable(Undecodable::Body(DecodeError::NotJson { .. })) => "not JSON".to_owned(),
        Unrouted::Undecodable(Undecodable::Body(DecodeError::TooDeep { .. })) => "too deep".to_owned(),
        Unrouted::Undecodable(why) => why.to_string(),
        _ => "something new".to_owned(),
    });
    log.push(format!("{} bytes", raw.len()));
    Ack::OK
}

#[track_caller]
fn check(delivery: Delivery, ack: Ack, why: &str) {
    let log = Log::default();
    let router = Router::with_fallback(other).state(log.clone()).handlers(handlers![on_pass, on_bundle, on_gift]);
    let length = delivery.body().len();
    assert_eq!(run(router.build().unwrap().dispatch(delivery)).unwrap(), ack);
    assert_eq!(log.take(), [why.to_owned(), format!("{length} bytes")]);
}

#[test]
fn what_is_unhandled_is_an_error_with_its_reason() {
    let router = Router::with_fallback(conscent::unhandled).build().unwrap();
    for (body, why) in [
        (r#"{"event": "purchase.gift"}"#, Unrouted::UnknownEvent),
        (r#"{"event": "purchase.pass"}"#, Unrouted::NoHandler),
    ] {
        let error = run(router.dispatch(parse(body))).unwrap_err();
        let Failure::Error(error) = error.failure() else { panic!("{error}") };
        assert_eq!(error.downcast_ref(), Some(&why));
    }
}

#[test]
fn events_without_a_handler() {
    check(parse(r#"{"event": "purchase.gift"}"#), Ack::OK, "unknown event");
    check(parse(r#"{"event": ""}"#), Ack::OK, "unknown event");
    check(delivery(&samples::transaction_failed()), Ack::OK, "no handler");
    check(delivery(&samples::pass_payment()), Ack::OK, "no handler");
    check(Delivery::v1("pass.payment", "{}".into()), Ack::OK, "unknown event");
}

#[test]
fn bodies_that_do_not_tell_their_event() {
    check(parse(""), Ack::UNDECODABLE, "not JSON");
    check(parse(r#"{"event": "gift.sent""#), Ack::UNDECODABLE, "not JSON");
    check(parse(r#"{"event": "gift.sent"} x"#), Ack::UNDECODABLE, "not JSON");
    let list = "body: expected a JSON object, found a list; the body may not come from a webhook";
    check(parse(r#"["event"]"#), Ack::UNDECODABLE, list);
    check(Delivery::v1("pass_payment", "[]".into()), Ack::UNDECODABLE, list);
    let unnamed = "the delivery does not name its event: the body has no string at /event";
    check(parse("{}"), Ack::UNDECODABLE, unnamed);
    check(parse(r#"{"event": null}"#), Ack::UNDECODABLE, unnamed);
    check(parse(r#"{"event": ["gift.sent"]}"#), Ack::UNDECODABLE, unnamed);
    // The text after the name is read only if there is a reason to.
    let latin = Bytes::from_static(b"{\"event\": \"gift.sent\", \"to\": \"\xff\"}");
    check(Delivery::parse(latin, &HeaderMap::new()).unwrap(), Ack::UNDECODABLE, "not JSON");
    check(parse(r#"{"event": "purchase.gift", "#), Ack::UNDECODABLE, "not JSON");
    check(parse(r#"{"event": "purchase.pass", "#), Ack::UNDECODABLE, "not JSON");
    let error = Delivery::parse("[]".into(), &HeaderMap::new()).unwrap_err();
    assert_eq!((error.to_string(), error.why().to_string()), (list.to_owned(), list.to_owned()));
}

#[test]
fn bodies_that_do_not_decode_for_their_handler() {
    let place = |what| format!("Envelope: /payload: {what} an object");
    check(
        parse(r#"{"event": "purchase.pass"}"#),
        Ack::UNDECODABLE,
        &place("this key is missing, but the samples have"),
    );
    check(
        parse(r#"{"event": "purchase.pass", "payload": []}"#),
        Ack::UNDECODABLE,
        &place("a list arrived where the samples have"),
    );
    let bomb = format!(r#"{{"event": "purchase.bundle", "payload": {}}}"#, "[".repeat(9999) + &"]".repeat(9999));
    check(parse(bomb), Ack::UNDECODABLE, "too deep");
}

#[test]
fn an_envelope_without_a_payload_reaches_its_handler() {
    let log = Log::default();
    let router = Router::with_fallback(|| -> Ack { panic!("not for me") })
        .state(log.clone())
        .handlers(handlers![on_bundle])
        .build()
        .unwrap();
    run(router.dispatch(parse(r#"{"event": "purchase.bundle", "payload": []}"#))).unwrap();
    assert_eq!(log.take(), ["on_bundle <mismatch: list>"]);
}

#[test]
fn an_undecodable_body_goes_to_the_fallback_for_any_handler() {
    // It is nested too deeply for any decoder.
    let bomb = |event, levels| format!(r#"{{"event": "{event}", "x": {}}}"#, "[".repeat(levels) + &"]".repeat(levels));
    for event in ["purchase.gift", "transaction.failed", "gift.sent", "purchase.bundle"] {
        check(parse(bomb(event, 10_000)), Ack::UNDECODABLE, "too deep");
        check(parse(bomb(event, 200)), Ack::UNDECODABLE, "too deep");
    }
    let log = Log::default();
    let router = Router::with_fallback(other).state(log.clone()).handlers(handlers![on_gift]).build().unwrap();
    assert_eq!(run(router.dispatch(parse(bomb("gift.sent", 200)))).unwrap(), Ack::UNDECODABLE);
    assert_eq!(run(router.dispatch(parse(bomb("gift.sent", 100)))).unwrap(), Ack::OK);
    assert_eq!(log.take().last().map(String::as_str), Some("on_gift"));
}

#[test]
fn a_fallback_may_be_a_closure_and_fail() {
    let calls: &AtomicUsize = Box::leak(Box::default());
    let count = || calls.fetch_add(1, Ordering::Relaxed);
    let unknown = || parse(r#"{"event": "gift.sent"}"#);

    let router = Router::with_fallback(move |_: Delivery, why: Unrouted| async move {
        count();
        Err::<(), _>(why.to_string())
    });
    let error = run(router.build().unwrap().dispatch(unknown())).unwrap_err();
    assert_eq!(error.to_string(), "the fallback: returned an error");
    assert!(matches!(error.failure(), Failure::Error(error) if error.to_string().starts_with("unknown event")));

    let router = Router::with_fallback(move || -> Ack {
        count();
        panic!("as it happens")
    });
    let error = run(router.build().unwrap().dispatch(unknown())).unwrap_err();
    assert_eq!(error.to_string(), "the fallback: panicked: see the message that the panic hook printed");
    assert_eq!(calls.load(Ordering::Relaxed), 2);
}

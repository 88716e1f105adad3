//! Which handler runs, its parameters, and its result.

use std::error::Error;
use std::fmt;

use conscent::v1::PassPayment;
use conscent::v2::{Envelope, PaymentGatewayView, PurchaseBundle, PurchaseEvent, PurchasePass, TransactionComplete};
use conscent::{Ack, BoxError, Delivery, Failure, Meta, Raw, Router, State, conscent_handler, handlers, samples};

use crate::support::{Log, delivery, parse, pause, run};

#[conscent_handler(event = "purchase.pass")]
async fn payload(event: PurchasePass, State(log): State<Log>) -> Result<(), BoxError> {
    pause().await;
    log.push(format!("pass at {}", event.purchase().ok_or("no purchase")?.require_price()?));
    Ok(())
}

#[conscent_handler(event = "purchase.bundle")]
fn envelope(event: Envelope<PurchaseBundle>, raw: Raw, State(log): State<Log>) -> Ack {
    log.push(format!("{} of {} bytes", event.event().unwrap_or_default(), raw.len()));
    Ack::ACCEPTED
}

#[conscent_handler(event = "purchase.*")]
async fn group(event: PurchaseEvent, State(prefix): State<&'static str>, State(log): State<Log>) {
    let kind = match &event {
        PurchaseEvent::PurchaseSubscription(subscription) => subscription.payload().unwrap().purchase().is_some(),
        _ => false,
    };
    log.push(format!("{prefix} {} {kind}", event.name()));
}

#[conscent_handler]
fn by_type(_event: TransactionComplete, log: State<Log>, delivery: Delivery, meta: Meta) -> Result<Ack, fmt::Error> {
    assert_eq!(meta.received_at(), delivery.meta().received_at());
    let [event, _] = delivery.event().split('.').collect::<Vec<_>>()[..] else { return Err(fmt::Error) };
    log.0.push(event);
    Ok(Ack::OK)
}

#[conscent_handler(event = "pass_payment")]
async fn old(event: PassPayment, State(log): State<Log>) {
    log.push(event.pass_title().unwrap_or_default());
}

#[conscent_handler(raw_event = "gift.sent")]
async fn raw(raw: Raw, State(log): State<Log>) {
    log.push(String::from_utf8_lossy(&raw));
}

#[conscent_handler(event = "payment_gateway.view")]
async fn fails(_event: PaymentGatewayView) -> Result<(), fmt::Error> {
    Err(fmt::Error)
}

#[conscent_handler(event = "payment_gateway.close")]
async fn panics(_raw: conscent::v2::PaymentGatewayClose) {
    pause().await;
    panic!("as it happens");
}

#[conscent_handler(raw_event = "panics.at.once")]
fn panics_at_once() {
    panic!("as it happens");
}

#[conscent_handler(fallback)]
fn other(delivery: Delivery, State(log): State<Log>) {
    log.push(format!("fallback: {}", delivery.event()));
}

fn router() -> (Router, Log) {
    let log = Log::default();
    let router = Router::with_fallback(other)
        .state("any")
        .state(log.clone())
        .handlers(handlers![payload, envelope, group, by_type, old, raw, fails, panics, panics_at_once])
        .build();
    (router.unwrap(), log)
}

#[track_caller]
fn check(delivery: Delivery, ack: Ack, did: &str) {
    let (router, log) = router();
    assert_eq!(run(router.dispatch(delivery)).unwrap(), ack);
    assert_eq!(log.take(), [did]);
}

#[test]
fn a_handler_gets_what_it_takes() {
    check(delivery(&samples::purchase_pass()), Ack::OK, "pass at 120");
    let length = samples::purchase_bundle().text.len();
    check(delivery(&samples::purchase_bundle()), Ack::ACCEPTED, &format!("purchase.bundle of {length} bytes"));
    check(delivery(&samples::transaction_complete()), Ack::OK, "transaction");
    check(delivery(&samples::pass_payment()), Ack::OK, "qwe");
    check(parse(r#"{"event": "gift.sent"}"#), Ack::OK, r#"{"event": "gift.sent"}"#);
}

#[test]
fn a_group_takes_events_without_their_own_handler() {
    check(delivery(&samples::purchase_subscription()), Ack::OK, "any purchase.subscription true");
    check(parse(r#"{"event": "purchase.gift"}"#), Ack::OK, "any purchase.gift false");
    check(parse(r#"{"event": "purchase"}"#), Ack::OK, "fallback: purchase");
    check(parse(r#"{"event": "purchases.gift"}"#), Ack::OK, "fallback: purchases.gift");
    // The name alone does not make it an event of the new webhooks.
    check(Delivery::v1("purchase.gift", "{}".into()), Ack::OK, "fallback: purchase.gift");
}

#[test]
fn the_last_of_repeated_names_counts() {
    check(parse(r#"{"event": "gift.sent", "event": "purchase.gift"}"#), Ack::OK, "any purchase.gift false");
    check(parse(r#"{"ev\u0065nt": "purchase.gif\u0074"}"#), Ack::OK, "any purchase.gift false");
}

#[test]
fn the_error_of_a_handler_is_the_source() {
    let (router, _) = router();
    let error = run(router.dispatch(delivery(&samples::payment_gateway_view()))).unwrap_err();
    assert!(error.source().unwrap().is::<fmt::Error>());
    let line = error.to_string();
    assert!(line.starts_with("`fails` (conscent/tests/router/dispatch.rs:"), "{line}");
    assert!(line.ends_with("), handler of `payment_gateway.view`: returned an error"), "{line}");
    assert!(matches!(error.failure(), Failure::Error(error) if error.is::<fmt::Error>()));
}

#[test]
fn a_panic_is_an_error_and_the_router_goes_on() {
    let (router, log) = router();
    for body in [samples::payment_gateway_close().text, r#"{"event": "panics.at.once"}"#] {
        let error = run(router.dispatch(parse(body))).unwrap_err();
        assert!(matches!(error.failure(), Failure::Panic));
        assert!(error.source().is_none());
        assert!(!error.to_string().contains("as it happens"));
    }
    run(router.dispatch(delivery(&samples::purchase_pass()))).unwrap();
    assert_eq!(log.take().len(), 1);
}

#[test]
fn a_handler_is_still_a_function() {
    let log = Log::default();
    run(payload(PurchasePass::default(), State(log.clone()))).unwrap_err();
    assert_eq!(envelope(Envelope::default(), Raw("".into()), State(log)), Ack::ACCEPTED);
}

//! Deliveries that the caller stores, and dispatches again if they fail.

use conscent::v1::PassPayment;
use conscent::v2::{PurchaseEvent, PurchasePass};
use conscent::{
    Ack, BoxError, Delivery, Failure, FromDeliveryParts, Outcome, Router, State, conscent_handler, handlers, samples,
};
use http::{HeaderMap, HeaderValue};

use crate::support::{Log, delivery, parse, run};

#[conscent_handler(event = "purchase.pass")]
async fn out_of_stock(_event: PurchasePass) -> Result<(), BoxError> {
    Err("out of stock".into())
}

#[conscent_handler(event = "purchase.*")]
fn group(_event: PurchaseEvent) {}

#[conscent_handler(event = "pass_payment")]
fn old(_event: PassPayment) {}

/// A router whose hook keeps every failed delivery, and the numbers of the attempts that its observer sees.
fn router() -> (Router, Log) {
    let log = Log::default();
    let seen = log.clone();
    let router = Router::with_fallback(|| Ack::ACCEPTED)
        .handlers(handlers![out_of_stock])
        .observe(move |outcome: &Outcome<'_>| seen.push(format!("{} {}", outcome.delivery.event(), outcome.attempt)))
        .failed(|_, _| async { Ok(Ack::OK) })
        .build();
    (router.unwrap(), log)
}

#[test]
fn an_attempt_fails_with_its_handler_and_ignores_the_hook() {
    let (router, log) = router();
    let pass = delivery(&samples::purchase_pass());
    assert_eq!(run(router.dispatch(pass.clone())).unwrap(), Ack::OK);
    for attempt in [1, 2, u32::MAX] {
        let error = run(router.attempt(pass.clone(), attempt)).unwrap_err();
        assert!(matches!(error.failure(), Failure::Error(error) if error.to_string() == "out of stock"));
    }
    let last = format!("purchase.pass {}", u32::MAX);
    assert_eq!(log.take(), ["purchase.pass 1", "purchase.pass 1", "purchase.pass 2", &last]);
}

#[test]
fn it_succeeds_as_a_dispatch_does() {
    let (router, log) = router();
    assert_eq!(run(router.attempt(parse(r#"{"event": "gift.sent"}"#), 3)).unwrap(), Ack::ACCEPTED);
    assert_eq!(run(router.attempt(parse("no JSON"), 4)).unwrap(), Ack::UNDECODABLE);
    assert_eq!(log.take(), ["gift.sent 3", " 4"]);
}

#[test]
fn the_apis_of_a_router_are_those_of_its_handlers() {
    let names = |router: Router| router.apis().iter().map(|api| api.name).collect::<Vec<_>>();
    assert_eq!(names(router().0), ["v2"]);
    assert_eq!(names(Router::with_fallback(|| ()).build().unwrap()), [""; 0]);
    let all = Router::with_fallback(|| ()).handlers(handlers![out_of_stock, old, group]).build().unwrap();
    assert_eq!(names(all.clone()), ["v1", "v2"]);
    assert!(std::ptr::eq(all.apis()[1], &raw const conscent::v2::API));
}

/// A parameter type of another crate.
struct Shop(String);

impl<States> FromDeliveryParts<States, ()> for Shop {
    fn extract(_: &States, delivery: &Delivery) -> Self {
        Self(delivery.meta().header("x-shop").unwrap_or_default().to_owned())
    }
}

#[conscent_handler(event = "purchase.pass")]
async fn sold(_event: PurchasePass, State(log): State<Log>, Shop(shop): Shop) {
    log.push(format!("sold in {shop}"));
}

#[conscent_handler(raw_event = "gift.sent")]
fn sent(shop: Shop, State(log): State<Log>) {
    log.push(format!("sent from {}", shop.0));
}

#[conscent_handler(fallback)]
fn other(State(log): State<Log>, shop: Shop) {
    log.push(format!("other from {}", shop.0));
}

#[test]
fn handlers_and_fallbacks_take_what_other_crates_extract() {
    let log = Log::default();
    let router = Router::with_fallback(other).state(log.clone()).handlers(handlers![sold, sent]).build().unwrap();
    let mut headers = HeaderMap::new();
    headers.insert("x-shop", HeaderValue::from_static("Delhi"));
    for one in [delivery(&samples::purchase_pass()), parse(r#"{"event": "gift.sent"}"#), parse("{}")] {
        run(router.dispatch(one.with_headers(&headers))).unwrap();
    }
    assert_eq!(log.take(), ["sold in Delhi", "sent from Delhi", "other from Delhi"]);
}

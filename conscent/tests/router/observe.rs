//! The outcomes that observers see.

use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use conscent::v2::{PurchaseBundle, PurchaseEvent};
use conscent::{Ack, BoxError, Failure, Outcome, Router, conscent_handler, handlers, samples};

use crate::support::{delivery, parse, pause, run};

#[conscent_handler]
async fn on_bundle(_event: PurchaseBundle) -> Result<(), &'static str> {
    Err("sold out")
}

#[conscent_handler]
async fn any_purchase(_event: PurchaseEvent) -> Ack {
    Ack::ACCEPTED
}

#[conscent_handler(raw_event = "never.done")]
async fn never_done() {
    loop {
        pause().await;
    }
}

#[conscent_handler(fallback)]
async fn other() {}

type Seen = Arc<Mutex<Vec<String>>>;

fn observer() -> (Seen, impl Fn(&Outcome<'_>) + Send + Sync) {
    let seen = Seen::default();
    let lines = Arc::clone(&seen);
    let observe = move |outcome: &Outcome<'_>| {
        let who = outcome.handler.unwrap_or("fallback");
        let why = outcome.unrouted.map(ToString::to_string).unwrap_or_default();
        let result = match outcome.result {
            Ok(ack) => ack.status().as_str().to_owned(),
            Err(error) => match error.failure() {
                Failure::Error(error) => error.to_string(),
                Failure::Panic => "panic".to_owned(),
                _ => "stopped".to_owned(),
            },
        };
        lines.lock().unwrap().push(format!("{}|{who}|{why}|{result}", outcome.delivery.event()));
    };
    (seen, observe)
}

fn take(seen: &Seen) -> Vec<String> {
    std::mem::take(&mut seen.lock().unwrap())
}

#[test]
fn every_delivery_is_seen_once() {
    let (seen, observe) = observer();
    let router = Router::with_fallback(other).handlers(handlers![on_bundle, any_purchase, never_done]).observe(observe);
    let router = router.build().unwrap();
    let _ = run(router.dispatch(delivery(&samples::purchase_bundle())));
    let _ = run(router.dispatch(delivery(&samples::purchase_pass())));
    let _ = run(router.dispatch(delivery(&samples::transaction_failed())));
    let _ = run(router.dispatch(parse("{}")));
    let seen = take(&seen);
    assert_eq!(seen[..2], ["purchase.bundle|purchase.bundle||sold out", "purchase.pass|purchase.*||202"]);
    assert_eq!(seen[2], "transaction.failed|fallback|no handler takes this event|200");
    assert!(
        seen[3].starts_with("|fallback|undecodable: the delivery does not name its event") && seen[3].ends_with("|422")
    );
    assert_eq!(seen.len(), 4);
}

#[test]
fn a_delivery_whose_dispatch_is_dropped_is_observed() {
    let (seen, observe) = observer();
    let router = Router::with_fallback(other).handlers(handlers![never_done]).observe(observe).build().unwrap();
    {
        let mut dispatch = pin!(router.dispatch(parse(r#"{"event": "never.done"}"#)));
        assert!(dispatch.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        assert_eq!(take(&seen), [""; 0]);
    }
    assert_eq!(take(&seen), ["never.done|never.done||stopped"]);
}

#[test]
fn a_panicking_observer_fails_the_dispatch_and_the_others_are_still_called() {
    let (seen, observe) = observer();
    let router =
        Router::with_fallback(other).observe(|_| -> () { panic!("disk full") }).observe(observe).build().unwrap();
    let error = run(router.dispatch(parse(r#"{"event": "gift.sent"}"#))).unwrap_err();
    assert_eq!(error.to_string(), "an observer of the router: panicked: see the message that the panic hook printed");
    assert_eq!(take(&seen).len(), 1);
}

/// An observer that finishes when it is polled a second time, and records that.
fn slow(seen: &Seen, name: &'static str) -> impl Fn(&Outcome<'_>) -> Observing + Send + Sync + use<> {
    let seen = Arc::clone(seen);
    move |_| {
        let seen = Arc::clone(&seen);
        Box::pin(async move {
            pause().await;
            seen.lock().unwrap().push(format!("{name} is done"));
            Ok(())
        })
    }
}

type Observing = Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send>>;

#[test]
fn futures_of_observers_are_awaited_before_the_dispatch_returns() {
    let (seen, observe) = observer();
    let router = Router::with_fallback(other).observe(slow(&seen, "first")).observe(slow(&seen, "second"));
    let router = router.observe(observe).build().unwrap();
    {
        let mut dispatch = pin!(router.dispatch(parse(r#"{"event": "gift.sent"}"#)));
        let mut context = Context::from_waker(Waker::noop());
        assert!(dispatch.as_mut().poll(&mut context).is_pending());
        assert_eq!(take(&seen).len(), 1, "all are called before one is awaited");
        assert!(dispatch.as_mut().poll(&mut context).is_pending());
        assert_eq!(take(&seen), ["first is done"]);
        assert!(matches!(dispatch.as_mut().poll(&mut context), Poll::Ready(Ok(Ack::OK))));
        assert_eq!(take(&seen), ["second is done"]);
    }
}

async fn panics_later() {
    pause().await;
    panic!("disk full");
}

#[test]
fn the_error_and_the_panic_of_an_awaited_observer_make_the_dispatch_fail() {
    let (seen, observe) = observer();
    let late = Router::with_fallback(other)
        .observe(|_| async { Err("disk full") })
        .observe(slow(&seen, "another"))
        .observe(observe)
        .build()
        .unwrap();
    let error = run(late.dispatch(parse(r#"{"event": "gift.sent"}"#))).unwrap_err();
    assert!(matches!(error.failure(), Failure::Error(error) if error.to_string() == "disk full"));
    assert_eq!(error.to_string(), "an observer of the router: returned an error");
    assert_eq!(take(&seen)[1..], ["another is done"]);

    let panics = Router::with_fallback(other).observe(|_| panics_later());
    let error = run(panics.build().unwrap().dispatch(parse(r#"{"event": "gift.sent"}"#))).unwrap_err();
    assert!(matches!(error.failure(), Failure::Panic));
}

#[test]
fn a_dispatch_that_is_dropped_while_an_observer_is_awaited_is_seen_once() {
    let (seen, observe) = observer();
    let router = Router::with_fallback(other).observe(observe).observe(slow(&seen, "never")).build().unwrap();
    {
        let mut dispatch = pin!(router.dispatch(parse(r#"{"event": "gift.sent"}"#)));
        assert!(dispatch.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    assert_eq!(take(&seen).len(), 1);
}

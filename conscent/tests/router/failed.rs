//! The hook for deliveries that failed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use conscent::v2::PurchasePass;
use conscent::{Ack, BoxError, Delivery, Failure, HandlerError, Router, State, conscent_handler, handlers, samples};

use crate::support::{Log, delivery, parse, pause, run};

#[conscent_handler(event = "purchase.pass")]
async fn out_of_stock(_event: PurchasePass) -> Result<(), BoxError> {
    pause().await;
    Err("out of stock".into())
}

#[conscent_handler(fallback)]
fn other(State(log): State<Log>) -> Ack {
    log.push("fallback");
    Ack::OK
}

/// A router with this hook, and the log of the deliveries that the hook gets.
fn dispatch<K>(
    hook: impl Fn(Log, Delivery, HandlerError) -> K + Send + Sync + 'static,
) -> (Result<Ack, HandlerError>, Log)
where
    K: Future<Output = Result<Ack, BoxError>> + Send + 'static,
{
    let log = Log::default();
    let kept = log.clone();
    let router = Router::with_fallback(other)
        .state(log.clone())
        .handlers(handlers![out_of_stock])
        .failed(move |delivery, error| hook(kept.clone(), delivery, error))
        .build()
        .unwrap();
    assert_eq!(run(router.dispatch(parse(r#"{"event": "gift.sent"}"#))).unwrap(), Ack::OK);
    assert_eq!(log.take(), ["fallback"], "what does not fail never reaches the hook");
    (run(router.dispatch(delivery(&samples::purchase_pass()))), log)
}

#[test]
fn what_the_hook_keeps_is_acknowledged() {
    let (answer, log) = dispatch(|log, delivery, error| async move {
        pause().await;
        assert!(matches!(error.failure(), Failure::Error(error) if error.to_string() == "out of stock"));
        log.push(format!("{} of {} bytes", delivery.event(), delivery.body().len()));
        Ok(Ack::ACCEPTED)
    });
    assert_eq!(answer.unwrap(), Ack::ACCEPTED);
    assert_eq!(log.take(), [format!("purchase.pass of {} bytes", samples::purchase_pass().text.len())]);
}

#[test]
fn a_delivery_that_the_hook_does_not_keep_fails_with_the_handlers_error() {
    let calls = Arc::new(AtomicUsize::new(0));
    for panics in [false, true] {
        let calls = Arc::clone(&calls);
        let (answer, _) = dispatch(move |_, _, _| {
            calls.fetch_add(1, Ordering::Relaxed);
            async move {
                pause().await;
                assert!(!panics, "the disk is full");
                Err("the disk is full".into())
            }
        });
        let error = answer.unwrap_err();
        assert!(matches!(error.failure(), Failure::Error(error) if error.to_string() == "out of stock"));
    }
    assert_eq!(calls.load(Ordering::Relaxed), 2);
}

#[test]
fn a_delivery_that_an_observer_could_not_store_reaches_the_hook() {
    let router = Router::with_fallback(|| ())
        .observe(|_| Err::<(), _>("the disk is full"))
        .failed(|_, error| async move {
            assert_eq!(error.to_string(), "an observer of the router: returned an error");
            Ok(Ack::ACCEPTED)
        })
        .build()
        .unwrap();
    assert_eq!(run(router.dispatch(parse(r#"{"event": "gift.sent"}"#))).unwrap(), Ack::ACCEPTED);
}

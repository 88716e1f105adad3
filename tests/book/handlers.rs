//! Code in `guide/handlers.md`.

use conscent::v2::{Envelope, PurchaseEvent, PurchasePass, RefundedPayPerUse, TransactionComplete, TransactionFailed};
use conscent::{Ack, BoxError, Delivery, FromDeliveryParts, Meta, Raw, Router, State, Unrouted};
use conscent::{HandlerError, conscent_handler, handlers, samples};
use std::sync::{Arc, Mutex, PoisonError};

/// A log of what handlers did.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn add(&self, line: impl Into<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line.into());
    }

    async fn save(&self, line: &str) -> Result<(), BoxError> {
        tokio::task::yield_now().await; // waits, as for a database
        self.add(line);
        Ok(())
    }
}

// ANCHOR: event
#[conscent_handler(event = "purchase.pass")]
async fn on_pass(event: PurchasePass, State(log): State<Log>) -> Result<(), BoxError> {
    log.save(event.require_purchase()?.require_id()?).await
}
// ANCHOR_END: event

// ANCHOR: envelope
#[conscent_handler(event = "transaction.failed")]
fn on_failure(event: Envelope<TransactionFailed>, State(log): State<Log>) -> Result<(), BoxError> {
    log.add(event.require_user_id()?);
    Ok(())
}
// ANCHOR_END: envelope

// ANCHOR: inferred
#[conscent_handler] // the type of the event says which one it is
fn on_refund(_event: RefundedPayPerUse, State(log): State<Log>) {
    log.add("refund");
}
// ANCHOR_END: inferred

// ANCHOR: group
#[conscent_handler(event = "purchase.*")]
fn any_purchase(event: PurchaseEvent, State(log): State<Log>) {
    log.add(event.name());
}
// ANCHOR_END: group

// ANCHOR: raw
#[conscent_handler(raw_event = "gift.sent")] // no sample documents it, so its name is not checked
fn on_gift(raw: Raw, meta: Meta, State(log): State<Log>) -> Ack {
    log.add(format!("{} bytes from {:?}", raw.len(), meta.header("user-agent")));
    Ack::ACCEPTED
}
// ANCHOR_END: raw

// ANCHOR: fallback
#[conscent_handler(fallback)]
fn other(delivery: Delivery, why: Unrouted, State(log): State<Log>) -> Result<(), BoxError> {
    if why == Unrouted::NoHandler {
        return Ok(()); // documented, but this program has no use for it
    }
    log.add(format!("{why}: {}", delivery.dedupe_key()));
    Err("keep it".into())
}
// ANCHOR_END: fallback

// ANCHOR: parameter
/// The id that the proxy gave to the request.
struct RequestId(String);

impl<States> FromDeliveryParts<States, ()> for RequestId {
    fn extract(_: &States, delivery: &Delivery) -> Self {
        Self(delivery.meta().header("x-request-id").unwrap_or("none").to_owned())
    }
}

#[conscent_handler(event = "transaction.complete")]
fn on_complete(_event: TransactionComplete, RequestId(id): RequestId, State(log): State<Log>) {
    log.add(id);
}
// ANCHOR_END: parameter

// ANCHOR: failed
/// Keeps failed deliveries, so that their sender does not have to send them again.
async fn keep(delivery: Delivery, error: HandlerError, log: Log) -> Result<Ack, BoxError> {
    log.save(&format!("{error}: {} bytes", delivery.body().len())).await?; // better: a queue or a database
    Ok(Ack::ACCEPTED)
}
// ANCHOR_END: failed

fn router(log: Log) -> Result<Router, BoxError> {
    // ANCHOR: router
    let router = Router::with_fallback(other)
        .state(log.clone())
        .handlers(handlers![on_pass, on_failure, on_refund, any_purchase, on_gift, on_complete])
        .failed(move |delivery, error| keep(delivery, error, log.clone()))
        .build()?; // an error if two handlers are for one event
    // ANCHOR_END: router
    Ok(router)
}

#[test]
fn each_event_has_its_handler() {
    let log = Log::default();
    let router = router(log.clone()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for sample in samples::ALL.iter().filter(|sample| sample.api == "v2") {
        assert_eq!(runtime.block_on(router.test_dispatch(sample)).unwrap(), Ack::OK, "{}", sample.event);
    }
    for (body, ack) in [(r#"{"event": "gift.sent"}"#, Ack::ACCEPTED), (r#"{"event": "gift.lost"}"#, Ack::ACCEPTED)] {
        let delivery = Delivery::parse(body.into(), &http::HeaderMap::new()).unwrap();
        assert_eq!(runtime.block_on(router.dispatch(delivery)).unwrap(), ack);
    }
    let lines = log.0.lock().unwrap();
    assert!(
        ["refund", "none", "purchase.bundle"].iter().all(|line| lines.iter().any(|found| found == line)),
        "{lines:?}"
    );
}

//! Helpers that the tests share.

use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use conscent::capture::Capture;
use conscent::v2::PurchasePass;
use conscent::{Ack, Delivery, HandlerError, Router, Sample, conscent_handler, handlers, samples};
use http::HeaderMap;
use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) fn folder() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("capture.jsonl");
    (folder, path)
}

#[conscent_handler(event = "purchase.pass")]
fn on_pass(_event: PurchasePass) {}

/// A router whose handler takes `drifting` deliveries, and whose fallback takes all others.
pub(crate) fn router(capture: &Capture) -> Router {
    Router::with_fallback(|| ()).handlers(handlers![on_pass]).observe(capture.observer()).build().unwrap()
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs a future to its end, without an async runtime.
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

/// Polls a future once, and drops it if it is not done.
pub(crate) fn poll_once<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

pub(crate) fn dispatch(router: &Router, delivery: Delivery) -> Ack {
    try_dispatch(router, delivery).unwrap()
}

pub(crate) fn try_dispatch(router: &Router, delivery: Delivery) -> Result<Ack, HandlerError> {
    run(router.dispatch(delivery))
}

pub(crate) fn v2(body: impl Into<Vec<u8>>) -> Delivery {
    Delivery::parse(body.into().into(), &HeaderMap::new()).unwrap_or_else(conscent::ParseError::into_delivery)
}

/// A delivery that no handler takes.
pub(crate) fn gift(name: &str) -> Delivery {
    v2(json!({"event": "gift.sent", "payload": {"user": {"name": name}}}).to_string())
}

/// A delivery that a handler takes, and that differs from the samples.
pub(crate) fn drifting(coupon: &str) -> Delivery {
    v2(Sample::with(&samples::purchase_pass(), "/coupon", coupon).unwrap().to_string())
}

pub(crate) fn lines(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The names of the gifts in a verbatim capture.
pub(crate) fn names(path: &Path) -> Vec<String> {
    let name = |line: &Value| line["body"]["payload"]["user"]["name"].as_str().unwrap().to_owned();
    lines(path).iter().map(name).collect()
}

//! Helpers that the tests share.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
pub(crate) use conscent::test::delivery;
use conscent::{Delivery, ParseError};
use http::HeaderMap;

/// Polls a future until it is done. The futures of these tests can always make progress.
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}

/// Yields once.
pub(crate) async fn pause() {
    let mut paused = false;
    std::future::poll_fn(|_| if std::mem::replace(&mut paused, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

/// The delivery of a body for the router, whether or not the body names its event.
pub(crate) fn parse(body: impl Into<String>) -> Delivery {
    Delivery::parse(Bytes::from(body.into()), &HeaderMap::new()).unwrap_or_else(ParseError::into_delivery)
}

/// A state that records the actions of handlers.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(crate) fn push(&self, line: impl Into<String>) {
        self.0.lock().unwrap().push(line.into());
    }

    /// The actions since the last call.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

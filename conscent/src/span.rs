//! The span around a delivery; nothing without the feature `tracing`.

use crate::{Delivery, Outcome};

/// The span around a delivery. It says where log lines of handlers belong, and nothing of a body.
pub(crate) struct Span(#[cfg(feature = "tracing")] tracing::Span);

#[cfg(feature = "tracing")]
impl Span {
    pub(crate) fn new(delivery: &Delivery) -> Self {
        let event = crate::observe::documented(delivery);
        let empty = tracing::field::Empty;
        Self(tracing::info_span!(
            "delivery",
            api = delivery.api(),
            event,
            handler = empty,
            outcome = empty,
            elapsed_us = empty
        ))
    }

    /// Calls something within the span.
    pub(crate) fn enter<T>(&self, call: impl FnOnce() -> T) -> T {
        self.0.in_scope(call)
    }

    /// Notes what became of the delivery.
    pub(crate) fn finish(&self, outcome: &Outcome<'_>) {
        self.0.record("handler", outcome.handler);
        self.0.record("outcome", crate::observe::label(outcome));
        self.0.record("elapsed_us", u64::try_from(outcome.elapsed.as_micros()).unwrap_or(u64::MAX));
    }
}

#[cfg(not(feature = "tracing"))]
#[expect(clippy::unused_self, reason = "as with the feature")]
impl Span {
    pub(crate) fn new(_: &Delivery) -> Self {
        Self()
    }

    pub(crate) fn enter<T>(&self, call: impl FnOnce() -> T) -> T {
        call()
    }

    pub(crate) fn finish(&self, _: &Outcome<'_>) {}
}

//! The span around a delivery; empty without the feature `tracing`.

/// The span around a delivery. It relates the log lines of handlers to the delivery, and contains nothing from a body.
pub(crate) struct Span(#[cfg(feature = "tracing")] tracing::Span);

#[cfg(feature = "tracing")]
impl Span {
    /// Opens the span of a delivery of this `api`, with its `event` if that is documented.
    pub(crate) fn new(api: &str, event: Option<&str>) -> Self {
        let empty = tracing::field::Empty;
        Self(tracing::info_span!("delivery", api, event, handler = empty, outcome = empty, elapsed_us = empty))
    }

    /// Calls a function within the span.
    pub(crate) fn enter<T>(&self, call: impl FnOnce() -> T) -> T {
        self.0.in_scope(call)
    }

    /// Records the outcome of the delivery.
    pub(crate) fn finish(&self, handler: Option<&str>, outcome: &str, elapsed: std::time::Duration) {
        self.0.record("handler", handler);
        self.0.record("outcome", outcome);
        self.0.record("elapsed_us", u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX));
    }
}

#[cfg(not(feature = "tracing"))]
#[expect(clippy::unused_self, reason = "has the same signatures as with the feature")]
impl Span {
    pub(crate) fn new(_: &str, _: Option<&str>) -> Self {
        Self()
    }

    pub(crate) fn enter<T>(&self, call: impl FnOnce() -> T) -> T {
        call()
    }
}

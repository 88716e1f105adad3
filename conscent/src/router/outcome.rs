//! The outcome of a delivery, for observers.

use std::time::Duration;

use super::ack::Ack;
use super::error::HandlerError;
use super::unrouted::Unrouted;
use crate::Delivery;

/// The outcome of a delivery. Observers see each delivery once, before its dispatch returns.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Outcome<'a> {
    /// The delivery.
    pub delivery: &'a Delivery,
    /// The event or group that the handler is registered for; `None` if the fallback took the delivery.
    pub handler: Option<&'static str>,
    /// Why the delivery went to the fallback; `None` if a handler took it.
    pub unrouted: Option<&'a Unrouted>,
    /// The result of the handler or the fallback.
    pub result: Result<Ack, &'a HandlerError>,
    /// How long the handler or the fallback took.
    pub elapsed: Duration,
}

#[cfg(any(feature = "metrics", feature = "tracing"))]
impl Outcome<'_> {
    /// The outcome in a word, for metrics and spans.
    pub(crate) fn label(&self) -> &'static str {
        use super::error::Failure;

        match (self.result, self.unrouted) {
            (Err(error), _) => match error.failure() {
                Failure::Error(_) => "error",
                Failure::Panic => "panic",
                Failure::Stopped => "stopped",
            },
            (Ok(_), None) => "handled",
            (Ok(_), Some(Unrouted::UnknownEvent)) => "unknown_event",
            (Ok(_), Some(Unrouted::NoHandler)) => "no_handler",
            (Ok(_), Some(Unrouted::Undecodable(_))) => "undecodable",
        }
    }
}

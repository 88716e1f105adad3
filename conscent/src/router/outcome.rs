//! The outcome of a delivery, for observers.

use std::time::Duration;

use super::ack::{Ack, BoxError};
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

/// The return types of observers: `()`, and `Result<(), E>` where `E: Into<BoxError>`.
pub trait Observed {
    /// Converts the returned value.
    ///
    /// # Errors
    /// The observer's own error.
    fn observed(self) -> Result<(), BoxError>;
}

impl Observed for () {
    fn observed(self) -> Result<(), BoxError> {
        Ok(())
    }
}

impl<E: Into<BoxError>> Observed for Result<(), E> {
    fn observed(self) -> Result<(), BoxError> {
        self.map_err(Into::into)
    }
}

#[cfg(any(feature = "metrics", feature = "tracing"))]
impl Outcome<'_> {
    /// The outcome in a word, for metrics and spans.
    pub(crate) fn label(&self) -> &'static str {
        match (self.result, self.unrouted) {
            (Err(error), _) => error.failure().label(),
            (Ok(_), None) => "handled",
            (Ok(_), Some(Unrouted::UnknownEvent)) => "unknown_event",
            (Ok(_), Some(Unrouted::NoHandler)) => "no_handler",
            (Ok(_), Some(Unrouted::Undecodable(_))) => "undecodable",
        }
    }
}

//! The outcome of a delivery, for observers.

use std::pin::Pin;
use std::time::Duration;

use super::ack::{Ack, BoxError};
#[cfg(any(feature = "metrics", feature = "tracing"))]
use super::error::Failure;
use super::error::HandlerError;
use super::fallback::{Async, Immediate};
use super::unrouted::Unrouted;
use crate::Delivery;

/// The outcome of a delivery. Observers see each dispatch of a delivery once, before it returns.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Outcome<'a> {
    /// The delivery.
    pub delivery: &'a Delivery,
    /// The number of this attempt to handle the delivery: 1 for [`Router::dispatch`](crate::Router::dispatch), and the
    /// given number for [`Router::attempt`](crate::Router::attempt).
    pub attempt: u32,
    /// The event or group that the handler is registered for; `None` if the fallback took the delivery.
    pub handler: Option<&'static str>,
    /// Why the delivery went to the fallback; `None` if a handler took it.
    pub unrouted: Option<&'a Unrouted>,
    /// The result of the handler or the fallback.
    pub result: Result<Ack, &'a HandlerError>,
    /// How long the handler or the fallback took.
    pub elapsed: Duration,
}

/// The result of an observer: `()`, or `Result<(), E>` where `E: Into<BoxError>`.
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

/// The return types of observers: those of [`Observed`], and futures of them, boxed or not. `Mode` is [`Immediate`] or
/// [`Async`]; the compiler infers it.
#[diagnostic::on_unimplemented(
    message = "an observer cannot return `{Self}`",
    label = "not a valid return type for an observer",
    note = "return `()`, `Result<(), E>` where `E: Into<BoxError>`, or a `Send` future of one of them that borrows nothing"
)]
pub trait IntoObservation<Mode> {
    /// Converts the returned value into the future to be awaited, if it is a future.
    ///
    /// # Errors
    /// The observer's own error.
    fn observation(self) -> Result<Option<Observing>, BoxError>;
}

/// The future of an observer.
pub(super) type Observing = Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send>>;

impl<R: Observed> IntoObservation<Immediate> for R {
    fn observation(self) -> Result<Option<Observing>, BoxError> {
        self.observed().map(|()| None)
    }
}

impl<F: Future<Output: Observed> + Send + 'static> IntoObservation<Async> for F {
    fn observation(self) -> Result<Option<Observing>, BoxError> {
        Ok(Some(Box::pin(async { self.await.observed() })))
    }
}

#[cfg(any(feature = "metrics", feature = "tracing"))]
impl Outcome<'_> {
    /// The outcome as one word, for metrics and spans.
    pub(crate) fn label(&self) -> &'static str {
        // A fallback that returns an error is the usual way to reject what nobody handles. A panic is always a mistake.
        let is_rejected = match self.result.map_err(HandlerError::failure) {
            Ok(_) => false,
            Err(Failure::Error(_)) => true,
            Err(failure) => return failure.label(),
        };
        match (self.unrouted, is_rejected) {
            (None, false) => "handled",
            (None, true) => "error",
            (Some(Unrouted::UnknownEvent), false) => "unknown_event",
            (Some(Unrouted::UnknownEvent), true) => "unknown_event_failed",
            (Some(Unrouted::NoHandler), false) => "no_handler",
            (Some(Unrouted::NoHandler), true) => "no_handler_failed",
            (Some(Unrouted::Undecodable(_)), false) => "undecodable",
            (Some(Unrouted::Undecodable(_)), true) => "undecodable_failed",
        }
    }
}

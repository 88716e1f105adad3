//! Notifies observers of the outcome of every delivery, even of one that is dropped half-way.

use std::time::Instant;

use super::ack::Ack;
use super::error::{Failure, HandlerError, Stage};
use super::outcome::Outcome;
use super::unrouted::Unrouted;
use super::{Observer, catch_panic};
use crate::Delivery;
use crate::telemetry::{Span, report};

/// The drop guard of a delivery in flight: observers are notified even if its future is dropped.
pub(super) struct DeliveryGuard<'a> {
    observers: &'a [Observer],
    delivery: &'a Delivery,
    span: &'a Span,
    started: Instant,
    is_notified: bool,
    /// The function that has the delivery now.
    pub(super) stage: Stage,
    /// Why the fallback has it.
    pub(super) unrouted: Option<Unrouted>,
}

impl<'a> DeliveryGuard<'a> {
    pub(super) fn new(observers: &'a [Observer], delivery: &'a Delivery, span: &'a Span) -> Self {
        let started = Instant::now();
        Self { observers, delivery, span, started, is_notified: false, stage: Stage::Fallback, unrouted: None }
    }

    /// Notifies observers of what the handler returned, and gives what `dispatch` returns.
    pub(super) fn finish(mut self, returned: Result<Ack, Failure>) -> Result<Ack, HandlerError> {
        let result = match (returned, &self.unrouted) {
            (Ok(_), Some(Unrouted::Undecodable(_))) => Ok(Ack::UNDECODABLE),
            (Ok(ack), _) => Ok(ack),
            (Err(failure), _) => Err(HandlerError::new(self.stage, failure)),
        };
        let answer = match self.notify(&result) {
            Ok(()) => result,
            // An observer that failed may not have stored what it was to store, so nothing is acknowledged.
            Err(failure) => result.and(Err(HandlerError::new(Stage::Observer, failure))),
        };
        if let Err(error) = &answer {
            self.report(error);
        }
        answer
    }

    /// Reports the error where an operator sees it, even if nobody observes.
    fn report(&self, error: &HandlerError) {
        self.span.enter(|| report::failed(self.delivery, error));
    }

    /// Notifies all observers, once. It fails if one of them did.
    fn notify(&mut self, result: &Result<Ack, HandlerError>) -> Result<(), Failure> {
        self.is_notified = true;
        let outcome = Outcome {
            delivery: self.delivery,
            handler: self.stage.handler(),
            unrouted: self.unrouted.as_ref(),
            result: result.as_ref().copied(),
            elapsed: self.started.elapsed(),
        };
        #[cfg(feature = "tracing")]
        self.span.finish(outcome.handler, outcome.label(), outcome.elapsed);
        let calls = self.observers.iter().map(|observer| {
            self.span.enter(|| catch_panic(|| observer(&outcome))).and_then(|observed| observed.map_err(Failure::Error))
        });
        calls.fold(Ok(()), Result::and)
    }
}

impl Drop for DeliveryGuard<'_> {
    fn drop(&mut self) {
        if !self.is_notified {
            let error = HandlerError::new(self.stage, Failure::Stopped);
            self.report(&error);
            let stopped = Err(error);
            // The result of a dropped dispatch goes nowhere, and neither does the panic of an observer.
            let _ = self.notify(&stopped);
        }
    }
}

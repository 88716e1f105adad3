//! Notifies observers of the outcome of every delivery, even if its dispatch is dropped halfway.

use std::time::Instant;

use super::ack::Ack;
use super::error::{Failure, HandlerError, Stage};
use super::outcome::{Observing, Outcome};
use super::unrouted::Unrouted;
use super::{Observer, catch_panic, observe_catching_panic};
use crate::Delivery;
use crate::telemetry::{Span, report};

/// The drop guard of a delivery in flight: it notifies observers even if the future is dropped.
pub(super) struct DeliveryGuard<'a> {
    observers: &'a [Observer],
    delivery: &'a Delivery,
    attempt: u32,
    span: &'a Span,
    started: Instant,
    is_reported: bool,
    is_notified: bool,
    is_answered: bool,
    /// The function that is handling the delivery.
    pub(super) stage: Stage,
    /// The reason why the fallback is handling the delivery.
    pub(super) unrouted: Option<Unrouted>,
}

impl<'a> DeliveryGuard<'a> {
    pub(super) fn new(observers: &'a [Observer], delivery: &'a Delivery, attempt: u32, span: &'a Span) -> Self {
        let started = Instant::now();
        Self {
            observers,
            delivery,
            attempt,
            span,
            started,
            is_reported: false,
            is_notified: false,
            is_answered: false,
            stage: Stage::Fallback,
            unrouted: None,
        }
    }

    /// Notifies observers of the handler's result, and returns the result of `dispatch`.
    pub(super) async fn finish(mut self, returned: Result<Ack, Failure>) -> Result<Ack, HandlerError> {
        let result = match (returned, &self.unrouted) {
            (Ok(_), Some(Unrouted::Undecodable(_))) => Ok(Ack::UNDECODABLE),
            (Ok(ack), _) => Ok(ack),
            (Err(failure), _) => Err(HandlerError::new(self.stage, failure)),
        };
        if let Err(error) = &result {
            self.report(error);
        }
        let (mut observed, running) = self.notify(&result);
        self.stage = Stage::Observer;
        for observing in running {
            let awaited = observe_catching_panic(observing, self.span).await;
            observed = observed.and(awaited);
        }
        let answer = match (result, observed) {
            // An observer that failed may not have stored the delivery, so it is not acknowledged.
            (Ok(_), Err(failure)) => Err(HandlerError::new(self.stage, failure)),
            (result, _) => result,
        };
        if let Err(error) = &answer {
            self.report(error);
        }
        self.is_answered = true;
        answer
    }

    /// Reports the error to the operator, even if there are no observers. Only the first error is reported.
    fn report(&mut self, error: &HandlerError) {
        if !std::mem::replace(&mut self.is_reported, true) {
            self.span.enter(|| report::failed(self.delivery, self.unrouted.as_ref(), error));
        }
    }

    /// Notifies all observers once. Returns the first failure, and the observations that have to be awaited.
    fn notify(&mut self, result: &Result<Ack, HandlerError>) -> (Result<(), Failure>, Vec<Observing>) {
        self.is_notified = true;
        let outcome = Outcome {
            delivery: self.delivery,
            attempt: self.attempt,
            handler: self.stage.handler(),
            unrouted: self.unrouted.as_ref(),
            result: result.as_ref().copied(),
            elapsed: self.started.elapsed(),
        };
        #[cfg(feature = "tracing")]
        self.span.finish(outcome.handler, outcome.label(), outcome.elapsed);
        let (mut observed, mut running) = (Ok(()), Vec::new());
        for observer in self.observers {
            let called = self.span.enter(|| catch_panic(|| observer(&outcome)));
            match called.and_then(|observation| observation.map_err(Failure::Error)) {
                Ok(observing) => running.extend(observing),
                Err(failure) => observed = observed.and(Err(failure)),
            }
        }
        (observed, running)
    }
}

impl Drop for DeliveryGuard<'_> {
    fn drop(&mut self) {
        if self.is_answered {
            return;
        }
        let error = HandlerError::new(self.stage, Failure::Stopped);
        self.report(&error);
        if !self.is_notified {
            // The result of a dropped dispatch goes nowhere, and neither does the panic of an observer. The futures of
            // observers are dropped, because no one can await them any more.
            let _ = self.notify(&Err(error));
        }
    }
}

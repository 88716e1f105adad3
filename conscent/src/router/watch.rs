//! Tells observers what becomes of a delivery, whatever that is.

use std::time::Instant;

use super::{Observer, catch};
use crate::error::{Failure, Place};
use crate::{Ack, Delivery, HandlerError, Outcome, Unrouted};

/// A delivery on its way. If it is dropped there, observers are told so.
pub(super) struct Watch<'a> {
    observers: &'a [Observer],
    delivery: &'a Delivery,
    started: Instant,
    told: bool,
    /// Who has it.
    pub(super) place: Place,
    /// Why the fallback has it.
    pub(super) unrouted: Option<Unrouted>,
}

impl<'a> Watch<'a> {
    pub(super) fn new(observers: &'a [Observer], delivery: &'a Delivery) -> Self {
        Self { observers, delivery, started: Instant::now(), told: false, place: Place::Fallback, unrouted: None }
    }

    /// Tells what the handler gave, and gives what dispatch gives.
    pub(super) fn finish(mut self, done: Result<Ack, Failure>) -> Result<Ack, HandlerError> {
        let result = match (done, &self.unrouted) {
            (Ok(_), Some(Unrouted::Undecodable(_))) => Ok(Ack::UNDECODABLE),
            (Ok(ack), _) => Ok(ack),
            (Err(failure), _) => Err(HandlerError::new(self.place, failure)),
        };
        let told = self.tell(&result);
        // An observer that panicked may not have kept what it was to keep: then nothing is acknowledged.
        match told {
            Ok(()) => result,
            Err(panic) => result.and(Err(HandlerError::new(Place::Observer, panic))),
        }
    }

    /// Tells all observers, once. An error if one of them panicked.
    fn tell(&mut self, result: &Result<Ack, HandlerError>) -> Result<(), Failure> {
        self.told = true;
        let outcome = Outcome {
            delivery: self.delivery,
            handler: self.place.handler(),
            unrouted: self.unrouted.as_ref(),
            result: result.as_ref().copied(),
            elapsed: self.started.elapsed(),
        };
        let told = self.observers.iter().map(|observer| catch(|| observer(&outcome)));
        told.fold(Ok(()), Result::and)
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if !self.told {
            let stopped = Err(HandlerError::new(self.place, Failure::Stopped));
            // Whether an observer panicked is of no use to anyone: nobody waits for the result.
            let _ = self.tell(&stopped);
        }
    }
}

//! What can go wrong. No error holds anything of a body but the error of a handler, which is the user's own.

use std::fmt;

use conscent_types::Undecodable;

use crate::handler::Route;
use crate::{BoxError, Delivery};

/// A body that does not tell its event. It holds the delivery: what has arrived is not lost.
#[derive(Debug)]
pub struct ParseError {
    delivery: Box<Delivery>,
    why: Undecodable,
}

impl ParseError {
    pub(crate) fn new(delivery: Delivery, why: Undecodable) -> Self {
        Self { delivery: Box::new(delivery), why }
    }

    /// What is wrong with the body.
    #[must_use]
    pub fn why(&self) -> &Undecodable {
        &self.why
    }

    /// The delivery, without an event. A router hands it to the fallback.
    #[must_use]
    pub fn into_delivery(self) -> Delivery {
        *self.delivery
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.why.fmt(f)
    }
}

impl std::error::Error for ParseError {}

/// A delivery was not handled: its handler or the fallback failed, panicked, or was stopped.
#[derive(Debug)]
pub struct HandlerError {
    place: Place,
    failure: Failure,
}

/// Who failed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    Handler(&'static Route),
    Fallback,
    Observer,
}

impl Place {
    /// The event or group that the handler is registered for, if it is one.
    pub(crate) fn handler(self) -> Option<&'static str> {
        match self {
            Self::Handler(route) => Some(route.event),
            Self::Fallback | Self::Observer => None,
        }
    }
}

/// How a handler failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// It returned an error.
    Error(BoxError),
    /// It panicked. The panic's message went to the panic hook; it may quote the event, so it is not kept.
    Panic,
    /// `dispatch` was dropped before the handler was done: the client went away, or a time limit was reached.
    Stopped,
}

impl HandlerError {
    pub(crate) fn new(place: Place, failure: Failure) -> Self {
        Self { place, failure }
    }

    /// How it failed.
    #[must_use]
    pub fn failure(&self) -> &Failure {
        &self.failure
    }

    /// How it failed, with the handler's own error.
    #[must_use]
    pub fn into_failure(self) -> Failure {
        self.failure
    }
}

/// The place and what happened. The handler's own error is the [`source`](std::error::Error::source).
impl fmt::Display for HandlerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Place::Handler(route) => write!(f, "{route}, handler of `{}`: ", route.event)?,
            Place::Fallback => f.write_str("the fallback: ")?,
            Place::Observer => f.write_str("an observer of the router: ")?,
        }
        f.write_str(match self.failure {
            Failure::Error(_) => "returned an error",
            Failure::Panic => "panicked: the panic's own message tells where",
            Failure::Stopped => "stopped before it was done: the client went away, or a time limit was reached",
        })
    }
}

impl std::error::Error for HandlerError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.failure {
            Failure::Error(error) => Some(error.as_ref()),
            Failure::Panic | Failure::Stopped => None,
        }
    }
}

/// Handlers that cannot be in one router: two for the same event. All such pairs are named.
#[derive(Debug)]
pub struct BuildError {
    pub(crate) conflicts: Vec<[&'static Route; 2]>,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, [first, second]) in self.conflicts.iter().enumerate() {
            let line = if n == 0 { "" } else { "\n" };
            let event = first.event;
            write!(f, "{line}{}:{}: `{}` ", second.file, second.line, second.handler)?;
            write!(f, "is a second handler for `{event}`: {first} is the first, and an event goes to one handler; ")?;
            write!(f, "call one from the other, and register only that")?;
        }
        Ok(())
    }
}

impl std::error::Error for BuildError {}

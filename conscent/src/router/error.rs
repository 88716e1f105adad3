//! Errors of routers and their handlers. They contain nothing from a body, except that a handler's own error may.

use std::fmt;
use std::sync::Arc;

use super::ack::BoxError;
use super::handler::Route;

/// A delivery was not handled: its handler or the fallback failed, panicked, or was stopped. A clone is cheap, and is
/// the same error.
#[derive(Clone, Debug)]
pub struct HandlerError {
    stage: Stage,
    failure: Arc<Failure>,
}

/// The part of a dispatch that failed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stage {
    Handler(&'static Route),
    Fallback,
    Observer,
}

impl Stage {
    /// The event or group that the handler is registered for; `None` at another stage.
    pub(super) fn handler(self) -> Option<&'static str> {
        match self {
            Self::Handler(route) => Some(route.event),
            Self::Fallback | Self::Observer => None,
        }
    }
}

#[cfg(feature = "tracing")]
impl HandlerError {
    /// The function that failed, for the log: the name of the handler's function, `fallback` or `observer`.
    pub(crate) fn culprit(&self) -> &'static str {
        match self.stage {
            Stage::Handler(route) => route.handler,
            Stage::Fallback => "fallback",
            Stage::Observer => "observer",
        }
    }
}

/// How a handler failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// It returned an error.
    Error(BoxError),
    /// It panicked. The message went to the panic hook. It is not kept, because it may quote the event.
    Panic,
    /// `dispatch` was dropped before the handler finished: the client disconnected, or a time limit was reached.
    Stopped,
}

#[cfg(any(feature = "metrics", feature = "tracing"))]
impl Failure {
    /// The failure as one word, for metrics and logs.
    pub(crate) fn label(&self) -> &'static str {
        match self {
            Self::Error(_) => "error",
            Self::Panic => "panic",
            Self::Stopped => "stopped",
        }
    }
}

impl HandlerError {
    /// The error of an accessor such as `require_price()`, if the handler returned it. It names a field, and quotes no value.
    #[cfg(feature = "tracing")]
    pub(crate) fn field(&self) -> Option<&conscent_core::FieldError> {
        match &*self.failure {
            Failure::Error(error) => error.downcast_ref(),
            Failure::Panic | Failure::Stopped => None,
        }
    }

    pub(super) fn new(stage: Stage, failure: Failure) -> Self {
        Self { stage, failure: Arc::new(failure) }
    }

    /// Returns how the handler failed.
    #[must_use]
    pub fn failure(&self) -> &Failure {
        &self.failure
    }
}

/// Writes the stage and the failure. The handler's own error is the [`source`](std::error::Error::source).
impl fmt::Display for HandlerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.stage {
            Stage::Handler(route) => write!(f, "{route}, handler of `{}`: ", route.event)?,
            Stage::Fallback => f.write_str("the fallback: ")?,
            Stage::Observer => f.write_str("an observer of the router: ")?,
        }
        f.write_str(match &*self.failure {
            Failure::Error(_) => "returned an error",
            Failure::Panic => "panicked: see the message that the panic hook printed",
            Failure::Stopped => "was stopped before it finished: the client disconnected, or a time limit was reached",
        })
    }
}

impl std::error::Error for HandlerError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.failure {
            Failure::Error(error) => Some(error.as_ref()),
            Failure::Panic | Failure::Stopped => None,
        }
    }
}

/// Several handlers are registered for the same event. The error names all such pairs of handlers.
#[derive(Debug)]
pub struct BuildError {
    pub(super) conflicts: Vec<[&'static Route; 2]>,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, [first, second]) in self.conflicts.iter().enumerate() {
            let line = if n == 0 { "" } else { "\n" };
            let event = first.event;
            write!(f, "{line}{}:{}: `{}` ", second.file, second.line, second.handler)?;
            write!(f, "is a second handler for `{event}`, after {first}; an event goes to only one handler, ")?;
            write!(f, "so register one of them, and call the other from it")?;
        }
        Ok(())
    }
}

impl std::error::Error for BuildError {}

//! Why no handler took a delivery.

use std::fmt;

use conscent_core::Undecodable;

use super::ack::BoxError;

/// Why a delivery goes to the fallback. A fallback can take this as a parameter, and return it as its error.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unrouted {
    /// No sample documents the event, and no handler takes it.
    UnknownEvent,
    /// A sample documents the event, but no handler takes it.
    NoHandler,
    /// The body does not name its event, or does not decode into what the handler takes.
    Undecodable(Undecodable),
}

#[cfg(feature = "tracing")]
impl Unrouted {
    /// The reason as one word, for logs.
    pub(crate) fn label(&self) -> &'static str {
        match self {
            Self::UnknownEvent => "unknown_event",
            Self::NoHandler => "no_handler",
            Self::Undecodable(_) => "undecodable",
        }
    }
}

impl fmt::Display for Unrouted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownEvent => f.write_str("unknown event: no sample documents it, and no handler takes it"),
            Self::NoHandler => f.write_str("no handler takes this event"),
            Self::Undecodable(why) => write!(f, "undecodable: {why}"),
        }
    }
}

impl std::error::Error for Unrouted {}

/// A fallback that returns the reason as an error, so that no delivery is acknowledged unless a handler took it.
///
/// The sender gets a 500 and may try again, perhaps after a handler was added. With `conscent-inbox`, the delivery is
/// retried like any other that fails, and becomes a dead letter in the end.
///
/// ```
/// # use conscent::{BoxError, Router};
/// let router = Router::with_fallback(conscent::unhandled).build()?;
/// # Ok::<(), BoxError>(())
/// ```
///
/// # Errors
/// Always, with `why`.
pub fn unhandled(why: Unrouted) -> Result<(), BoxError> {
    Err(why.into())
}

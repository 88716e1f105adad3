//! Why a delivery comes to the fallback.

use std::fmt;

use conscent_types::Undecodable;

/// Why a delivery comes to the fallback. A fallback can take it as a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unrouted {
    /// No sample documents the event, and no handler takes it.
    UnknownEvent,
    /// The event is documented, and no handler takes it.
    NoHandler,
    /// There is no telling the event, or its handler cannot be given what it takes.
    Undecodable(Undecodable),
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

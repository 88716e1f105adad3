//! One documented payload, and where it came from.

use crate::diagnostic::Place;

/// One documented payload.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sample {
    /// The generation of webhooks it belongs to: the first folder below `samples/` (`v1`, `v2`).
    pub api: String,
    /// The event's name on the wire: the second folder (`purchase.pass`).
    pub event: String,
    /// The file's stem, unique within its event.
    pub name: String,
    /// The file, and the line where the payload starts.
    pub place: Place,
    /// The payload as it stands in the file; after `correct`, as corrected.
    pub text: String,
    /// Whether `correct` changed it.
    pub fidelity: Fidelity,
}

/// How a sample relates to what the documentation shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fidelity {
    /// As documented.
    Verbatim,
    /// A known mistake of the documentation is corrected.
    Corrected,
}

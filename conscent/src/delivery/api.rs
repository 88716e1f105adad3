//! The generations of webhooks.

/// A generation of webhooks. A match over it names all of them, so that a third cannot be decoded as the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Api {
    /// The old webhooks, which do not name their event.
    V1,
    /// The new webhooks, with an envelope that names the event.
    V2,
}

impl Api {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::V2 => "v2",
        }
    }
}

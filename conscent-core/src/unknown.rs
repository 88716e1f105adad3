//! Undocumented events.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::decode::from_json;
use crate::{DecodeError, Drift, DriftKind};

/// The whole body of an event that no sample documents.
///
/// `Debug` is redacted: it shows the name and the keys of the body.
#[derive(Clone, PartialEq)]
pub struct UnknownEvent {
    /// The event's name, as given by the caller.
    pub name: String,
    /// The body.
    pub body: Map<String, Value>,
}

impl UnknownEvent {
    /// Decodes the body of an unknown event.
    ///
    /// # Errors
    /// As [`decode`](crate::decode).
    pub fn decode(name: &str, body: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self { name: name.to_owned(), body: from_json(body)? })
    }

    /// The drift of an unknown event: one entry for the whole body.
    #[must_use]
    pub fn drift(&self) -> Vec<Drift> {
        vec![Drift { pointer: String::new(), kind: DriftKind::UnknownEvent }]
    }
}

/// Writes the body.
impl Serialize for UnknownEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.body.serialize(serializer)
    }
}

impl fmt::Debug for UnknownEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys: Vec<&String> = self.body.keys().collect();
        f.debug_struct("UnknownEvent").field("name", &self.name).field("keys", &keys).finish_non_exhaustive()
    }
}

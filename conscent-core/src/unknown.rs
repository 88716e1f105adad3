//! Undocumented events.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::decode::from_json;
use crate::{DecodeError, Drift, DriftKind, FieldValue, Redaction, redact};

/// The whole body of an event that no sample documents.
///
/// In generated enums of events, the body's type is the one that all bodies of the api have in common, such as
/// `Envelope<AnyPayload>`. By default the body is any JSON object: `<UnknownEvent>::decode(name, body)`.
///
/// `Debug` is redacted.
#[derive(Clone, PartialEq)]
pub struct UnknownEvent<B = Map<String, Value>> {
    /// The event's name, as given by the caller.
    pub name: String,
    /// The body.
    pub body: B,
}

impl<B: DeserializeOwned> UnknownEvent<B> {
    /// Decodes the body of an unknown event.
    ///
    /// # Errors
    /// The same as for [`decode`](crate::decode).
    pub fn decode(name: &str, body: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self { name: name.to_owned(), body: from_json(body)? })
    }

    /// Like [`decode`](Self::decode), but decodes onto the heap; see [`decode_boxed`](crate::decode_boxed).
    ///
    /// # Errors
    /// The same as for `decode`.
    #[doc(hidden)]
    #[inline(never)]
    pub fn decode_boxed(name: &str, body: &[u8]) -> Result<Box<Self>, DecodeError> {
        Self::decode(name, body).map(Box::new)
    }
}

impl<B> UnknownEvent<B> {
    /// The drift of an unknown event: one entry for the whole body.
    #[must_use]
    pub fn drift(&self) -> Vec<Drift> {
        vec![Drift { pointer: String::new(), kind: DriftKind::UnknownEvent }]
    }
}

/// Writes the body.
impl<B: Serialize> Serialize for UnknownEvent<B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.body.serialize(serializer)
    }
}

impl<B: FieldValue> fmt::Debug for UnknownEvent<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = redact::shown(&self.body, Redaction::On);
        f.debug_struct("UnknownEvent").field("name", &self.name).field("body", &body).finish()
    }
}

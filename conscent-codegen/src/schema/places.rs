//! The places in an API's bodies whose types are decided elsewhere: the payload, and the name of the event.

use super::tree::fields;
use crate::diagnostic::Diagnostic;
use crate::pointer;
use crate::samples::{self, EnvelopeHint};
use conscent_shape::Shape;

/// The places of one API, from its hint.
#[derive(Debug, Default)]
pub(super) struct Places<'h> {
    hint: Option<&'h EnvelopeHint>,
    payload: Option<&'h str>,
    /// Whether the name is in the envelope, and its pointer into the envelope or the payload.
    name: Option<(bool, &'h str)>,
}

/// The role of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The payload.
    Payload,
    /// An object of the envelope that contains the payload.
    Around,
    /// The name of the event, or a part of it.
    Name,
    /// An object that contains the name.
    AroundName,
    Other,
}

impl<'h> Places<'h> {
    pub(super) fn new(hint: Option<&'h EnvelopeHint>) -> Self {
        let payload = hint.and_then(|hint| hint.payload.as_deref());
        let name = hint.and_then(|hint| hint.naming.pointer.as_deref()).map(|name| {
            let inside = name.strip_prefix(payload.unwrap_or_default()).filter(|rest| rest.starts_with('/'));
            inside.map_or((true, name), |inside| (false, inside))
        });
        Self { hint, payload, name }
    }

    /// The keys on the path from a body to its payload. Empty without an envelope.
    pub(super) fn way(&self) -> Vec<String> {
        self.payload.into_iter().flat_map(pointer::tokens).collect()
    }

    /// Whether payloads are in an envelope.
    pub(super) fn has_envelope(&self) -> bool {
        self.payload.is_some()
    }

    /// The role of the place at a pointer into the envelope, or into the payload.
    pub(super) fn at(&self, is_envelope: bool, pointer: &str) -> Place {
        let leads_to = |to: &str| to.strip_prefix(pointer).is_some_and(|rest| rest.starts_with('/'));
        match (self.payload.filter(|_| is_envelope), self.name.filter(|(envelope, _)| *envelope == is_envelope)) {
            (Some(payload), _) if payload == pointer => Place::Payload,
            (Some(payload), _) if leads_to(payload) => Place::Around,
            (_, Some((_, name))) if name == pointer => Place::Name,
            (_, Some((_, name))) if leads_to(name) => Place::AroundName,
            _ => Place::Other,
        }
    }

    /// The payload in the shape of a body.
    pub(super) fn payload_in<'s>(&self, body: &'s Shape) -> Option<&'s Shape> {
        self.way().iter().try_fold(body, |shape, key| {
            fields(&shape.object).find(|(known, _)| *known == key).map(|(_, field)| &*field.shape)
        })
    }

    /// An error if no sample has a payload.
    pub(super) fn unseen(&self, api: &str) -> Option<Diagnostic> {
        Some(samples::unknown_place(self.hint?.places.of("payload"), api, self.payload?))
    }
}

//! `[envelope.<api>]`: where deliveries name their event, and where their payload is.

use crate::diagnostic::{Diagnostic, Location};
use crate::interface::Naming;
use crate::pointer;
use crate::samples::delivery::{HEADER_RULE, is_header};
use serde::Deserialize;

/// How many keys may be on the path to a payload. Each becomes a struct.
const MAX_WAY: usize = 16;

/// Where deliveries of an API have the parts that a receiver needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnvelopeHint {
    /// Its line in `hints.toml`.
    pub location: Location,
    /// Where they name their event.
    pub naming: Naming,
    /// Where the payload is, as a JSON pointer. `None`: the whole body is the payload.
    pub payload: Option<String>,
    /// Whether a body is a list of deliveries.
    pub batch: bool,
}

/// One `[envelope.<api>]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    event: Option<String>,
    payload: Option<String>,
    header: Option<String>,
    #[serde(default)]
    batch: bool,
}

impl Entry {
    pub(super) fn hint(self, location: Location) -> Result<EnvelopeHint, Diagnostic> {
        let Self { event, payload, header, batch } = self;
        let place = |place: Option<String>| place.map(|place| place_of(&place, &location)).transpose();
        let (pointer, payload) = (place(event)?, place(payload)?);
        let wrong = |what: &str, help: &str| Err(location.clone().error(what, help));
        if pointer.is_none() && payload.is_none() && header.is_none() && !batch {
            return wrong("empty envelope", "give it an event, a header or a payload, or remove it");
        }
        if let Some(header) = header.as_ref().filter(|header| !is_header(header)) {
            return Err(location.error(format!("{header:?} is not a header"), HEADER_RULE));
        }
        if let (Some(event), Some(payload)) = (&pointer, &payload) {
            if event == payload {
                return wrong("event and payload are in the same place", "give each of them its own place");
            }
            if payload.strip_prefix(event.as_str()).is_some_and(|rest| rest.starts_with('/')) {
                return wrong(
                    "the payload is inside the event's name",
                    "a name is a string and contains nothing; correct the pointers",
                );
            }
        }
        if payload.as_deref().is_some_and(|payload| pointer::tokens(payload).count() > MAX_WAY) {
            return wrong(
                "the payload is too deep",
                "each key on the path to it becomes a struct, and at most 16 are allowed",
            );
        }
        let naming = Naming { header: header.map(|header| header.to_ascii_lowercase()), pointer };
        Ok(EnvelopeHint { location, naming, payload, batch })
    }
}

/// Converts a place to a JSON pointer: it is a key, or already a pointer.
pub(in crate::samples) fn place_of(place: &str, location: &Location) -> Result<String, Diagnostic> {
    if place.is_empty() {
        return Err(location
            .clone()
            .error("a place without a key", "write a key, or a JSON pointer such as `/data/type`"));
    }
    if !place.starts_with('/') {
        return Ok(format!("/{}", pointer::escape(place)));
    }
    if !pointer::is_valid(place) {
        return Err(location.clone().error(format!("{place:?} is not a JSON pointer"), pointer::RULE));
    }
    Ok(place.to_owned())
}

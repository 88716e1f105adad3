//! What samples cannot show, told by `samples/hints.toml`.

use crate::diagnostic::Place;
use std::collections::BTreeMap;

/// The content of `hints.toml`.
#[derive(Clone, Debug, PartialEq)]
pub struct Hints {
    /// How many sightings it takes before a field counts as always present. Default 3.
    pub min_samples: u64,
    /// Per api, where the envelope keeps its event name and its payload. No entry: the whole body is the payload.
    pub envelopes: BTreeMap<String, EnvelopeHint>,
    /// The places that need a word.
    pub places: Vec<PlaceHint>,
}

/// Where an api's envelope keeps what the generator must know: two top-level keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvelopeHint {
    /// The key of the event's name (`event`).
    pub event: String,
    /// The key of the payload (`payload`).
    pub payload: String,
}

/// One hint about one place in the payloads of an api.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceHint {
    /// Where it stands in `hints.toml`, for the error when it no longer applies.
    pub place: Place,
    /// The api (`v2`).
    pub api: String,
    /// One event only; all events of the api when absent.
    pub event: Option<String>,
    /// JSON pointer below the payload, `*` for list items: `/purchase/utmParameters`.
    pub at: String,
    /// What is so there.
    pub kind: HintKind,
}

/// What a hint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HintKind {
    /// The object's keys are data: a map, not a struct.
    Map,
    /// The string is one of a set of codes: an open enum.
    Enum,
    /// The string is text, whatever its form says.
    Text,
    /// The object's or enum's type has this name.
    Name(String),
}

//! Which event a body is.

use clap::ValueEnum;
use clap::builder::PossibleValuesParser;
use conscent::{DecodeError, Drift, DriftKind, UnknownEvent, v1, v2};
use conscent_codegen::diagnostic::{Diagnostic, Place};
use serde::Serialize;
use serde_json::Value;
use std::fmt;

/// The key under which a v2 body names its event.
pub(crate) const EVENT: &str = "event";

/// A generation of webhooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Api {
    /// The old webhooks: the body is the payload, and names no event
    V1,
    /// The new webhooks: the payload comes in an envelope, which names the event
    V2,
}

/// What is known of every document before it is read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Told<'a> {
    Event(Api, &'a str),
    Api(Api),
    Nothing,
}

/// What a body is.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) api: Api,
    /// None when nothing in the body tells it.
    pub(crate) event: Option<String>,
    /// Whether the event is only the likeliest.
    pub(crate) guess: bool,
    pub(crate) drift: Vec<Drift>,
}

/// Why a body is not identified.
#[derive(Debug)]
pub(crate) enum Unidentified {
    /// It is no JSON object, or nests too deep.
    Undecodable(DecodeError),
    /// It is told to be v2, and names no event.
    Unnamed,
}

impl fmt::Display for Unidentified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undecodable(why) => why.fmt(f),
            Self::Unnamed => f.write_str("no event name"),
        }
    }
}

impl From<DecodeError> for Unidentified {
    fn from(error: DecodeError) -> Self {
        Self::Undecodable(error)
    }
}

impl Api {
    fn events(self) -> &'static [&'static str] {
        match self {
            Self::V1 => v1::EVENTS,
            Self::V2 => v2::EVENTS,
        }
    }

    fn drift(self, event: &str, body: &[u8]) -> Result<Vec<Drift>, DecodeError> {
        Ok(match self {
            Self::V1 => v1::AnyEvent::decode(event, body)?.drift(),
            Self::V2 => v2::AnyEvent::decode(event, body)?.drift(),
        })
    }
}

impl fmt::Display for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V1 => "v1",
            Self::V2 => "v2",
        })
    }
}

/// The names of all documented events, for the command line.
pub(crate) fn names() -> PossibleValuesParser {
    Api::value_variants().iter().flat_map(|api| api.events()).copied().collect::<Vec<_>>().into()
}

impl<'a> Told<'a> {
    pub(crate) fn new(event: Option<&'a str>, api: Option<Api>) -> Result<Self, Diagnostic> {
        let Some(event) = event else { return Ok(api.map_or(Self::Nothing, Self::Api)) };
        let mut apis = Api::value_variants().iter().filter(|known| known.events().contains(&event));
        let Some(known) = apis.find(|known| api.is_none_or(|api| api == **known)) else {
            let what = format!("{event:?} belongs to another api than --api says");
            return Err(Place::file("--event").says(what, "leave --api out; the name of an event tells its api"));
        };
        Ok(Self::Event(*known, event))
    }
}

/// Tells the event of a body, and its drift.
pub(crate) fn identify(body: &[u8], told: Told<'_>) -> Result<Finding, Unidentified> {
    let object = UnknownEvent::decode("", body)?.body;
    let named = object.get(EVENT).and_then(Value::as_str);
    Ok(match (told, named) {
        (Told::Event(api, event), _) => Finding::of(api, event, body)?,
        (Told::Api(Api::V2) | Told::Nothing, Some(event)) => Finding::of(Api::V2, event, body)?,
        (Told::Api(Api::V1), _) | (Told::Nothing, None) => Finding::likeliest(body, object.len())?,
        (Told::Api(Api::V2), None) => return Err(Unidentified::Unnamed),
    })
}

impl Finding {
    fn of(api: Api, event: &str, body: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self { api, event: Some(event.to_owned()), guess: false, drift: api.drift(event, body)? })
    }

    /// The v1 event from which the body drifts least; none if it knows not one of the body's keys.
    fn likeliest(body: &[u8], keys: usize) -> Result<Self, DecodeError> {
        let api = Api::V1;
        let mut best = Self { api, event: None, guess: false, drift: UnknownEvent::decode("", body)?.drift() };
        for event in api.events() {
            let drift = api.drift(event, body)?;
            let is_foreign = |one: &&Drift| one.kind == DriftKind::UnknownKey && one.pointer.rfind('/') == Some(0);
            let knows_some = drift.iter().filter(is_foreign).count() < keys;
            if knows_some && (best.event.is_none() || drift.len() < best.drift.len()) {
                best = Self { api, event: Some((*event).to_owned()), guess: true, drift };
            }
        }
        Ok(best)
    }
}

//! Identifies the event of a body.

use clap::ValueEnum;
use clap::builder::PossibleValuesParser;
use conscent::{DecodeError, Drift, DriftKind, UnknownEvent, v1, v2};
use conscent_codegen::{Diagnostic, Location};
use serde::Serialize;
use serde_json::Value;
use std::fmt;

/// The key under which a v2 body names its event.
pub(crate) const EVENT: &str = "event";

/// A generation of webhooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Api {
    /// The old webhooks: the body is the payload, and does not name its event
    V1,
    /// The new webhooks: the payload comes in an envelope, which names the event
    V2,
}

/// What the user, or the surroundings of a body, declare about it before it is read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Declared<'a> {
    Event(Api, &'a str),
    Api(Api),
    Nothing,
}

/// What a body is.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) api: Api,
    /// `None` if nothing in the body names it.
    pub(crate) event: Option<String>,
    /// Whether the event is only the likeliest one.
    pub(crate) guess: bool,
    pub(crate) drift: Vec<Drift>,
}

/// Why a body is not identified.
#[derive(Debug)]
pub(crate) enum IdentifyError {
    /// It is not a JSON object, or is nested too deep.
    Undecodable(DecodeError),
    /// It is declared to be v2, and does not name its event.
    Unnamed,
}

impl fmt::Display for IdentifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undecodable(why) => why.fmt(f),
            Self::Unnamed => f.write_str("no event name"),
        }
    }
}

impl From<DecodeError> for IdentifyError {
    fn from(error: DecodeError) -> Self {
        Self::Undecodable(error)
    }
}

impl Api {
    /// All apis, as `v1, v2`, for messages.
    pub(crate) fn all() -> String {
        Self::value_variants().iter().map(Self::to_string).collect::<Vec<_>>().join(", ")
    }

    fn events(self) -> &'static [&'static str] {
        match self {
            Self::V1 => v1::EVENTS,
            Self::V2 => v2::EVENTS,
        }
    }

    /// The first api that documents an event of this name, of all apis or of the one that is given.
    pub(crate) fn of_event(event: &str, api: Option<Self>) -> Result<Self, Diagnostic> {
        let documents = |known: &&Self| known.events().contains(&event) && api.is_none_or(|api| api == **known);
        Self::value_variants().iter().find(documents).copied().ok_or_else(|| {
            let message = format!("{event:?} belongs to a different api than the one in --api");
            Location::file("--event").error(message, "leave out --api; the name of an event determines its api")
        })
    }

    fn drift(self, event: &str, body: &[u8]) -> Result<Vec<Drift>, DecodeError> {
        match self {
            Self::V1 => v1::AnyEvent::drift_of(event, body),
            Self::V2 => v2::AnyEvent::drift_of(event, body),
        }
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

impl<'a> Declared<'a> {
    /// What the options --event and --api declare.
    pub(crate) fn new(event: Option<&'a str>, api: Option<Api>) -> Result<Self, Diagnostic> {
        Ok(match (event, api) {
            (Some(event), api) => Self::Event(Api::of_event(event, api)?, event),
            (None, Some(api)) => Self::Api(api),
            (None, None) => Self::Nothing,
        })
    }
}

/// Finds the event of a body, and its drift.
pub(crate) fn identify(body: &[u8], declared: Declared<'_>) -> Result<Finding, IdentifyError> {
    let object = <UnknownEvent>::decode("", body)?.body;
    let named = object.get(EVENT).and_then(Value::as_str);
    Ok(match (declared, named) {
        (Declared::Event(api, event), _) => Finding::of(api, event, body)?,
        (Declared::Api(Api::V2) | Declared::Nothing, Some(event)) => Finding::of(Api::V2, event, body)?,
        (Declared::Api(Api::V1), _) | (Declared::Nothing, None) => Finding::likeliest(body, object.len())?,
        (Declared::Api(Api::V2), None) => return Err(IdentifyError::Unnamed),
    })
}

impl Finding {
    fn of(api: Api, event: &str, body: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self { api, event: Some(event.to_owned()), guess: false, drift: api.drift(event, body)? })
    }

    /// The v1 event with the least drift, of those that know at least one of the body's keys.
    fn likeliest(body: &[u8], keys: usize) -> Result<Self, DecodeError> {
        let api = Api::V1;
        let mut best = Self { api, event: None, guess: false, drift: <UnknownEvent>::decode("", body)?.drift() };
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

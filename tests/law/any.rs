//! Any event of any api.

use conscent_types::{DecodeError, Drift, v1, v2};
use serde_json::Value;
use std::fmt;

/// Any event of any api, by its whole body.
#[derive(PartialEq)]
pub(crate) enum Any {
    V1(v1::AnyEvent),
    V2(v2::AnyEvent),
}

/// The api and name of every documented event.
pub(crate) fn events() -> impl Iterator<Item = (&'static str, &'static str)> {
    let of = |api, events: &'static [&str]| events.iter().map(move |event| (api, *event));
    of("v1", v1::EVENTS).chain(of("v2", v2::EVENTS))
}

impl Any {
    pub(crate) fn decode(api: &str, event: &str, body: &[u8]) -> Result<Self, DecodeError> {
        match api {
            "v1" => v1::AnyEvent::decode(event, body).map(Self::V1),
            "v2" => v2::AnyEvent::decode(event, body).map(Self::V2),
            _ => panic!("unknown api {api}"),
        }
    }

    /// The drift in a body of this event, including the parts that cannot be represented.
    pub(crate) fn drift_of(api: &str, event: &str, body: &[u8]) -> Result<Vec<Drift>, DecodeError> {
        match api {
            "v1" => v1::AnyEvent::drift_of(event, body),
            "v2" => v2::AnyEvent::drift_of(event, body),
            _ => panic!("unknown api {api}"),
        }
    }

    pub(crate) fn encode(&self) -> Value {
        match self {
            Self::V1(event) => serde_json::to_value(event),
            Self::V2(event) => serde_json::to_value(event),
        }
        .unwrap()
    }

    /// The encoded body as text.
    pub(crate) fn write(&self) -> String {
        match self {
            Self::V1(event) => serde_json::to_string(event),
            Self::V2(event) => serde_json::to_string(event),
        }
        .unwrap()
    }

    pub(crate) fn name(&self) -> &str {
        match self {
            Self::V1(event) => event.name(),
            Self::V2(event) => event.name(),
        }
    }

    pub(crate) fn is_unknown(&self) -> bool {
        matches!(self, Self::V1(v1::AnyEvent::Unknown(_)) | Self::V2(v2::AnyEvent::Unknown(_)))
    }

    pub(crate) fn drift(&self) -> Vec<Drift> {
        match self {
            Self::V1(event) => event.drift(),
            Self::V2(event) => event.drift(),
        }
    }
}

impl fmt::Debug for Any {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V1(event) => event.fmt(f),
            Self::V2(event) => event.fmt(f),
        }
    }
}

//! Where deliveries name their events, where the payload is, and where their ids are.

use super::{Envelope, Field, Module, RustType, Struct};
use crate::pointer;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Where a delivery names its event: in a header, in the body, or partly in both. If neither is set, only the endpoint
/// determines the event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Naming {
    /// The name of the header, in lower case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// The JSON pointer into the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
}

/// Where a delivery has the id that its sender assigned, which stays the same at each repetition: in a header or in the
/// body. If neither is set, no such id is documented.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Id {
    /// The name of the header, in lower case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// The JSON pointer into the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
}

impl Naming {
    /// Whether deliveries name their event.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.header.is_some() || self.pointer.is_some()
    }

    /// The text that the body has for an event's name: the whole name, or if a header has a part of it, the part after
    /// the dot.
    #[must_use]
    pub fn text_in<'b>(&self, body: &'b Value) -> Option<&'b str> {
        body.pointer(self.pointer.as_deref()?)?.as_str().filter(|text| !text.is_empty())
    }

    /// The event that a delivery names. `header` returns the value of a header, given its name in lower case.
    #[must_use]
    pub fn event_name(&self, header: impl Fn(&str) -> Option<String>, body: &Value) -> Option<String> {
        let text = self.text_in(body);
        let Some(name) = &self.header else { return text.map(str::to_owned) };
        let value = header(name).filter(|value| !value.is_empty())?;
        Some(match text {
            Some(text) => format!("{value}.{text}"),
            None => value,
        })
    }
}

impl Module {
    /// The event that a delivery names, as for [`Naming::event_name`].
    #[must_use]
    pub fn event_name(&self, header: impl Fn(&str) -> Option<String>, body: &Value) -> Option<String> {
        self.naming.event_name(header, body)
    }

    /// The structs around the payload, the envelope's first.
    pub fn around(&self) -> impl Iterator<Item = &Struct> {
        self.envelope.iter().flat_map(Envelope::structs)
    }

    /// Where bodies have the whole name of their event, if that place is in a struct that only this event has: the
    /// number of structs around it, and the key. If that number is the number of structs around the payload, the key is
    /// in the payload.
    #[must_use]
    pub fn name_key(&self) -> Option<(usize, String)> {
        let pointer = self.naming.pointer.as_deref().filter(|_| self.naming.header.is_none())?;
        let (name, payload) = (keys(pointer), keys(self.payload.as_deref().unwrap_or_default()));
        let (key, way) = name.split_last()?;
        payload.starts_with(way).then(|| (way.len(), key.clone()))
    }
}

impl Envelope {
    /// Its structs, from the outside in.
    pub fn structs(&self) -> impl Iterator<Item = &Struct> {
        [&self.body].into_iter().chain(&self.inside)
    }

    /// Its structs, mutably.
    pub(crate) fn structs_mut(&mut self) -> impl Iterator<Item = &mut Struct> {
        [&mut self.body].into_iter().chain(&mut self.inside)
    }

    /// The fields on the path to the payload, each with its struct, from the outside in. The last field is the
    /// payload's.
    pub fn way(&self) -> impl Iterator<Item = (&Struct, &Field)> {
        let is_on_the_way = |field: &&Field| matches!(field.ty, RustType::Payload | RustType::Around(_));
        self.structs().filter_map(move |one| Some((one, one.fields.iter().find(is_on_the_way)?)))
    }
}

/// The keys of a pointer.
fn keys(pointer: &str) -> Vec<String> {
    pointer::tokens(pointer).collect()
}

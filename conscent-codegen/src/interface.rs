//! The public face of a generated crate, as data.
//!
//! `schema::decide` makes an [`Interface`]. No later stage makes a decision: Rust sources, JSON Schemas, OpenAPI,
//! AsyncAPI, the crate around them, `diff` and the catalogue only print it. A generated crate has it as
//! `schemas/interface.json`, and a release keeps a copy, so that the next version can be compared with it.

mod file;
mod naming;
mod rust_type;
mod views;
mod words;

pub use file::{FILE, FORMAT};
pub use naming::{Id, Naming};
pub use rust_type::RustType;
pub use views::{View, ViewField, Views};

use crate::samples::Delivery;
use crate::samples::name::folder;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The name of the envelope's struct.
pub const ENVELOPE: &str = "Envelope";

/// The name of the struct for the payload of an event that no sample documents.
pub const ANY_PAYLOAD: &str = "AnyPayload";

/// The public face of a generated crate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interface {
    /// The version of this format: [`FORMAT`].
    pub format: u32,
    /// SHA-256 over the lines that `sha256sum` writes for the samples and the shape files, sorted by their paths in the
    /// samples folder.
    pub snapshot: String,
    /// How the webhooks are delivered, as far as hints describe it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub delivery: Delivery,
    /// The modules, sorted by API.
    pub modules: Vec<Module>,
}

/// The module of one API.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// The API's name (`v2`).
    pub api: String,
    /// The module's name in Rust.
    pub ident: String,
    /// Where deliveries name their event.
    #[serde(default, skip_serializing_if = "is_default")]
    pub naming: Naming,
    /// Where bodies have the payload, as a JSON pointer. `None`: the whole body is the payload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
    /// Whether a body is a list of deliveries.
    #[serde(default, skip_serializing_if = "is_default")]
    pub batch: bool,
    /// Where deliveries have the id that their sender assigned.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Id,
    /// The envelope around its payloads, unless the whole body is the payload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub envelope: Option<Envelope>,
    /// Its events, sorted by name.
    pub events: Vec<Event>,
    /// The enums of the events whose names start with the same part, sorted by that part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub families: Vec<EventFamily>,
    /// The keys that payloads share: the fields of the payload of an event that no sample documents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shared: Vec<Field>,
    /// The structs that events share, sorted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub structs: Vec<Struct>,
    /// The open enums, sorted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enums: Vec<OpenEnum>,
    /// The unions, sorted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unions: Vec<Union>,
}

/// What surrounds the payloads of an API.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// Its struct, [`ENVELOPE`].
    pub body: Struct,
    /// The structs inside it that also contain the payload, from the outside in. Each contains the next one, as
    /// [`RustType::Around`]. The last one, or the envelope if there are none, contains the payload, as
    /// [`RustType::Payload`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inside: Vec<Struct>,
}

/// An event and its payload.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Its name on the wire (`purchase.pass`).
    pub name: String,
    /// The name of its folder, if it is not the usual one: if two names differ only in case, one event needs another
    /// folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// Its variant in the enums of events.
    pub variant: String,
    /// Its payload (`PurchasePass`).
    pub payload: Struct,
    /// The type of the payload, if it is not always an object: `Vec<Entry>`, or an `Option` of it if it may be null.
    /// The struct then has no fields; it only gives the payload a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<RustType>,
    /// The documented payloads: functions of the module `samples`.
    pub samples: Vec<SampleFn>,
}

/// The function that returns a documented payload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleFn {
    /// The name of the sample's file.
    pub name: String,
    /// The name of the function.
    pub ident: String,
    /// The page that shows the payload, and the line; empty if they are unknown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub origin: String,
    /// The page's name for the event; empty if it is unknown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub heading: String,
    /// Whether a correction fixed a known mistake of the documentation in it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub corrected: bool,
    /// Whether it is a captured delivery, not a payload from a page.
    #[serde(default, skip_serializing_if = "is_default")]
    pub captured: bool,
    /// Whether the import replaced personal data in it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub redacted: bool,
}

/// The enum of all events whose names start with the same part, up to the first dot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventFamily {
    /// The part that they share (`purchase`).
    pub name: String,
    /// The enum (`PurchaseEvent`).
    pub ident: String,
}

/// A struct for objects with known keys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Struct {
    /// Its name (`Address`).
    pub name: String,
    /// The keys of the fields that have this type (`address`, `billingAddress`). Payloads and envelopes have none.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub keys: BTreeSet<String>,
    /// How often it was seen.
    pub occurrence: Occurrence,
    /// Its fields, sorted by key.
    pub fields: Vec<Field>,
    /// The views of its variants, if a field determines which variant an object is. Structs of the envelope have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub views: Option<Views>,
}

/// A field of a struct.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The key on the wire.
    pub key: String,
    /// The name of the field and of its accessor.
    pub ident: String,
    /// What the field holds.
    #[serde(rename = "type")]
    pub ty: RustType,
    /// Whether every object has the key and it is never null, in enough samples. JSON Schema lists such a key as
    /// `required`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub required: bool,
    /// Whether it was ever null.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nullable: bool,
    /// How often it was seen.
    pub occurrence: Occurrence,
    /// The form that all of its values have, in words (`24 hex digits`), if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// The JSON Schema `format` of its strings, if all have one and none is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// A sentence for its docs, from a hint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// A value as JSON text, if it is a number or a code, and never personal data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
}

/// An enum of strings. It has the known values, and accepts others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenEnum {
    /// Its name.
    pub name: String,
    /// The keys of the fields that have it, each with its struct (`Purchase.type`).
    pub keys: BTreeSet<String>,
    /// Its known values, sorted.
    pub values: Vec<EnumValue>,
}

/// A known value of an open enum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnumValue {
    /// The text on the wire.
    pub text: String,
    /// The variant.
    pub variant: String,
}

/// An enum of values of several JSON kinds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Union {
    /// Its name.
    pub name: String,
    /// The keys of the fields that have it, each with its struct.
    pub keys: BTreeSet<String>,
    /// A variant for each kind of value in the samples.
    pub variants: Vec<UnionVariant>,
}

/// A variant of a union.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnionVariant {
    /// The variant's name, after its kind (`Number`, `List`).
    pub variant: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub ty: RustType,
}

/// How many samples have something, and how many archived objects do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Occurrence {
    /// The documented samples that have it.
    pub samples: usize,
    /// The samples that could have it.
    pub of: usize,
    /// The events of the samples and archives that have it. If all objects of its struct have a field, only the struct
    /// lists them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub events: BTreeSet<String>,
    /// The archived objects that have it. `None`: no archive has an object that could have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived: Option<Archived>,
}

/// How many archived objects have something. An archive is a shape file, which counts the objects of many payloads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Archived {
    /// The objects that have it.
    pub seen: u64,
    /// The objects that could have it.
    pub of: u64,
}

impl Occurrence {
    /// Whether any sample or archive has it. Otherwise, it is known from other events, or from the last release.
    #[must_use]
    pub fn is_seen(&self) -> bool {
        self.samples > 0 || self.archived.is_some_and(|archived| archived.seen > 0)
    }

    /// Whether all samples and all archived objects that could have it actually have it.
    #[must_use]
    pub fn is_in_all(&self) -> bool {
        self.samples == self.of && self.archived.is_none_or(|archived| archived.seen == archived.of)
    }
}

pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Interface {
    /// How many events it has.
    #[must_use]
    pub fn events(&self) -> usize {
        self.modules.iter().map(|module| module.events.len()).sum()
    }

    /// How many archived payloads it was made from.
    #[must_use]
    pub fn archived(&self) -> u64 {
        let events = self.modules.iter().flat_map(|module| &module.events);
        events.filter_map(|event| event.payload.occurrence.archived).map(|archived| archived.of).sum()
    }

    /// How many samples it was made from.
    #[must_use]
    pub fn samples(&self) -> usize {
        self.modules.iter().flat_map(|module| &module.events).map(|event| event.samples.len()).sum()
    }
}

impl Module {
    /// All structs: the envelope's, those of payloads, and those that events share.
    pub fn all_structs(&self) -> impl Iterator<Item = &Struct> {
        self.around().chain(self.events.iter().map(|event| &event.payload)).chain(&self.structs)
    }

    /// The payload of an event that no sample documents, as a struct like any other.
    #[must_use]
    pub fn any_payload(&self) -> Struct {
        Struct {
            name: ANY_PAYLOAD.to_owned(),
            keys: BTreeSet::new(),
            occurrence: Occurrence::default(),
            fields: self.shared.clone(),
            views: None,
        }
    }

    /// The events of a family.
    pub fn events_of<'a>(&'a self, family: &'a EventFamily) -> impl Iterator<Item = &'a Event> {
        self.events.iter().filter(|event| family.contains(&event.name))
    }

    /// The family of an event.
    #[must_use]
    pub fn family_of(&self, event: &str) -> Option<&EventFamily> {
        self.families.iter().find(|family| family.contains(event))
    }
}

impl Event {
    /// The name of the event's folder.
    #[must_use]
    pub fn folder(&self) -> Cow<'_, str> {
        self.folder.as_deref().map_or_else(|| folder(&self.name).into(), Cow::from)
    }
}

impl EventFamily {
    /// The part of an event's name that its family shares, if it has a family.
    pub(crate) fn name_of(event: &str) -> Option<&str> {
        event.split_once('.').map(|(family, _)| family).filter(|family| !family.is_empty())
    }

    /// Whether an event of this name belongs to the family.
    #[must_use]
    pub fn contains(&self, event: &str) -> bool {
        Self::name_of(event) == Some(&self.name)
    }
}

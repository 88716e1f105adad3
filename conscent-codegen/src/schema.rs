//! The types of the generated crate, decided. Everything before this stage observes, everything after it obeys.
//!
//! | place | decision |
//! |---|---|
//! | a key that every object has, never null, in at least `min_samples` samples | [`Presence::Always`]: in the JSON Schema's `required`, its accessor gives a `Result` |
//! | any other key | [`Presence::Sometimes`]: its accessor gives an `Option` |
//! | objects that are alike | one [`Definition`] (the rules are those of `group`) |
//! | numbers | [`Type::Number`], whatever they look like: `108` today is `854.05` tomorrow |
//! | strings that are all RFC 3339 (or empty) | [`Type::Timestamp`], which keeps their text |
//! | strings that are all codes (`SUBSCRIPTION`), one of them at least 4 long, at most [`MAX_CODES`] of them | an open enum; shorter ones (`IN`, `INR`) are other people's lists |
//! | `[]` and `null` only | [`Type::Any`]: unknown until a real one is merged in |
//! | below more than [`MAX_OBJECTS`] objects or [`MAX_LISTS`] lists in one another | [`Type::Any`]: rustc gives up on types that nest far deeper, and so do its users |
//! | two kinds at one place | a union with a variant for each |
//! | more keys than [`Fields::BOUND`](crate::shape::Fields::BOUND), or a hint | a map |
//!
//! None of this affects decoding: every JSON object decodes into the generated types.

mod codes;
mod define;
mod document;
mod example;
mod group;
mod hints;
mod json;
mod names;
mod place;
mod read;
mod samples;
mod seen;

pub use document::{document, standalone};
pub use read::{read, restate};
pub use seen::Seen;

use crate::catalog::Catalog;
use crate::diagnostic::Diagnostics;
use crate::hint::Hints;
use std::collections::BTreeSet;

/// How many different codes a place may hold to be an enum without a hint.
pub const MAX_CODES: usize = 32;

/// How many objects under different keys may stand in one another before what is inside has no type.
pub const MAX_OBJECTS: usize = 32;

/// How many lists (or maps) may stand in one another, without an object between them, before what is inside has no type.
pub const MAX_LISTS: usize = 8;

/// One api: a module of the generated crate.
#[derive(Clone, Debug, PartialEq)]
pub struct Api {
    /// Its name (`v2`).
    pub name: String,
    /// What stands around its payloads, if anything does.
    pub envelope: Option<Envelope>,
    /// Its events, sorted by name.
    pub events: Vec<Event>,
    /// Events that share the first part of their names, sorted by it.
    pub groups: Vec<Group>,
    /// What events share, sorted by name.
    pub definitions: Vec<Definition>,
}

/// What stands around the payloads of an api.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    /// The key of the event's name.
    pub event_key: String,
    /// All keys; that of the payload has the type [`Type::Payload`].
    pub object: Object,
}

impl Envelope {
    /// The property that holds the payload.
    pub(crate) fn payload(&self) -> Option<&Property> {
        self.object.properties.iter().find(|property| property.ty == Type::Payload)
    }
}

/// An event and its payload.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its name on the wire (`purchase.pass`).
    pub name: String,
    /// The payload's type (`PurchasePass`).
    pub type_name: String,
    /// The payload.
    pub object: Object,
    /// The documented payloads, sorted by name.
    pub samples: Vec<Sample>,
}

/// A documented payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The name of its file.
    pub name: String,
    /// The function of the module `samples` that gives it.
    pub ident: String,
}

/// The events whose names start alike, up to the first dot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What they start with (`purchase`).
    pub name: String,
    /// The type of any of them (`PurchaseEvent`).
    pub type_name: String,
}

impl Group {
    /// What the events of the group start with, if the event is of one.
    pub(crate) fn of(event: &str) -> Option<&str> {
        event.split_once('.').map(|(group, _)| group).filter(|group| !group.is_empty())
    }

    /// Its events.
    pub(crate) fn events<'a>(&self, api: &'a Api) -> impl Iterator<Item = &'a Event> {
        api.events.iter().filter(|event| Self::of(&event.name) == Some(&self.name))
    }
}

/// A type that stands at one or many places.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The type's name (`Address`).
    pub name: String,
    /// Where it stands: keys (`address`, `billingAddress`), of an object if only that has it (`Purchase.type`).
    pub places: BTreeSet<String>,
    /// What it is.
    pub kind: Kind,
}

/// What a definition is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// An object with known keys.
    Object(Object),
    /// A string with known values, open to others.
    Enum(Vec<Code>),
    /// Values of more than one kind, at most one type for each.
    Union(Vec<Type>),
}

/// A known value of an open enum.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// As it is written on the wire.
    pub text: String,
    /// As the variant is named.
    pub variant: String,
}

/// An object with known keys.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// The samples it was seen in.
    pub seen: Seen,
    /// Its keys, sorted.
    pub properties: Vec<Property>,
}

/// One key of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    /// As it is written on the wire.
    pub key: String,
    /// As the field and the accessor are named.
    pub ident: String,
    /// What it holds.
    pub ty: Type,
    /// Whether it can be counted on.
    pub presence: Presence,
    /// Whether it was ever null.
    pub nullable: bool,
    /// The samples it was seen in.
    pub seen: Seen,
    /// What a value looks like; never a person's data.
    pub example: Option<String>,
}

/// Whether a key can be counted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Present and not null in every object, in enough samples.
    Always,
    /// Anything less.
    Sometimes,
}

/// What stands at a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// Not known yet.
    Any,
    /// `true` or `false`.
    Bool,
    /// A number that keeps its form.
    Number,
    /// A string.
    Text,
    /// A string that should be RFC 3339.
    Timestamp,
    /// An array.
    List(Box<Type>),
    /// An item of an array that may be null.
    Nullable(Box<Type>),
    /// An object whose keys are data.
    Map(Box<Type>),
    /// The definition of this name.
    Ref(String),
    /// The payload in the envelope.
    Payload,
}

/// Decides the types of every api.
///
/// # Errors
/// Hints that no longer apply.
pub fn lower(catalog: &Catalog, hints: &Hints) -> Result<Vec<Api>, Diagnostics> {
    let mut errors = Vec::new();
    let mut apis = Vec::new();
    for (api, events) in catalog {
        let mut place_hints = hints::PlaceHints::new(&hints.places, api);
        let envelope = hints.envelopes.get(api);
        let places = place::find(events, envelope, &mut place_hints);
        errors.extend(place_hints.stale());
        let groups = group::group(&places);
        let names = names::name(&places, &groups);
        apis.push(define::define(api, events, envelope, &places, &groups, names, hints.min_samples));
    }
    for hint in hints.places.iter().filter(|hint| !catalog.contains_key(&hint.api)) {
        errors.push(hints::unknown_api(hint));
    }
    samples::name(&mut apis, catalog);
    if errors.is_empty() { Ok(apis) } else { Err(Diagnostics(errors)) }
}

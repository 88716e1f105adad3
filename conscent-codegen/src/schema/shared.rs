//! Completes keys from the same keys elsewhere.

use super::ident;
use super::memory::{self, Memory};
use crate::interface::{Archived, Envelope, EventFamily, Field, Module, Occurrence, RustType};
use std::collections::{BTreeMap, BTreeSet};

/// How many events of a family must have a key at the top of their payloads before all events of the family have the
/// field. The number is a count, not a share of the events, so that a new event never removes a field.
const OF_FAMILY: usize = 3;

/// The same for all events of an API.
const OF_API: usize = 8;

/// How many events must have a key before it is expected in the payload of an undocumented event.
const OF_UNKNOWN: usize = 2;

/// Gives unknown types the type that the same key has elsewhere, and adds the keys that payloads share to the payloads
/// without them.
pub(super) fn share(module: &mut Module, memory: &Memory<'_>) {
    fill(module);
    let tops = top_keys(module);
    let unions: BTreeSet<String> = module.unions.iter().map(|union| union.name.clone()).collect();
    for event in module.events.iter_mut().filter(|event| event.value.is_none()) {
        let family = EventFamily::name_of(&event.name);
        for (key, top) in &tops {
            let is_of_family = |event: &str| family.is_some() && EventFamily::name_of(event) == family;
            let previous = memory.field(&event.payload.name, key);
            let ty = top.held_by(key, OF_API, |_| true).or_else(|| top.held_by(key, OF_FAMILY, is_of_family));
            let ty = ty.or_else(|| previous.map(|field| field.ty.clone()));
            if let Some(ty) = ty.filter(|_| !event.payload.fields.iter().any(|field| field.key == *key)) {
                let mut field = top.field(key, ty, &event.payload.occurrence);
                // The shared keys list their events. If each event listed all others, the size would be the square of
                // their number.
                field.occurrence.events.clear();
                let method = event.payload.views.as_ref().map(|views| views.method.as_str());
                add(&mut event.payload.fields, field, previous, (method, &unions));
            }
        }
    }
    let before = memory.module.map_or(&[][..], |module| &module.shared);
    for (key, top) in &tops {
        let previous = before.iter().find(|field| field.key == *key);
        let ty = top.held_by(key, OF_UNKNOWN, |_| true).or_else(|| previous.map(|field| field.ty.clone()));
        if let Some(ty) = ty {
            add(&mut module.shared, top.field(key, ty, &Occurrence::default()), previous, (None, &unions));
        }
    }
}

/// The types of a key at the top of payloads, each with the events that have it.
#[derive(Default)]
struct Top {
    types: BTreeMap<RustType, BTreeSet<String>>,
    nullable: bool,
}

impl Top {
    /// The type that at least `least` events have under the key. If there are several, the type that is named after the
    /// key, or else any value.
    fn held_by(&self, key: &str, least: usize, is_one: impl Fn(&str) -> bool) -> Option<RustType> {
        let is_enough = |events: &BTreeSet<String>| events.iter().filter(|event| is_one(event)).count() >= least;
        let held: Vec<&RustType> =
            self.types.iter().filter(|(_, events)| is_enough(events)).map(|(ty, _)| ty).collect();
        let own = || held.iter().copied().find(|ty| matches!(ty, RustType::Named(name) if *name == ident::pascal(key)));
        match held.as_slice() {
            [] => None,
            [only] => Some((*only).clone()),
            _ => Some(own().cloned().unwrap_or(RustType::Json)),
        }
    }

    /// The field for events whose payloads do not have the key.
    fn field(&self, key: &str, ty: RustType, payloads: &Occurrence) -> Field {
        let events = self.types.values().flatten().cloned().collect();
        let archived = payloads.archived.map(|archived| Archived { seen: 0, ..archived });
        let occurrence = Occurrence { samples: 0, of: payloads.samples, events, archived };
        let (key, ident) = (key.to_owned(), String::new());
        Field {
            key,
            ident,
            ty,
            required: false,
            nullable: self.nullable,
            occurrence,
            form: None,
            format: None,
            doc: None,
            example: None,
        }
    }
}

fn top_keys(module: &Module) -> BTreeMap<String, Top> {
    let mut all = BTreeMap::<String, Top>::new();
    for event in &module.events {
        for field in event.payload.fields.iter().filter(|field| !is_unknown(&field.ty)) {
            let top = all.entry(field.key.clone()).or_default();
            top.types.entry(field.ty.clone()).or_default().insert(event.name.clone());
            top.nullable |= field.nullable;
        }
    }
    all
}

/// Adds a field, with its name and type in the last release, to a struct with this method for its views.
fn add(
    fields: &mut Vec<Field>,
    mut field: Field,
    previous: Option<&Field>,
    (method, unions): (Option<&str>, &BTreeSet<String>),
) {
    if let Some(previous) = previous {
        field.ty = memory::kept(&previous.ty, field.ty, &|name| unions.contains(name));
    }
    let others = fields.iter().map(|other| (other.key.as_str(), Some(other.ident.clone())));
    let new = (field.key.as_str(), previous.map(|field| field.ident.clone()));
    field.ident = ident::fields(&others.chain([new]).collect::<Vec<_>>(), method).pop().unwrap_or_default();
    let at = fields.partition_point(|other| other.key < field.key);
    fields.insert(at, field);
}

/// Gives fields that were only null or `[]` the type that the same key has elsewhere, if it has one type.
fn fill(module: &mut Module) {
    let mut known = BTreeMap::<String, BTreeSet<RustType>>::new();
    for field in module.all_structs().flat_map(|one| &one.fields) {
        if !is_unknown(&field.ty) {
            known.entry(field.key.clone()).or_default().insert(field.ty.clone());
        }
    }
    let envelope = module.envelope.iter_mut().flat_map(Envelope::structs_mut);
    let structs = envelope.chain(module.events.iter_mut().map(|event| &mut event.payload)).chain(&mut module.structs);
    for field in structs.flat_map(|one| &mut one.fields).filter(|field| is_unknown(&field.ty)) {
        let mut types = known.get(&field.key).into_iter().flatten().filter(|ty| fits(&field.ty, ty));
        if let (Some(ty), None) = (types.next(), types.next()) {
            field.ty = ty.clone();
        }
    }
}

fn is_unknown(ty: &RustType) -> bool {
    *ty == RustType::Any || ty.inner().is_some_and(is_unknown)
}

/// Whether a known type only fills in the unknown parts of another type.
fn fits(unknown: &RustType, known: &RustType) -> bool {
    match (unknown, known) {
        (RustType::Any, RustType::Payload | RustType::Around(_) | RustType::Json) => false,
        (RustType::Any, _) => true,
        (RustType::Vec(a), RustType::Vec(b)) | (RustType::Map(a), RustType::Map(b)) => fits(a, b),
        _ => false,
    }
}

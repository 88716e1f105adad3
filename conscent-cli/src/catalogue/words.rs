//! Types and occurrences in words.

use super::view::{Cell, Link, Part};
use crate::show::printable;
use conscent_codegen::interface::{Event, Field, Module, Occurrence, RustType, Struct};
use conscent_codegen::text::count;
use std::collections::BTreeSet;

/// How many events a field names before the rest is only counted. More would make its row much taller than the others; the
/// matrix has all of them.
const NAMED_EVENTS: usize = 8;

/// The id of something in the section of an api.
pub(super) fn id(module: &Module, name: &str) -> String {
    format!("{}.{name}", module.ident)
}

/// The id of a field.
pub(super) fn field_id(module: &Module, holder: &Struct, field: &Field) -> String {
    id(module, &format!("{}.{}", holder.name, field.ident))
}

/// The link to an event.
pub(super) fn event(module: &Module, event: &Event) -> Link {
    Link { text: printable(&event.name), to: id(module, &event.payload.name) }
}

/// The events in which a field was seen. A field that all samples of its struct have leaves them to the struct.
pub(super) fn events<'a>(holder: &'a Struct, field: &'a Field) -> &'a BTreeSet<String> {
    let Occurrence { samples, of, events } = &field.occurrence;
    if samples == of { &holder.occurrence.events } else { events }
}

/// A type in words, with links to the types of the crate: `list of Address`.
pub(super) fn ty(module: &Module, of: &RustType) -> Vec<Part> {
    let text = |text: &str| vec![Part::Text(text.to_owned())];
    match of {
        RustType::Any => text("not known yet"),
        RustType::Json => text("any value"),
        RustType::EpochSeconds => text("seconds since 1970"),
        RustType::EpochMillis => text("milliseconds since 1970"),
        RustType::Decimal => text("decimal number in text"),
        RustType::Bool => text("boolean"),
        RustType::Number => text("number"),
        RustType::String => text("text"),
        RustType::Timestamp => text("timestamp"),
        RustType::Payload => text("payload of the event"),
        RustType::Vec(item) if **item == RustType::Any => text("list"),
        RustType::Vec(item) => [text("list of "), ty(module, item)].concat(),
        RustType::Map(values) if **values == RustType::Any => text("map"),
        RustType::Map(values) => [text("map of "), ty(module, values)].concat(),
        RustType::Option(inner) => [ty(module, inner), text(" or null")].concat(),
        RustType::Box(inner) => ty(module, inner),
        RustType::Named(name) | RustType::Around(name) => {
            vec![Part::Link(Link { text: name.clone(), to: id(module, name) })]
        }
    }
}

/// How a field occurs in the samples of its object. Fewer than `enough` samples do not prove that it is always there.
pub(super) fn presence(field: &Field, enough: u64) -> Cell {
    let Occurrence { samples, of, .. } = field.occurrence;
    match (field.required, samples == of) {
        (true, _) => Cell::Always,
        (false, _) if samples == 0 => Cell::Missing,
        (false, true) if field.nullable || is_few(of, enough) => Cell::SoFar,
        // A sample may have several of the objects.
        (false, _) => Cell::Sometimes,
    }
}

/// How often a field was seen, and what that proves.
pub(super) fn seen(field: &Field, enough: u64) -> String {
    let Occurrence { samples, of, .. } = field.occurrence;
    match presence(field, enough) {
        Cell::Always => format!("always ({samples} of {of})"),
        Cell::SoFar if of == 1 => "in the only sample".to_owned(),
        Cell::SoFar if is_few(of, enough) => format!("in all {of} samples (too few to say always)"),
        Cell::SoFar => format!("in all {of} samples, but null in some"),
        Cell::Missing => "known from other events".to_owned(),
        _ if samples == of => format!("in all {of} samples, but not in every object"),
        _ => format!("in {samples} of {}", count(of, "sample")),
    }
}

fn is_few(samples: usize, enough: u64) -> bool {
    (samples as u64) < enough
}

/// Links to the events of a field, if not all samples have it.
pub(super) fn seen_in(module: &Module, occurrence: &Occurrence) -> Vec<Vec<Part>> {
    let Occurrence { samples, of, events: names } = occurrence;
    if samples == of && *of > 0 {
        return Vec::new();
    }
    let events = module.events.iter().filter(|one| names.contains(&one.name));
    let mut links: Vec<_> = events.take(NAMED_EVENTS).map(|one| vec![Part::Link(event(module, one))]).collect();
    if let Some(more @ 1..) = names.len().checked_sub(NAMED_EVENTS) {
        links.push(vec![Part::Text(format!("{more} more"))]);
    }
    links
}

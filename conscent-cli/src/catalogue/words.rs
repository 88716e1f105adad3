//! Types and occurrences in words.

use super::view::{Cell, Link, Part};
use crate::show::printable;
use conscent_codegen::interface::{Archived, Event, Field, Module, Occurrence, RustType, Struct};
use conscent_codegen::text::{count, count_large, grouped};
use std::collections::BTreeSet;

/// How many events a field names; the rest is only counted. More would make its row much taller than the others, and the
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

/// The events in which a field was seen. For a field of all objects of its struct, they are those of the struct.
pub(super) fn events<'a>(holder: &'a Struct, field: &'a Field) -> &'a BTreeSet<String> {
    if field.occurrence.is_in_all() { &holder.occurrence.events } else { &field.occurrence.events }
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

/// How a field occurs in its objects. Fewer than `enough` samples and archived objects do not prove that it is always there.
pub(super) fn presence(field: &Field, enough: u64) -> Cell {
    let occurrence = &field.occurrence;
    match (field.required, occurrence.is_in_all()) {
        (true, _) => Cell::Always,
        (false, _) if !occurrence.is_seen() => Cell::Missing,
        (false, true) if field.nullable || is_few(occurrence, enough) => Cell::SoFar,
        // A sample may have several of the objects.
        (false, _) => Cell::Sometimes,
    }
}

/// How often a field was seen, and what that proves.
pub(super) fn seen(field: &Field, enough: u64) -> String {
    let occurrence = &field.occurrence;
    let Occurrence { samples, of, archived, .. } = *occurrence;
    let all = match (archived, occurrence.is_in_all()) {
        (Some(archived), _) => with_archives(samples, of, archived),
        (None, true) if of == 1 => "the only sample".to_owned(),
        (None, true) => format!("all {of} samples"),
        (None, false) => format!("{samples} of {}", count(of, "sample")),
    };
    match presence(field, enough) {
        Cell::Always if archived.is_some() => format!("always ({all})"),
        Cell::Always => format!("always ({samples} of {of})"),
        Cell::SoFar if of == 1 && archived.is_none() => format!("in {all}"),
        Cell::SoFar if is_few(occurrence, enough) => format!("in {all} (too few to say always)"),
        Cell::SoFar => format!("in {all}, but null in some"),
        Cell::Missing => "known from other events".to_owned(),
        _ if occurrence.is_in_all() => format!("in {all}, but not in every object"),
        _ => format!("in {all}"),
    }
}

/// `3 of 4 samples, and 1,204,113 of 1,204,118 archived objects`.
fn with_archives(samples: usize, of: usize, archived: Archived) -> String {
    let objects = format!("{} of {}", grouped(archived.seen), count_large(archived.of, "archived object"));
    if of == 0 { objects } else { format!("{samples} of {}, and {objects}", count(of, "sample")) }
}

fn is_few(occurrence: &Occurrence, enough: u64) -> bool {
    occurrence.samples as u64 + occurrence.archived.map_or(0, |archived| archived.seen) < enough
}

/// Links to the events of a field, if not all objects have it.
pub(super) fn seen_in(module: &Module, occurrence: &Occurrence) -> Vec<Vec<Part>> {
    let names = &occurrence.events;
    if occurrence.is_in_all() && occurrence.is_seen() {
        return Vec::new();
    }
    let events = module.events.iter().filter(|one| names.contains(&one.name));
    let mut links: Vec<_> = events.take(NAMED_EVENTS).map(|one| vec![Part::Link(event(module, one))]).collect();
    if let Some(more @ 1..) = names.len().checked_sub(NAMED_EVENTS) {
        links.push(vec![Part::Text(format!("{more} more"))]);
    }
    links
}

//! What changes are told with: events, sightings and types in words.

use super::version::Version;
use crate::schema::{Group, Kind, Property, Type};
use std::collections::BTreeSet;

/// How many events a line names before it only counts them.
const NAMED_EVENTS: usize = 3;

/// An api and some of its events: `v2`, if these are all; `v2 purchase.*`, if these are a group; `v2 purchase.pass`.
pub(super) fn scope(version: &Version<'_>, events: &BTreeSet<&str>) -> String {
    let api = shown(&version.api.name);
    let are = |all: &mut dyn Iterator<Item = &str>| all.collect::<BTreeSet<_>>() == *events;
    let names: Vec<String> = events.iter().take(NAMED_EVENTS).map(|event| shown(event)).collect();
    match (events.len(), events.first().and_then(|event| Group::of(event))) {
        (0, _) => api,
        (1, _) => format!("{api} {}", names.join("")),
        _ if are(&mut version.events.keys().copied()) => api,
        (_, Some(group))
            if are(&mut version.events.keys().copied().filter(|event| Group::of(event) == Some(group))) =>
        {
            format!("{api} {}.*", shown(group))
        }
        (count, _) if count > NAMED_EVENTS => format!("{api} {} and {} more", names.join(", "), count - NAMED_EVENTS),
        _ => format!("{api} {}", names.join(", ")),
    }
}

/// `seen in 1 of 1`: of the samples of the event, if it is one, or else of all that could have the key.
pub(super) fn seen(version: &Version<'_>, events: &BTreeSet<&str>, property: &Property) -> String {
    let of = match events.first().and_then(|event| version.events.get(event)) {
        Some(event) if events.len() == 1 => event.samples.len(),
        _ => property.seen.of,
    };
    format!("seen in {} of {}", property.seen.samples, of.max(property.seen.samples))
}

/// A type as JSON has it.
pub(super) fn kind(version: &Version<'_>, ty: &Type) -> String {
    let definition = |ty: &Type| match ty {
        Type::Ref(name) => version.definitions.get(name.as_str()).map(|definition| &definition.kind),
        _ => None,
    };
    let inner = |ty: &Type| match definition(ty) {
        Some(Kind::Union(_)) => "several kinds".to_owned(),
        _ => kind(version, ty),
    };
    match ty {
        Type::Any => "unknown".to_owned(),
        Type::Bool => "boolean".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Text => "text".to_owned(),
        Type::Timestamp => "time".to_owned(),
        Type::Payload => "payload".to_owned(),
        Type::List(item) => format!("list of {}", inner(item)),
        Type::Map(values) => format!("map of {}", inner(values)),
        Type::Nullable(ty) => format!("{} or null", inner(ty)),
        Type::Ref(_) => match definition(ty) {
            Some(Kind::Enum(_)) => "enum".to_owned(),
            Some(Kind::Union(types)) => types.iter().map(inner).collect::<Vec<_>>().join(" or "),
            Some(Kind::Object(_)) | None => "object".to_owned(),
        },
    }
}

/// What a definition is.
pub(super) fn of_definition(kind: &Kind) -> &'static str {
    match kind {
        Kind::Object(_) => "struct",
        Kind::Enum(_) => "open enum",
        Kind::Union(_) => "enum of kinds",
    }
}

/// A name off the wire, on one line.
pub(super) fn shown(name: &str) -> String {
    name.escape_debug().to_string()
}

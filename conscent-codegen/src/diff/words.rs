//! Formats changes as text.

use super::version::{Definition, Version};
use crate::interface::{Archived, EventFamily, Field, RustType};
use crate::text::{count_large, escape, grouped};
use std::collections::BTreeSet;

/// How many events a line names. It only counts the rest, so that it fits a terminal.
const NAMED_EVENTS: usize = 3;

/// An API and some of its events: `v2` for all of them, `v2 purchase.*` for a family, `v2 purchase.pass`.
pub(super) fn scope(version: &Version<'_>, events: &BTreeSet<&str>) -> String {
    let api = escape(&version.module.api);
    let are = |all: &mut dyn Iterator<Item = &str>| all.collect::<BTreeSet<_>>() == *events;
    let names: Vec<String> = events.iter().take(NAMED_EVENTS).map(|event| escape(event)).collect();
    let all = || version.events.keys().copied();
    match (events.len(), events.first().and_then(|event| EventFamily::name_of(event))) {
        (0, _) => api,
        (1, _) => format!("{api} {}", names.join("")),
        _ if are(&mut all()) => api,
        (_, Some(family)) if are(&mut all().filter(|event| EventFamily::name_of(event) == Some(family))) => {
            format!("{api} {}.*", escape(family))
        }
        (count, _) if count > NAMED_EVENTS => format!("{api} {} and {} more", names.join(", "), count - NAMED_EVENTS),
        _ => format!("{api} {}", names.join(", ")),
    }
}

/// `seen in 1 of 1`, or `seen in 1 of 1, and in 5 of 7 archived objects`: counts the samples of the event, if there is only
/// one, or else all samples that could have the key.
pub(super) fn seen(version: &Version<'_>, events: &BTreeSet<&str>, field: &Field) -> String {
    if !field.occurrence.is_seen() {
        return "known from other events".to_owned();
    }
    let of = match events.first().and_then(|event| version.events.get(event)) {
        Some(event) if events.len() == 1 => event.samples.len(),
        _ => field.occurrence.of,
    };
    let samples = format!("in {} of {}", field.occurrence.samples, of.max(field.occurrence.samples));
    let archived = field
        .occurrence
        .archived
        .map(|Archived { seen, of }| format!("in {} of {}", grouped(seen), count_large(of, "archived object")));
    let samples = Some(samples).filter(|_| of > 0 || archived.is_none());
    format!("seen {}", samples.into_iter().chain(archived).collect::<Vec<_>>().join(", and "))
}

/// Describes a type in the words of JSON.
pub(super) fn kind(version: &Version<'_>, ty: &RustType) -> String {
    let definition = |ty: &RustType| match ty {
        RustType::Named(name) => version.definitions.get(name.as_str()).copied(),
        _ => None,
    };
    let inner = |ty: &RustType| match definition(ty) {
        Some(Definition::Union(_)) => "several kinds".to_owned(),
        _ => kind(version, ty),
    };
    match ty {
        RustType::Any => "unknown".to_owned(),
        RustType::Json => "any value".to_owned(),
        RustType::Bool => "boolean".to_owned(),
        RustType::Number => "number".to_owned(),
        RustType::String => "string".to_owned(),
        RustType::Timestamp | RustType::EpochSeconds | RustType::EpochMillis => "time".to_owned(),
        RustType::Decimal => "decimal number".to_owned(),
        RustType::Payload => "payload".to_owned(),
        RustType::Vec(item) => format!("array of {}", inner(item)),
        RustType::Map(values) => format!("map of {}", inner(values)),
        RustType::Option(ty) => format!("{} or null", inner(ty)),
        RustType::Box(ty) => kind(version, ty),
        RustType::Around(_) => "object".to_owned(),
        RustType::Named(_) => match definition(ty) {
            Some(Definition::Enum(_)) => "enum".to_owned(),
            Some(Definition::Union(union)) => {
                union.variants.iter().map(|variant| inner(&variant.ty)).collect::<Vec<_>>().join(" or ")
            }
            Some(Definition::Struct(_)) | None => "object".to_owned(),
        },
    }
}

/// The word for a definition.
pub(super) fn of_definition(definition: Definition<'_>) -> &'static str {
    match definition {
        Definition::Struct(_) => "struct",
        Definition::Enum(_) => "open enum",
        Definition::Union(_) => "union",
    }
}

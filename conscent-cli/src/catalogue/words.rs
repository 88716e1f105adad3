//! Types and sightings in words.

use super::view::{Link, Part};
use crate::show::{count, printable};
use conscent_codegen::schema::{Event, Seen, Type};

/// How many events a field names before it only counts them.
const NAMED_EVENTS: usize = 8;

/// The id of a section of an api, and of what is in it.
pub(super) fn id(module: &str, name: &str) -> String {
    format!("{module}.{name}")
}

/// The link to an event.
pub(super) fn event(module: &str, event: &Event) -> Link {
    Link { text: printable(&event.name), to: id(module, &event.type_name) }
}

/// A type as people say it, definitions linked: `list of Address`.
pub(super) fn ty(module: &str, of: &Type) -> Vec<Part> {
    let text = |text: &str| vec![Part::Text(text.to_owned())];
    match of {
        Type::Any => text("not known yet"),
        Type::Bool => text("boolean"),
        Type::Number => text("number"),
        Type::Text => text("text"),
        Type::Timestamp => text("timestamp"),
        Type::Payload => text("payload of the event"),
        Type::List(item) if **item == Type::Any => text("list"),
        Type::List(item) => [text("list of "), ty(module, item)].concat(),
        Type::Map(values) if **values == Type::Any => text("map"),
        Type::Map(values) => [text("map of "), ty(module, values)].concat(),
        Type::Nullable(inner) => [ty(module, inner), text(" or null")].concat(),
        Type::Ref(name) => vec![Part::Link(Link { text: name.clone(), to: id(module, name) })],
    }
}

/// How often something was seen, and the events that have it where not all samples do.
pub(super) fn seen(module: &str, seen: &Seen, events: &[Event]) -> (String, Vec<Vec<Part>>) {
    let Seen { samples, of, events: names } = seen;
    if samples == of {
        return (if *of == 1 { "in the only sample".to_owned() } else { format!("in all {of} samples") }, Vec::new());
    }
    let known = events.iter().filter(|one| names.contains(&one.name)).map(|one| vec![Part::Link(event(module, one))]);
    let mut links: Vec<_> = known.take(NAMED_EVENTS).collect();
    if let Some(more @ 1..) = names.len().checked_sub(NAMED_EVENTS) {
        links.push(vec![Part::Text(format!("{more} more"))]);
    }
    (format!("in {samples} of {}", count(*of, "sample")), links)
}

/// The definition that a type leads to.
pub(super) fn definition(of: &Type) -> Option<&str> {
    match of {
        Type::Ref(name) => Some(name),
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => definition(inner),
        Type::Any | Type::Bool | Type::Number | Type::Text | Type::Timestamp | Type::Payload => None,
    }
}

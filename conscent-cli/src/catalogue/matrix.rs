//! The matrix: which field was seen in which event.

use super::view::{Cell, Group, Link, Matrix, Part, Row};
use super::words::{event, id};
use crate::show::printable;
use conscent_codegen::rust::ENVELOPE;
use conscent_codegen::schema::{Api, Event, Kind, Object, Presence, Property};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What stands around payloads, the payloads, and what these are made of: what is in most events first.
pub(super) fn of(api: &Api, module: &str) -> Matrix {
    let mut groups: Vec<Group> = Vec::new();
    groups.extend(api.envelope.iter().map(|envelope| object(api, module, ENVELOPE, &envelope.object)));
    groups.push(payloads(api, module));
    let mut objects: Vec<_> = api
        .definitions
        .iter()
        .filter_map(|definition| match &definition.kind {
            Kind::Object(object) => Some((&definition.name, object)),
            Kind::Enum(_) | Kind::Union(_) => None,
        })
        .collect();
    objects.sort_by_key(|(name, object)| (Reverse(object.seen.events.len()), *name));
    groups.extend(objects.into_iter().map(|(name, one)| object(api, module, name, one)));
    groups.retain(|group| !group.rows.is_empty());
    Matrix { events: api.events.iter().map(|one| event(module, one)).collect(), groups }
}

fn object(api: &Api, module: &str, name: &str, object: &Object) -> Group {
    let row = |property: &Property| {
        let cells = api.events.iter().map(|event| cell(property, &object.seen.events, event));
        row(key(module, name, property), cells.collect())
    };
    Group {
        title: vec![Part::Link(Link { text: name.to_owned(), to: id(module, name) })],
        rows: object.properties.iter().map(row).collect(),
    }
}

/// Payloads have a type each: here they are one, or none would have more than one event.
fn payloads(api: &Api, module: &str) -> Group {
    let mut keys = BTreeMap::<&str, (Link, Vec<Cell>)>::new();
    for (n, event) in api.events.iter().enumerate() {
        for property in &event.object.properties {
            let blank = || (key(module, &event.type_name, property), vec![Cell::Missing; api.events.len()]);
            let (_, cells) = keys.entry(&property.key).or_insert_with(blank);
            cells[n] = cell(property, &event.object.seen.events, event);
        }
    }
    let rows = keys.into_values().map(|(key, cells)| row(key, cells)).collect();
    Group { title: vec![Part::Text("Payload".to_owned())], rows }
}

fn row(key: Link, cells: Vec<Cell>) -> Row {
    let mut inside = cells.iter().filter(|cell| **cell != Cell::Outside);
    let first = inside.next();
    let is_even = inside.all(|cell| Some(cell) == first);
    Row { key, cells, is_even }
}

fn key(module: &str, object: &str, property: &Property) -> Link {
    Link { text: printable(&property.key), to: id(module, &format!("{object}.{}", property.ident)) }
}

fn cell(property: &Property, object: &BTreeSet<String>, event: &Event) -> Cell {
    match (property.seen.events.contains(&event.name), property.presence) {
        (true, Presence::Always) => Cell::Always,
        (true, Presence::Sometimes) => Cell::Sometimes,
        (false, _) if object.contains(&event.name) => Cell::Missing,
        (false, _) => Cell::Outside,
    }
}

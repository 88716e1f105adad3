//! The matrix: which field was seen in which event.

use super::view::{Cell, Group, Link, Matrix, Part, Row};
use super::words::{self, event, id};
use crate::show::printable;
use conscent_codegen::interface::{Event, Field, Module, Struct};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The envelope, the payloads, and the structs that events share. Structs that occur in the most events come first.
///
/// `enough` is how many samples prove that a field is always there.
pub(super) fn of(module: &Module, enough: u64) -> Matrix {
    let mut groups: Vec<Group> = Vec::new();
    groups.extend(module.around().map(|one| group(module, one, enough)));
    groups.push(payloads(module, enough));
    let mut structs: Vec<&Struct> = module.structs.iter().collect();
    structs.sort_by_key(|one| (Reverse(one.occurrence.events.len()), &one.name));
    groups.extend(structs.into_iter().map(|one| group(module, one, enough)));
    groups.retain(|group| !group.rows.is_empty());
    Matrix { events: module.events.iter().map(|one| event(module, one)).collect(), groups }
}

fn group(module: &Module, holder: &Struct, enough: u64) -> Group {
    let row = |field: &Field| {
        row(key(module, holder, field), module.events.iter().map(|event| cell(holder, field, event, enough)).collect())
    };
    Group {
        title: vec![Part::Link(Link { text: holder.name.clone(), to: id(module, &holder.name) })],
        rows: holder.fields.iter().map(row).collect(),
    }
}

/// The payloads as one group. Each payload has its own struct, so separate groups would have only one event per row.
fn payloads(module: &Module, enough: u64) -> Group {
    let mut keys = BTreeMap::<&str, (Link, Vec<Cell>)>::new();
    for (n, event) in module.events.iter().enumerate() {
        for field in &event.payload.fields {
            let blank = || (key(module, &event.payload, field), vec![Cell::Missing; module.events.len()]);
            let (_, cells) = keys.entry(&field.key).or_insert_with(blank);
            cells[n] = cell(&event.payload, field, event, enough);
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

fn key(module: &Module, holder: &Struct, field: &Field) -> Link {
    Link { text: printable(&field.key), to: words::field_id(module, holder, field) }
}

fn cell(holder: &Struct, field: &Field, event: &Event, enough: u64) -> Cell {
    if words::events(holder, field).contains(&event.name) {
        words::presence(field, enough)
    } else if holder.occurrence.events.contains(&event.name) {
        Cell::Missing
    } else {
        Cell::Outside
    }
}

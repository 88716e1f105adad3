//! The whole page.

use super::section::Sections;
use super::view::{Api, Changes, Page, Section};
use super::{matrix, words};
use crate::show::printable;
use conscent_codegen::Interface;
use conscent_codegen::text::count;

/// The page of an interface, whose types are in the crate of this name; with the changes since another version.
pub(super) fn of(interface: &Interface, name: &str, changes: Option<Changes>) -> Page {
    let apis = interface.modules.iter().map(|module| {
        let path = format!("{}::{}", printable(&name.replace('-', "_")), module.ident);
        let sections = Sections { module, path };
        Api {
            id: words::id(module, "api"),
            name: printable(&module.api),
            matrix: matrix::of(module),
            events: module.events.iter().map(|event| sections.event(event)).collect(),
            types: sections.types(),
        }
    });
    let apis: Vec<Api> = apis.collect();
    let sum = |number: fn(&Api) -> usize| apis.iter().map(number).sum();
    let totals = vec![
        count(sum(|api| api.events.len()), "event"),
        count(sum(|api| api.types.len()), "type"),
        count(sum(|api| fields(&api.events) + fields(&api.types)), "field"),
    ];
    Page { totals, changes, apis }
}

fn fields(sections: &[Section]) -> usize {
    sections.iter().map(|section| section.fields.len()).sum()
}

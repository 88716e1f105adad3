//! What is known of all events, as the page shows it.

use super::section::Source;
use super::view::{Api, Page, Section};
use super::{changes, matrix, words};
use crate::show::{count, printable};
use conscent_codegen::Model;
use conscent_codegen::diagnostic::Diagnostics;
use conscent_codegen::rust;
use std::ffi::OsStr;

/// The page about these events, whose types are in the crate of this name; with what changed since another version.
pub(super) fn of(model: &Model, name: &str, against: Option<&OsStr>) -> Result<Page, Diagnostics> {
    let (types, modules) = (rust::types(&model.apis)?, rust::modules(&model.apis));
    let apis = model.apis.iter().zip(&types).zip(&modules).map(|((api, types), module)| {
        let path = format!("{}::{module}", printable(&name.replace('-', "_")));
        let source = Source { api, module, path, types };
        let samples = model.catalog.get(&api.name);
        let event = |event| samples.and_then(|samples| samples.get(event)).map_or(&[][..], Vec::as_slice);
        let envelope = api.envelope.iter().map(|envelope| source.envelope(&envelope.object));
        Api {
            id: words::id(module, "api"),
            name: printable(&api.name),
            matrix: matrix::of(api, module),
            events: api.events.iter().map(|one| source.event(one, event(&one.name))).collect(),
            types: envelope.chain(api.definitions.iter().map(|one| source.definition(one))).collect(),
        }
    });
    let apis: Vec<Api> = apis.collect();
    let sum = |number: fn(&Api) -> usize| apis.iter().map(number).sum();
    let totals = vec![
        count(sum(|api| api.events.len()), "event"),
        count(sum(|api| api.types.len()), "type"),
        count(sum(|api| fields(&api.events) + fields(&api.types)), "field"),
    ];
    let changes = against.map(|version| changes::since(version, &model.apis, &modules)).transpose()?;
    Ok(Page { totals, changes, apis })
}

fn fields(sections: &[Section]) -> usize {
    sections.iter().map(|section| section.fields.len()).sum()
}

//! The whole page.

use super::documented::Documented;
use super::examples::Examples;
use super::section::Sections;
use super::snippet::Snippets;
use super::subject::Subject;
use super::variants::Variants;
use super::view::{Api, Changes, Page, Section};
use super::{matrix, words};
use crate::show::printable;
use conscent_codegen::Interface;
use conscent_codegen::interface::Module;
use conscent_codegen::samples::Samples;
use conscent_codegen::text::count;
use std::cmp::Reverse;

/// What the page is made from.
pub(super) struct Sources<'a> {
    pub(super) samples: &'a Samples,
    pub(super) interface: &'a Interface,
    pub(super) documented: Documented<'a>,
    pub(super) snippets: Snippets<'a>,
}

/// The page, with the changes since another version.
pub(super) fn of(sources: &Sources<'_>, subject: Subject, changes: Option<Changes>) -> Page {
    let Sources { samples, interface, documented, snippets } = sources;
    let mut modules: Vec<&Module> = interface.modules.iter().collect();
    modules.sort_by_cached_key(|module| newest_first(&module.api));
    let apis = modules.into_iter().map(|module| {
        let path = format!("{}::{}", subject.name.replace('-', "_"), module.ident);
        let (examples, variants) = (Examples::new(module, samples), Variants::new(module, samples));
        let enough = samples.hints.min_samples;
        let sections = Sections { module, path, documented, examples, variants, enough, snippets };
        Api {
            id: words::id(module, "api"),
            name: printable(&module.api),
            matrix: matrix::of(module, enough),
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
    Page { subject, totals, changes, apis }
}

/// The order of apis: by name, but with numbers in descending order, so that `v10` comes before `v9`.
fn newest_first(api: &str) -> Vec<(String, Reverse<u128>)> {
    let mut parts = Vec::new();
    let mut rest = api;
    while !rest.is_empty() {
        let (text, after) = rest.split_at(rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len()));
        let (number, after) = after.split_at(after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len()));
        // A name without a number comes after those with one, and a number that is too long counts as the greatest.
        let value = if number.is_empty() { 0 } else { number.parse().unwrap_or(u128::MAX) };
        parts.push((text.to_owned(), Reverse(value)));
        rest = after;
    }
    parts
}

fn fields(sections: &[Section]) -> usize {
    sections.iter().map(|section| section.fields.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newer_versions_come_first_and_other_names_by_the_alphabet() {
        let mut apis = ["v1", "v10", "v2", "chat", "shop", "2024-01", "2024-11", "2025-02", "v", "v2beta"];
        apis.sort_by_cached_key(|api| newest_first(api));
        assert_eq!(apis, ["2025-02", "2024-11", "2024-01", "chat", "shop", "v10", "v2", "v2beta", "v1", "v"]);
    }
}

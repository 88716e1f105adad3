//! Variants: which fields the objects with one value of a tag have.

use super::view::{Cell, Column, Presence, VariantRow, VariantTable};
use super::walk;
use crate::show::printable;
use conscent_codegen::interface::{Module, Struct, View, Views};
use conscent_codegen::samples::Samples;
use conscent_codegen::text::count;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The objects of each variant in the samples, including captured ones, because only keys are counted.
#[derive(Debug, Default)]
pub(super) struct Variants<'a>(BTreeMap<(&'a str, &'a str), Seen<'a>>);

/// The objects of one variant.
#[derive(Debug, Default)]
struct Seen<'a> {
    objects: usize,
    /// How many of the objects have a key with a value other than null.
    keys: BTreeMap<&'a str, usize>,
}

/// The variants of a type, for JSON output.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Listed<'a> {
    /// The api.
    api: &'a str,
    /// The struct in Rust.
    #[serde(rename = "type")]
    ty: &'a str,
    /// The key whose value names the variant.
    tag: &'a str,
    /// The method of the struct that returns the variant.
    method: &'a str,
    /// The known variants.
    variants: Vec<ListedVariant<'a>>,
}

/// A variant of a type, for JSON output.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ListedVariant<'a> {
    /// The values of the tag.
    values: Vec<&'a str>,
    /// The struct that borrows the object.
    view: &'a str,
    /// How many objects the samples have.
    objects: usize,
    /// For each key of the type, how many of the objects have it with a value other than null.
    keys: BTreeMap<&'a str, usize>,
}

impl<'a> Variants<'a> {
    pub(super) fn new(module: &'a Module, samples: &'a Samples) -> Self {
        let mut found = Self::default();
        walk::objects(module, samples.all.iter(), &mut |one, entries| found.see(one, entries));
        found
    }

    fn see(&mut self, one: &'a Struct, entries: &Map<String, Value>) {
        let view = one.views.as_ref().and_then(|Views { tag, variants, .. }| {
            let text = entries.get(tag)?.as_str()?;
            variants.iter().find(|view| view.texts.contains(text))
        });
        let Some(view) = view else { return };
        let seen = self.0.entry((&one.name, &view.name)).or_default();
        seen.objects += 1;
        for field in &one.fields {
            let has = entries.get(&field.key).is_some_and(|value| !value.is_null());
            *seen.keys.entry(&field.key).or_default() += usize::from(has);
        }
    }

    fn counts(&self, one: &Struct, view: &View, key: &str) -> [usize; 2] {
        let seen = self.0.get(&(one.name.as_str(), view.name.as_str()));
        seen.map_or([0, 0], |seen| [seen.keys.get(key).copied().unwrap_or_default(), seen.objects])
    }

    /// The table of a struct: the fields that differ between its variants.
    pub(super) fn table(&self, one: &Struct) -> Option<VariantTable> {
        let Views { tag, method, name, variants } = one.views.as_ref()?;
        let columns = variants.iter().map(|view| {
            let [_, objects] = self.counts(one, view, tag);
            Column {
                texts: view.texts.iter().map(|text| printable(text)).collect(),
                rust: format!("{name}::{}({})", view.variant, view.name),
                seen: count(objects, "object"),
            }
        });
        let row = |key: &str| VariantRow {
            key: printable(key),
            cells: variants.iter().map(|view| self.presence(one, view, key)).collect(),
        };
        let (differing, same): (Vec<_>, Vec<_>) = one
            .fields
            .iter()
            .map(|field| row(&field.key))
            .partition(|row| row.cells.windows(2).any(|pair| differ(pair[0].cell, pair[1].cell)));
        Some(VariantTable {
            tag: printable(tag),
            call: format!("{method}() -> {name}"),
            columns: columns.collect(),
            rows: differing,
            same: same.len(),
        })
    }

    /// How a key occurs in the objects of a variant.
    fn presence(&self, one: &Struct, view: &View, key: &str) -> Presence {
        let [with, objects] = self.counts(one, view, key);
        let own = view.fields.iter().find(|own| own.key == key);
        let cell = match own {
            None => Cell::Missing,
            Some(own) if own.required => Cell::Always,
            // A variant of the last release keeps its fields even if no sample has it any more.
            Some(_) if with == objects && objects > 0 => Cell::SoFar,
            Some(_) => Cell::Sometimes,
        };
        Presence { cell, seen: format!("in {with} of {}", count(objects, "object")) }
    }

    /// The variants of all structs, for programs.
    pub(super) fn list(&self, module: &'a Module) -> Vec<Listed<'a>> {
        let structs = module.all_structs().filter_map(|one| Some((one, one.views.as_ref()?)));
        let listed = structs.map(|(one, views)| Listed {
            api: &module.api,
            ty: &one.name,
            tag: &views.tag,
            method: &views.method,
            variants: views
                .variants
                .iter()
                .map(|view| ListedVariant {
                    values: view.texts.iter().map(String::as_str).collect(),
                    view: &view.name,
                    objects: self.counts(one, view, &views.tag)[1],
                    keys: one
                        .fields
                        .iter()
                        .map(|field| (field.key.as_str(), self.counts(one, view, &field.key)[0]))
                        .collect(),
                })
                .collect(),
        });
        listed.collect()
    }
}

/// Whether a field occurs differently in two variants. A difference in the number of samples does not count.
fn differ(one: Cell, other: Cell) -> bool {
    let is_in_all = |cell| matches!(cell, Cell::Always | Cell::SoFar);
    one != other && !(is_in_all(one) && is_in_all(other))
}

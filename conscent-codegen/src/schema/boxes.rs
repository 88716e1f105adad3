//! Adds boxes where a struct would contain itself.

use super::memory::Memory;
use crate::interface::{Envelope, Module, RustType};
use std::collections::{BTreeMap, BTreeSet};

/// The module with a box around each field that closes a cycle of structs that contain each other by value.
///
/// Fields of the last release come first, so that a new field closes a cycle, and no old field gets a box.
pub(super) fn boxed(mut module: Module, memory: &Memory<'_>) -> Module {
    let names: BTreeSet<String> = module.all_structs().map(|one| one.name.clone()).collect();
    let mut held = Vec::new();
    for one in module.all_structs() {
        for field in &one.fields {
            if let RustType::Named(inner) = &field.ty
                && names.contains(inner)
            {
                let is_new = memory.field(&one.name, &field.key).is_none();
                held.push((is_new, one.name.clone(), field.key.clone(), inner.clone()));
            }
        }
    }
    held.sort_unstable();
    let (mut graph, mut closing) = (BTreeMap::<&str, BTreeSet<&str>>::new(), BTreeSet::new());
    for (_, outer, key, inner) in &held {
        if reaches(&graph, inner, outer) {
            closing.insert((outer.as_str(), key.as_str()));
        } else {
            graph.entry(outer).or_default().insert(inner);
        }
    }
    let envelope = module.envelope.iter_mut().flat_map(Envelope::structs_mut);
    let payloads = module.events.iter_mut().map(|event| &mut event.payload);
    for one in envelope.chain(payloads).chain(&mut module.structs) {
        for field in &mut one.fields {
            if closing.contains(&(one.name.as_str(), field.key.as_str())) {
                field.ty = RustType::Box(Box::new(field.ty.clone()));
            }
        }
    }
    module
}

/// Whether a struct is another one, or contains it at any depth.
fn reaches<'a>(graph: &BTreeMap<&'a str, BTreeSet<&'a str>>, from: &'a str, to: &str) -> bool {
    let (mut open, mut seen) = (vec![from], BTreeSet::new());
    while let Some(name) = open.pop() {
        if name == to {
            return true;
        }
        if seen.insert(name) {
            open.extend(graph.get(name).into_iter().flatten());
        }
    }
    false
}

//! Boxes where a struct would contain itself.

use crate::interface::{Module, RustType};
use std::collections::{BTreeMap, BTreeSet};

/// The module with a box around each field that closes a circle of structs which contain each other by value.
pub(super) fn boxed(mut module: Module) -> Module {
    let mut search =
        Search { held: BTreeMap::new(), open: Vec::new(), done: BTreeSet::new(), closing: BTreeSet::new() };
    let names: BTreeSet<&str> = module.all_structs().map(|one| one.name.as_str()).collect();
    for one in module.all_structs() {
        let held = one.fields.iter().enumerate().filter_map(|(n, field)| match &field.ty {
            RustType::Named(name) => names.get(name.as_str()).map(|name| (n, *name)),
            _ => None,
        });
        search.held.insert(&one.name, held.collect());
    }
    let order: Vec<&str> = module.all_structs().map(|one| one.name.as_str()).collect();
    for name in order {
        search.visit(name);
    }
    let closing: BTreeSet<(String, usize)> =
        search.closing.into_iter().map(|(name, field)| (name.to_owned(), field)).collect();

    let envelope = module.envelope.iter_mut().map(|envelope| &mut envelope.body);
    let payloads = module.events.iter_mut().map(|event| &mut event.payload);
    for one in envelope.chain(payloads).chain(&mut module.structs) {
        for (n, field) in one.fields.iter_mut().enumerate() {
            if closing.contains(&(one.name.clone(), n)) {
                field.ty = RustType::Box(Box::new(field.ty.clone()));
            }
        }
    }
    module
}

/// A depth-first search through the structs.
struct Search<'a> {
    /// The fields of each struct that hold a struct by value.
    held: BTreeMap<&'a str, Vec<(usize, &'a str)>>,
    /// The structs on the way to the present one.
    open: Vec<&'a str>,
    done: BTreeSet<&'a str>,
    /// The fields that lead back to an open struct.
    closing: BTreeSet<(&'a str, usize)>,
}

impl<'a> Search<'a> {
    fn visit(&mut self, name: &'a str) {
        if !self.done.insert(name) {
            return;
        }
        self.open.push(name);
        for (n, held) in self.held.get(name).cloned().unwrap_or_default() {
            if self.open.contains(&held) {
                self.closing.insert((name, n));
            } else {
                self.visit(held);
            }
        }
        self.open.pop();
    }
}

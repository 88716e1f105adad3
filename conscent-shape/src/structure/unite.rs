//! Unites places whose values are the same kind of thing.

use super::alike::{are_alike, are_nested};
use super::graph::{Graph, Id, Origin};
use crate::KindSet;
use crate::map::{self, Key, Values};
use std::collections::{BTreeMap, BTreeSet};
use std::mem;

/// With how many others under its key a place is compared at most. Objects under one key are usually of a few kinds; if
/// there are more kinds, the key says nothing.
const COMPARED: usize = 32;

/// Unites objects with the objects around them if they share keys, in two cases: both are under the same key (`modules`
/// of `modules`), or the key that leads from the outer ones to the inner ones also leads from the inner ones to further
/// objects (`children` of `children`).
pub(super) fn recursive(graph: &mut Graph) {
    let origins = mem::take(&mut graph.origins);
    for inner in 0..origins.len() {
        if graph.node(inner).values.object.count == 0 {
            continue;
        }
        let own = name(&origins, inner);
        let mut below = inner;
        while let Some(outer) = origins[below].parent {
            let key = origins[below].key.as_ref();
            below = outer;
            let Some(key) = key.filter(|_| graph.find(outer) != graph.find(inner)) else { continue };
            let is_repeated = own.is_some() && name(&origins, outer) == own || holds_objects(graph, inner, key);
            if is_repeated && are_nested(graph.node(outer), graph.node(inner)) {
                graph.unite(outer, inner);
                let found = &mut graph.node_mut(outer).recursive;
                if !found.contains(key) {
                    found.push(key.clone());
                }
            }
        }
    }
    graph.origins = origins;
}

/// Whether objects have objects under a key, or arrays of objects.
fn holds_objects(graph: &Graph, id: Id, key: &str) -> bool {
    let mut place = graph.node(id).place(key);
    while let Some(id) = place {
        let node = graph.node(id);
        if node.values.object.count > 0 {
            return true;
        }
        place = node.item;
    }
    false
}

/// Unites objects under the same key, directly or in arrays of the same depth, if they are alike.
pub(super) fn same(graph: &mut Graph) {
    let origins = mem::take(&mut graph.origins);
    let mut known = BTreeMap::<(&str, usize), Vec<Id>>::new();
    for id in 0..origins.len() {
        let Some(name) = name(&origins, id).filter(|_| graph.node(id).has_names()) else { continue };
        let others = known.entry(name).or_default();
        for &other in &*others {
            if graph.find(other) != graph.find(id) && are_alike(graph.node(other), graph.node(id)) {
                graph.unite(other, id);
                graph.node_mut(id).same += 1;
            }
        }
        if others.len() < COMPARED && others.iter().all(|other| graph.find(*other) != graph.find(id)) {
            others.push(id);
        }
    }
    graph.origins = origins;
}

/// The innermost key on the path to a place, and the number of arrays from there.
fn name(origins: &[Origin], mut id: Id) -> Option<(&str, usize)> {
    let mut depth = 0;
    loop {
        match &origins[id] {
            Origin { key: Some(key), .. } => return Some((key, depth)),
            Origin { parent: Some(parent), .. } => (id, depth) = (*parent, depth + 1),
            Origin { .. } => return None,
        }
    }
}

/// Turns objects whose keys are data into maps. This unites the values of each map, which may then prove to be maps,
/// too.
pub(super) fn maps(graph: &mut Graph) {
    let mut has_changed = true;
    while has_changed {
        has_changed = false;
        for id in graph.ids() {
            let node = graph.node(id);
            if graph.find(id) != id || node.is_no_map || !node.has_names() || node.map.is_some() {
                continue;
            }
            let key = graph.origins[id].key.as_deref().unwrap_or_default();
            let keys = node.names().map(|(name, seen, id)| Key::new(name, seen, Place { graph, id, arrays: ARRAYS }));
            let (count, keys) = (node.values.object.count, keys.collect::<Vec<_>>());
            let tags = &node.values.object.tags;
            let all = || map::are_data(key, count, &keys, tags).map(|evidence| (BTreeSet::new(), evidence));
            let names = map::names(count, &keys, tags).or_else(all).or_else(|| map::identifiers(&keys));
            if let Some((names, evidence)) = names {
                graph.make_map(id, &names, evidence);
                has_changed = true;
            } else {
                graph.node_mut(id).is_no_map = true;
            }
        }
    }
}

/// A place as the values under a key. It may be one of its own items, so the search through nested arrays has a limit.
#[derive(Clone, Copy)]
struct Place<'g> {
    graph: &'g Graph,
    id: Id,
    arrays: usize,
}

/// How many levels of nested arrays are searched.
const ARRAYS: usize = 4;

impl Values for Place<'_> {
    fn kinds(self) -> KindSet {
        KindSet::of(&self.graph.node(self.id).values)
    }

    fn item(self) -> Option<Self> {
        let id = self.graph.node(self.id).item?;
        Some(Place { id, arrays: self.arrays.checked_sub(1)?, ..self })
    }

    fn objects(self) -> u64 {
        self.graph.node(self.id).values.object.count
    }

    fn keys(&self) -> impl Iterator<Item = (&str, u64)> {
        self.graph.node(self.id).keys.iter().map(|(name, key)| (name.as_str(), key.seen))
    }
}

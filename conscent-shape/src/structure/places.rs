//! Makes the united places of a graph the places of a structure, and decides what their objects are.

use super::graph::{Graph, Id, Node};
use super::{Decision, Object, Place, PlaceId, Struct, Structure, What, open, required, variants};
use crate::pointer::escape;
use crate::{KindSet, Shape};
use std::collections::VecDeque;
use std::mem;

/// The structure that can be reached from the root of a graph.
pub(super) fn of(mut graph: Graph, min_samples: u64) -> Structure {
    let number = mem::take(&mut graph.origins).len();
    let mut reached = Reached { known: vec![None; number], ..Reached::default() };
    let root = reached.place(&graph, 0, String::new);
    let mut places = Vec::with_capacity(graph.ids().count());
    while let Some(id) = reached.open.pop_front() {
        let (mut node, path) = (graph.take(id), mem::take(&mut reached.paths[places.len()]));
        let item = node.item.map(|item| reached.place(&graph, item, || format!("{path}/*")));
        let has_objects = node.values.object.count > 0;
        let decided = has_objects.then(|| reached.object(&graph, &mut node, &path, min_samples));
        let (object, decisions) = decided.unzip();
        let Shape { number, string, .. } = &*node.values;
        places.push(Place {
            path,
            kinds: KindSet::of(&node.values),
            are_integers: number.integers == number.count,
            form: string.form().filter(|_| string.empty == 0),
            item,
            object,
            decisions: decisions.unwrap_or_default(),
        });
    }
    Structure { places, root }
}

/// The places that were reached so far.
#[derive(Default)]
struct Reached {
    /// By the place in the graph.
    known: Vec<Option<PlaceId>>,
    paths: Vec<String>,
    /// Places that were reached, while the places below them were not. Those near the root come first, so each place
    /// gets its shortest path.
    open: VecDeque<Id>,
}

impl Reached {
    fn place(&mut self, graph: &Graph, id: Id, path: impl FnOnce() -> String) -> PlaceId {
        let id = graph.find(id);
        *self.known[id].get_or_insert_with(|| {
            self.paths.push(path());
            self.open.push_back(id);
            self.paths.len() - 1
        })
    }

    fn object(&mut self, graph: &Graph, node: &mut Node, path: &str, min_samples: u64) -> (Object, Vec<Decision>) {
        let mut decisions = united(node);
        let rest = node.map.map(|map| self.place(graph, map, || format!("{path}/*")));
        if let Some(values) = rest {
            let evidence =
                node.map_evidence.as_deref().unwrap_or("they are too many to list, or a shape file left them out");
            let which = if node.has_names() { "Other keys" } else { "The keys" };
            decisions.push(Decision { what: What::Map, evidence: format!("{which} are data: {evidence}.") });
            if !node.has_names() {
                return (Object::Map { values }, decisions);
            }
        }
        let count = node.values.object.count;
        let always = node.names().filter(|(_, seen, _)| *seen == count).map(|(key, ..)| key).collect();
        let (required, why_required) = required::decide(count, always, min_samples);
        let (variants, why_variants) = variants::decide(node, min_samples).unzip();
        let why_open = if rest.is_none() { open::decide(count, node.names().map(|(_, seen, _)| seen)) } else { None };
        let is_open = why_open.is_some();
        let fields = mem::take(&mut node.keys).into_iter().filter_map(|(name, key)| {
            let place = self.place(graph, key.place?, || format!("{path}/{}", escape(&name)));
            Some((name, place))
        });
        let object = Struct { fields: fields.collect(), rest, required, is_open, variants: variants.map(Box::new) };
        decisions.extend(why_required.into_iter().chain(why_variants).chain(why_open));
        (Object::Struct(object), decisions)
    }
}

/// Why several places are one.
fn united(node: &Node) -> Vec<Decision> {
    let mut decisions = Vec::new();
    if node.same > 0 {
        let places = node.same + 1;
        let evidence = format!("Objects under this key at {places} places share most of their keys.");
        decisions.push(Decision { what: What::Same, evidence });
    }
    if !node.recursive.is_empty() {
        let keys = required::names(&node.recursive);
        let evidence = format!("The objects contain objects like themselves under {keys}.");
        decisions.push(Decision { what: What::Recursive, evidence });
    }
    decisions
}

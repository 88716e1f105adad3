//! Counts the different objects that have each string, which is the evidence that a string belongs to a closed set.
//!
//! Documentation shows the same customer in all its examples, so a name repeats as often as a status. But it repeats in
//! copies of one object, which count once here.
//!
//! Archives hold deliveries instead, so each of their objects counts. The documented objects may be among them, so the
//! greater of both numbers is the evidence, not the sum.

use super::cluster::Clusters;
use super::places::Places;
use super::tree::{Descent, NodeId, Tree};
use crate::samples::Events;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// For each key of each cluster, the number of different objects that have each string under it: as a direct value, in
/// arrays, or in maps.
#[derive(Debug, Default)]
pub(super) struct Distinct<'v> {
    counts: BTreeMap<(usize, &'v str), BTreeMap<&'v str, usize>>,
    archived: BTreeMap<(usize, &'v str), Archived<'v>>,
    /// The objects counted so far, by cluster and content.
    seen: HashSet<(usize, u64)>,
}

/// How many archived objects have a string under a key.
#[derive(Debug, Default)]
struct Archived<'v> {
    /// Any of the strings that are known.
    any: usize,
    /// Each string, if the key may be a tag.
    each: BTreeMap<&'v str, usize>,
}

impl Distinct<'_> {
    /// The number of different objects with a string under the key. An object counts once for each of its strings.
    pub(super) fn of(&self, cluster: usize, key: &str) -> usize {
        let documented = self.counts.get(&(cluster, key)).map_or(0, |counts| counts.values().sum());
        documented.max(self.archived.get(&(cluster, key)).map_or(0, |archived| archived.any))
    }
}

impl<'v> Distinct<'v> {
    /// The number of different objects with this string under the key.
    pub(super) fn with(&self, cluster: usize, key: &str, text: &str) -> usize {
        let documented = self.counts.get(&(cluster, key)).and_then(|counts| counts.get(text));
        let archived = self.archived.get(&(cluster, key)).and_then(|archived| archived.each.get(text));
        documented.max(archived).copied().unwrap_or_default()
    }

    /// Counts the strings of all samples of an API.
    pub(super) fn count(events: &'v Events<'_>, places: &Places<'_>, tree: &'v Tree, clusters: &'v Clusters) -> Self {
        let mut counter = Counter { tree, clusters, distinct: Distinct::default() };
        let way = places.way();
        for (event, documented) in events {
            let root = tree.payloads[*event];
            for one in &documented.evidence {
                if let (Some(&around), Value::Object(body)) = (tree.around.first(), &one.value) {
                    counter.object(around, body);
                }
                match (way.iter().try_fold(&one.value, |value, key| value.get(key)), way.last()) {
                    (Some(payload), Some(key)) if tree.nodes[root].is_value => {
                        counter.value((root, key), &mut Vec::new(), payload);
                    }
                    (Some(Value::Object(payload)), _) => {
                        counter.object(root, payload);
                    }
                    _ => {}
                }
            }
        }
        let mut distinct = counter.distinct;
        if tree.sources.have_archives() {
            distinct.count_archived(tree, clusters);
        }
        distinct
    }

    fn count_archived(&mut self, tree: &'v Tree, clusters: &'v Clusters) {
        let number = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        for (n, cluster) in clusters.all.iter().enumerate() {
            for (key, evidence) in cluster.keys.iter().filter(|(_, evidence)| evidence.codes > 0) {
                self.archived.entry((n, key)).or_default().any = number(evidence.codes);
            }
            for (key, values) in cluster.nodes.iter().flat_map(|&id| &tree.nodes[id].tagged) {
                for (text, seen) in values {
                    let archived = self.archived.entry((n, key)).or_default();
                    *archived.each.entry(text).or_default() += number(seen.archived());
                }
            }
        }
    }
}

struct Counter<'a, 'v> {
    tree: &'a Tree,
    clusters: &'a Clusters,
    distinct: Distinct<'v>,
}

impl<'v> Counter<'_, 'v> {
    /// Counts an object and the objects inside it. Returns the hash of its content.
    fn object(&mut self, node: NodeId, object: &'v Map<String, Value>) -> u64 {
        let mut hasher = DefaultHasher::new();
        for (key, value) in object {
            (key, self.value((node, key), &mut Vec::new(), value)).hash(&mut hasher);
        }
        let hash = hasher.finish();
        let cluster = self.clusters.of[node];
        if self.distinct.seen.insert((cluster, hash)) {
            for (key, value) in object {
                let mut strings = Vec::new();
                texts(value, &mut strings);
                strings.sort_unstable();
                strings.dedup();
                for text in &strings {
                    *self.distinct.counts.entry((cluster, key)).or_default().entry(text).or_default() += 1;
                }
            }
        }
        hash
    }

    /// Counts the objects in a value. Returns the hash of its content.
    fn value(&mut self, at: (NodeId, &str), descents: &mut Vec<Descent>, value: &'v Value) -> u64 {
        let mut hasher = DefaultHasher::new();
        match value {
            Value::Null => 0_u8.hash(&mut hasher),
            Value::Bool(value) => value.hash(&mut hasher),
            Value::Number(number) => number.hash(&mut hasher),
            Value::String(text) => text.hash(&mut hasher),
            Value::Array(items) => {
                descents.push(Descent::ListItem);
                for item in items {
                    self.value(at, descents, item).hash(&mut hasher);
                }
                descents.pop();
            }
            Value::Object(object) => {
                let below = self.tree.nodes[at.0].children.get(at.1);
                let child = below.and_then(|below| below.get(descents.as_slice()).copied());
                if let Some(child) = child {
                    self.object(child, object).hash(&mut hasher);
                } else {
                    descents.push(Descent::MapValue);
                    for (key, value) in object {
                        (key, self.value(at, descents, value)).hash(&mut hasher);
                    }
                    descents.pop();
                }
            }
        }
        hasher.finish()
    }
}

/// The strings of a value that belong to its key. Strings in objects belong to the objects' keys, unless the objects
/// are maps of strings.
fn texts<'v>(value: &'v Value, into: &mut Vec<&'v str>) {
    match value {
        Value::String(text) if !text.is_empty() => into.push(text),
        Value::Array(items) => items.iter().for_each(|item| texts(item, into)),
        Value::Object(object) => {
            for value in object.values().filter(|value| value.is_string()) {
                texts(value, into);
            }
        }
        _ => {}
    }
}

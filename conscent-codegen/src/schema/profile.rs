//! Profiles of objects, for comparing two that look alike.

use super::tree::{Children, NodeId, Tree};
use conscent_shape::{KindSet, Shape};
use std::collections::{BTreeMap, BTreeSet};

/// Keys whose value names the type of an object, by common conventions: JSON:API, GraphQL, JSON-LD, FHIR and Kubernetes
/// each use one of them.
pub(super) const TAGS: &[&str] =
    &["@type", "__typename", "_type", "class", "entity", "kind", "object", "resourceType", "resource_type", "type"];

/// The tags whose value is always the name of a type. The value of `type` and `kind` may also be a variant of one type
/// (`"type": "card"` of a payment), and variants come and go with the samples.
pub(super) const PURE_TAGS: &[&str] = &["@type", "__typename", "_type", "object", "resourceType", "resource_type"];

/// Keys that identify one thing among others of its type.
const IDS: &[&str] = &["_id", "gid", "guid", "id", "uuid"];

/// The keys of an object with the kinds of their values, and the values of its tags.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Profile<'t> {
    /// The kinds of the values under each key except null.
    pub(super) keys: BTreeMap<&'t str, KindSet>,
    /// The values of each tag that names a type.
    pub(super) tags: BTreeMap<&'t str, BTreeSet<&'t str>>,
}

/// Two objects under one key are one struct only if they share at least one in `PART` of all their keys. Optional keys
/// remove half or two thirds of them at most. An object with fewer of the keys is a reference to a thing (its id, its
/// address, its name) or another thing, so it gets its own type.
const PART: usize = 3;

/// The overlap of two profiles.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comparison {
    /// The number of keys that both have.
    pub(super) common: usize,
    /// The number of keys of the smaller profile.
    pub(super) fewer: usize,
    /// The number of keys of the larger profile.
    pub(super) more: usize,
}

impl Comparison {
    /// Whether both can be parts of one thing: they share one in [`PART`] of all keys, and so at least half of those of
    /// the smaller one. One or two keys cannot distinguish a reference from the thing.
    pub(super) fn is_part(&self) -> bool {
        self.common > 0 && (self.common * PART >= self.all() || self.fewer <= 2)
    }

    /// The number of keys of both together.
    pub(super) fn all(&self) -> usize {
        self.fewer + self.more - self.common
    }

    /// Whether both share four fifths of all keys, as one thing with and without its optional keys does.
    pub(super) fn is_nearly_equal(&self) -> bool {
        self.common * 5 >= self.all() * 4
    }

    /// The similarity of two objects: the share of keys that they have in common.
    pub(super) fn score(&self) -> (usize, usize) {
        (self.common * 1000 / self.all().max(1), self.common)
    }
}

impl<'t> Profile<'t> {
    pub(super) fn of(tree: &'t Tree, id: NodeId) -> Self {
        let keys = &tree.nodes[id].keys;
        let tags = PURE_TAGS.iter().filter_map(|tag| {
            let strings = &keys.get(*tag)?.shape.string;
            let values = strings.values.known().filter(|known| !known.is_empty())?;
            Some((*tag, values.iter().map(String::as_str).collect()))
        });
        Self {
            keys: keys.iter().map(|(key, evidence)| (key.as_str(), kinds(&evidence.shape))).collect(),
            tags: tags.collect(),
        }
    }

    /// Adds the keys and tags of another object of the same type.
    pub(super) fn merge(&mut self, other: &Self) {
        for (key, kinds) in &other.keys {
            let own = self.keys.entry(key).or_default();
            *own = own.union(*kinds);
        }
        for (tag, values) in &other.tags {
            self.tags.entry(tag).or_default().extend(values);
        }
    }

    pub(super) fn compare(&self, other: &Self) -> Comparison {
        let common = self.keys.keys().filter(|key| other.keys.contains_key(*key)).count();
        Comparison { common, ..self.closest(other) }
    }

    /// The best possible comparison: as if the larger one had all keys of the smaller one. It depends on their sizes
    /// only.
    pub(super) fn closest(&self, other: &Self) -> Comparison {
        let (a, b) = (self.keys.len(), other.keys.len());
        Comparison { common: a.min(b), fewer: a.min(b), more: a.max(b) }
    }

    /// Whether a key has one kind of value here and another kind there.
    pub(super) fn conflicts(&self, other: &Self) -> bool {
        self.keys.iter().any(|(key, kinds)| {
            other
                .keys
                .get(key)
                .is_some_and(|others| !kinds.is_empty() && !others.is_empty() && kinds.intersection(*others).is_empty())
        })
    }

    /// Whether both have a tag, but never with the same value.
    pub(super) fn is_tagged_otherwise(&self, other: &Self) -> bool {
        self.tags.iter().any(|(tag, values)| other.tags.get(tag).is_some_and(|others| values.is_disjoint(others)))
    }

    /// Whether a tag has the same single value in both.
    pub(super) fn is_tagged_alike(&self, other: &Self) -> bool {
        self.tags.iter().any(|(tag, values)| values.len() == 1 && other.tags.get(tag) == Some(values))
    }

    /// Whether the object is a thing with an identity, not only a value.
    pub(super) fn is_thing(&self) -> bool {
        IDS.iter().any(|id| self.keys.contains_key(id))
    }
}

/// The kinds of a shape except null.
fn kinds(shape: &Shape) -> KindSet {
    KindSet::of(shape).without(KindSet::NULL)
}

/// The pairs of child nodes that two nodes have under the same keys.
pub(super) fn below<'c>(a: &'c Children, b: &'c Children) -> impl Iterator<Item = (NodeId, NodeId)> + 'c {
    a.iter()
        .filter_map(|(key, below)| Some((below, b.get(key)?)))
        .flat_map(|(a, b)| a.iter().filter_map(|(descents, id)| Some((*id, *b.get(descents)?))))
}

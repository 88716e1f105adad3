//! What an object looks like, and what two objects that look alike have in common.

use super::tree::{Children, NodeId, Tree};
use conscent_shape::{Shape, Values};
use std::collections::{BTreeMap, BTreeSet};

/// Keys whose value says what kind of thing an object is, by the conventions of the field: JSON:API, GraphQL, JSON-LD, FHIR and Kubernetes
/// each use one of them.
pub(super) const TAGS: &[&str] =
    &["@type", "__typename", "_type", "class", "entity", "kind", "object", "resourceType", "resource_type", "type"];

/// The tags whose value is the name of a type. `type` and `kind` also say which of its kind an object is (`"type": "card"` of a payment), and
/// those are one type: its variants come and go with the samples.
pub(super) const PURE_TAGS: &[&str] = &["@type", "__typename", "_type", "object", "resourceType", "resource_type"];

/// Keys that tell one thing from others of its kind.
const IDS: &[&str] = &["_id", "gid", "guid", "id", "uuid"];

/// The keys of an object with the kinds of their values, and what its tags say.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Profile<'t> {
    /// A bit for each kind of value, other than null.
    pub(super) keys: BTreeMap<&'t str, u8>,
    /// The values of each tag that names a type.
    pub(super) tags: BTreeMap<&'t str, BTreeSet<&'t str>>,
}

/// Which part of all their keys two objects under one key have in common at least, to be one struct. Optional keys take away a half or two
/// thirds at most. An object with less of the keys refers to a thing (its id, its address, its name), or is
/// another one, and a type of its own says what it has.
const PART: usize = 3;

/// What two profiles have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comparison {
    /// The keys that both have.
    pub(super) common: usize,
    /// The keys of the one that has fewer.
    pub(super) fewer: usize,
    /// The keys of the one that has more.
    pub(super) more: usize,
}

impl Comparison {
    /// Whether both can be what was seen of one thing: half of the keys of the smaller one are common, and of all keys a
    /// [`PART`]th. One or two keys are too few to tell a reference from the thing.
    pub(super) fn is_part(&self) -> bool {
        self.common > 0 && self.common * 2 >= self.fewer && (self.common * PART >= self.all() || self.fewer <= 2)
    }

    /// The keys of both together.
    pub(super) fn all(&self) -> usize {
        self.fewer + self.more - self.common
    }

    /// Whether four fifths of all keys are common: what one thing looks like with and without its optional keys.
    pub(super) fn is_nearly_equal(&self) -> bool {
        self.common * 5 >= self.all() * 4
    }

    /// The more of all keys are common, the more two objects are alike.
    pub(super) fn score(&self) -> (usize, usize) {
        (self.common * 1000 / self.all().max(1), self.common)
    }
}

impl<'t> Profile<'t> {
    pub(super) fn of(tree: &'t Tree, id: NodeId) -> Self {
        let keys = &tree.nodes[id].keys;
        let tags = PURE_TAGS.iter().filter_map(|tag| {
            let strings = &keys.get(*tag)?.shape.string;
            match &strings.values {
                Values::Exact(values) if strings.count > 0 => Some((*tag, values.iter().map(String::as_str).collect())),
                _ => None,
            }
        });
        Self {
            keys: keys.iter().map(|(key, evidence)| (key.as_str(), kinds(&evidence.shape))).collect(),
            tags: tags.collect(),
        }
    }

    /// Adds what another object of the same kind has.
    pub(super) fn merge(&mut self, other: &Self) {
        for (key, kinds) in &other.keys {
            *self.keys.entry(key).or_default() |= kinds;
        }
        for (tag, values) in &other.tags {
            self.tags.entry(tag).or_default().extend(values);
        }
    }

    pub(super) fn compare(&self, other: &Self) -> Comparison {
        let common = self.keys.keys().filter(|key| other.keys.contains_key(*key)).count();
        let (a, b) = (self.keys.len(), other.keys.len());
        Comparison { common, fewer: a.min(b), more: a.max(b) }
    }

    /// Whether a key holds one kind of value here and another one there.
    pub(super) fn conflicts(&self, other: &Self) -> bool {
        self.keys.iter().any(|(key, kinds)| {
            other.keys.get(key).is_some_and(|others| *kinds != 0 && *others != 0 && kinds & others == 0)
        })
    }

    /// Whether a tag that both have never has the same value.
    pub(super) fn is_tagged_otherwise(&self, other: &Self) -> bool {
        self.tags.iter().any(|(tag, values)| other.tags.get(tag).is_some_and(|others| values.is_disjoint(others)))
    }

    /// Whether a tag has the same one value in both.
    pub(super) fn is_tagged_alike(&self, other: &Self) -> bool {
        self.tags.iter().any(|(tag, values)| values.len() == 1 && other.tags.get(tag) == Some(values))
    }

    /// Whether the object is a thing with an identity, and not only a value.
    pub(super) fn is_thing(&self) -> bool {
        IDS.iter().any(|id| self.keys.contains_key(id))
    }
}

/// The kinds of a shape other than null, a bit each.
pub(super) fn kinds(shape: &Shape) -> u8 {
    let counts = [shape.bool, shape.number.count, shape.string.count, shape.array.count, shape.object.count];
    counts.iter().enumerate().map(|(bit, &count)| u8::from(count > 0) << bit).sum()
}

/// The pairs of nodes that two nodes have under one key.
pub(super) fn below<'c>(a: &'c Children, b: &'c Children) -> impl Iterator<Item = (NodeId, NodeId)> + 'c {
    a.iter()
        .filter_map(|(key, below)| Some((below, b.get(key)?)))
        .flat_map(|(a, b)| a.iter().filter_map(|(descents, id)| Some((*id, *b.get(descents)?))))
}

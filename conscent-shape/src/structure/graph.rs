//! The places of a shape, some of which are united because their values are the same kind of thing.
//!
//! If two places are united, so are the places below them under the same keys (congruence closure). So a place that is
//! united with one below itself becomes a cycle, and describes values of any depth.

use crate::{Fields, Shape, Tags, Values};
use std::collections::{BTreeMap, BTreeSet};
use std::mem;

/// The index of a place in a [`Graph`].
pub(super) type Id = usize;

/// The places of a shape.
#[derive(Debug, Default)]
pub(super) struct Graph {
    /// Where each place is in the shape, in the order of a walk from the outside in.
    pub(super) origins: Vec<Origin>,
    /// What is known about each place. `None` for a place that was united with an earlier one, or was taken.
    nodes: Vec<Option<Node>>,
    nothing: Node,
    /// For each place, itself or an earlier one that it was united with.
    united: Vec<Id>,
}

/// Where a place is.
#[derive(Debug)]
pub(super) struct Origin {
    /// The place around it.
    pub(super) parent: Option<Id>,
    /// The key that leads to it, if it is not an item or a value of a map.
    pub(super) key: Option<String>,
}

/// What is known about a place.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    /// The statistics without the keys, the strings, and the statistics of places below. If there are too many keys to
    /// know them all, the objects are [`Fields::Pooled`].
    pub(super) values: Box<Shape>,
    /// The keys of objects.
    pub(super) keys: BTreeMap<String, Key>,
    /// The place of the values under all keys that are data.
    pub(super) map: Option<Id>,
    /// The place of the items of arrays.
    pub(super) item: Option<Id>,
    /// In how many ways this place was found to be the same as others.
    pub(super) same: u64,
    /// The keys under which the objects contain objects like themselves.
    pub(super) recursive: Vec<String>,
    /// Why keys are data.
    pub(super) map_evidence: Option<String>,
    /// Whether the objects were found not to be maps since something was last united with them.
    pub(super) is_no_map: bool,
}

/// What is known about a key of objects.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Key {
    /// How many objects have it.
    pub(super) seen: u64,
    /// The place of the values under it, if it is a name. The values under all keys that are data have one place.
    pub(super) place: Option<Id>,
}

impl Graph {
    pub(super) fn of(shape: Shape) -> Self {
        // A growing list is copied again and again, and needs twice its memory meanwhile.
        let number = count(&shape);
        let mut graph = Self {
            origins: Vec::with_capacity(number),
            nodes: Vec::with_capacity(number),
            united: Vec::with_capacity(number),
            nothing: Node::default(),
        };
        graph.add(None, None, Box::new(shape));
        graph
    }

    /// Adds a place and those below. The shape is taken apart, not copied, because the shape of large documents fills
    /// most of the memory.
    fn add(&mut self, parent: Option<Id>, key: Option<&str>, mut shape: Box<Shape>) -> Id {
        let id = self.nodes.len();
        self.origins.push(Origin { parent, key: key.map(str::to_owned) });
        self.united.push(id);
        let (item, fields) = (shape.array.item.take(), mem::take(&mut shape.object.fields));
        let rest = shape.object.rest.take();
        shape.string.values = Values::Overflowed;
        self.nodes.push(Some(Node::of(shape)));
        let item = item.map(|item| self.add(Some(id), None, item));
        let (mut keys, mut map) = (BTreeMap::new(), None);
        match fields {
            Fields::Known(known) => {
                let below = known.into_iter().map(|(key, field)| {
                    let place = Some(self.add(Some(id), Some(&key), field.shape));
                    (key, Key { seen: field.seen, place })
                });
                keys = below.collect();
            }
            Fields::Pooled(values) => {
                map = Some(self.add(Some(id), None, values));
                self.node_mut(id).forget_keys();
            }
        }
        map = map.or_else(|| rest.map(|rest| self.add(Some(id), None, rest)));
        let node = self.node_mut(id);
        (node.item, node.keys, node.map) = (item, keys, map);
        id
    }

    /// The place that a place was united with, or itself.
    pub(super) fn find(&self, mut id: Id) -> Id {
        while self.united[id] != id {
            id = self.united[id];
        }
        id
    }

    pub(super) fn node(&self, id: Id) -> &Node {
        self.nodes[self.find(id)].as_ref().unwrap_or(&self.nothing)
    }

    pub(super) fn node_mut(&mut self, id: Id) -> &mut Node {
        let id = self.find(id);
        self.nodes[id].get_or_insert_default()
    }

    /// Takes what is known about a place out of the graph.
    pub(super) fn take(&mut self, id: Id) -> Node {
        let id = self.find(id);
        self.nodes[id].take().unwrap_or_default()
    }

    /// All places that have not been united with an earlier one.
    pub(super) fn ids(&self) -> impl Iterator<Item = Id> + use<> {
        let united = self.united.clone();
        (0..united.len()).filter(move |&id| united[id] == id)
    }

    /// Unites two places, and the places below them.
    pub(super) fn unite(&mut self, one: Id, other: Id) {
        let mut open = vec![(one, other)];
        while let Some((one, other)) = open.pop() {
            let (one, other) = (self.find(one), self.find(other));
            if one == other {
                continue;
            }
            // The earlier place is the one further outside, and the root is the first of all.
            let (kept, gone) = (one.min(other), one.max(other));
            self.united[gone] = kept;
            let gone = self.nodes[gone].take().unwrap_or_default();
            let node = self.nodes[kept].get_or_insert_default();
            node.values.merge(&gone.values);
            // A key that is data at one of the two places is data at both. Together the objects may also have too many
            // keys.
            let is_data = |one: &Node, key: &String| one.map.is_some() && one.place(key).is_none();
            let names = node.names().chain(gone.names());
            let data = names.map(|(key, ..)| key).filter(|key| is_data(node, key) || is_data(&gone, key));
            let data = data.cloned().collect();
            node.is_no_map = false;
            node.same += gone.same;
            node.recursive.extend(gone.recursive);
            node.map_evidence = node.map_evidence.take().or(gone.map_evidence);
            for (key, theirs) in gone.keys {
                let mine = node.keys.entry(key).or_default();
                mine.seen += theirs.seen;
                join(&mut mine.place, theirs.place, &mut open);
            }
            join(&mut node.map, gone.map, &mut open);
            join(&mut node.item, gone.item, &mut open);
            if node.is_pooled() || node.keys.len() > Fields::BOUND {
                open.extend(node.pool(&node.names().map(|(key, ..)| key.clone()).collect()));
                node.forget_keys();
            } else {
                open.extend(node.pool(&data));
            }
        }
    }

    /// Unites the places under keys that are data: all keys except the names.
    pub(super) fn make_map(&mut self, id: Id, names: &BTreeSet<String>, evidence: String) {
        let node = self.node_mut(id);
        node.map_evidence = Some(evidence);
        let data = node.names().map(|(key, ..)| key).filter(|key| !names.contains(*key)).cloned().collect();
        for (one, other) in node.pool(&data) {
            self.unite(one, other);
        }
    }
}

impl Node {
    fn of(values: Box<Shape>) -> Self {
        Self {
            values,
            keys: BTreeMap::new(),
            map: None,
            item: None,
            same: 0,
            recursive: Vec::new(),
            map_evidence: None,
            is_no_map: false,
        }
    }

    /// The keys that are names, how many objects have each, and the place of its values.
    pub(super) fn names(&self) -> impl Iterator<Item = (&String, u64, Id)> + Clone {
        self.keys.iter().filter_map(|(key, Key { seen, place })| Some((key, *seen, (*place)?)))
    }

    pub(super) fn has_names(&self) -> bool {
        self.names().next().is_some()
    }

    /// The place of the values under a key that is a name.
    pub(super) fn place(&self, key: &str) -> Option<Id> {
        self.keys.get(key)?.place
    }

    fn is_pooled(&self) -> bool {
        matches!(self.values.object.fields, Fields::Pooled(_))
    }

    /// Drops the keys if there are too many.
    fn forget_keys(&mut self) {
        self.keys.clear();
        self.values.object.fields = Fields::Pooled(Box::default());
        self.values.object.tags = Tags::default();
    }

    /// Turns keys into data, and returns the places to unite.
    fn pool(&mut self, data: &BTreeSet<String>) -> Vec<(Id, Id)> {
        let places: Vec<_> = data.iter().filter_map(|key| self.keys.get_mut(key)?.place.take()).collect();
        self.map = self.map.or_else(|| places.first().copied());
        self.map.map_or_else(Vec::new, |all| places.into_iter().map(|place| (all, place)).collect())
    }
}

/// How many places a shape has.
fn count(shape: &Shape) -> usize {
    let below = match &shape.object.fields {
        Fields::Known(known) => known.values().map(|field| count(&field.shape)).sum(),
        Fields::Pooled(values) => count(values),
    };
    let others = [&shape.array.item, &shape.object.rest].into_iter().flatten();
    1 + below + others.map(|other| count(other)).sum::<usize>()
}

/// Records that two places are one, if both exist.
fn join(mine: &mut Option<Id>, theirs: Option<Id>, open: &mut Vec<(Id, Id)>) {
    match (*mine, theirs) {
        (Some(mine), Some(theirs)) if mine != theirs => open.push((mine, theirs)),
        (None, Some(_)) => *mine = theirs,
        _ => {}
    }
}

//! Clusters object positions that are one struct.
//!
//! | objects | are one struct if |
//! |---|---|
//! | under the same key, in any event | a third of the smaller one's keys are the other's too, or one is empty |
//! | under different keys | four fifths of all their keys are common, at least two, and no common key holds other kinds of values |
//! | with the same name by hint | always |
//! | below objects that are one struct, under the same key | always: a field has one type |
//! | an event's payload | never: each event keeps its own |

use super::tree::{Children, Descent, KeyEvidence, NodeId, Tree};
use crate::schema::ident;
use conscent_shape::Shape;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Nodes that share one struct.
#[derive(Debug, Default)]
pub(super) struct Cluster {
    /// The nodes, in the order they were found.
    pub(super) nodes: Vec<NodeId>,
    /// The evidence for each key, of all nodes together.
    pub(super) keys: BTreeMap<String, KeyEvidence>,
    /// The clusters below.
    pub(super) children: BTreeMap<String, BTreeMap<Vec<Descent>, usize>>,
}

/// The clusters of one api, in the order of their first nodes, and the cluster of each node.
#[derive(Debug, Default)]
pub(super) struct Clusters {
    pub(super) all: Vec<Cluster>,
    pub(super) of: Vec<usize>,
}

/// Clusters the nodes of a tree.
pub(super) fn cluster(tree: &Tree) -> Clusters {
    let fixed: BTreeSet<NodeId> = tree.payloads.values().copied().chain(tree.envelope).collect();
    let shared: Vec<NodeId> = (0..tree.nodes.len()).filter(|id| !fixed.contains(id)).collect();
    let mut sets = Sets::new(tree);
    sets.unite_same_names(&shared);
    sets.unite_same_keys(&shared);
    sets.unite_look_alikes(&fixed);
    sets.into_clusters()
}

/// Disjoint sets of nodes. Uniting two also unites what is below them under the same key, as petgraph's union-find would not.
struct Sets<'p> {
    tree: &'p Tree,
    parent: Vec<NodeId>,
    children: Vec<Children>,
}

impl<'p> Sets<'p> {
    fn new(tree: &'p Tree) -> Self {
        let children = tree.nodes.iter().map(|node| node.children.clone()).collect();
        Self { tree, parent: (0..tree.nodes.len()).collect(), children }
    }

    fn find(&mut self, mut id: NodeId) -> NodeId {
        while self.parent[id] != id {
            self.parent[id] = self.parent[self.parent[id]];
            id = self.parent[id];
        }
        id
    }

    fn unite(&mut self, a: NodeId, b: NodeId) {
        let mut open = vec![(a, b)];
        while let Some((a, b)) = open.pop() {
            let (a, b) = (self.find(a), self.find(b));
            if a == b {
                continue;
            }
            let (kept, gone) = if self.children[a].len() < self.children[b].len() { (b, a) } else { (a, b) };
            self.parent[gone] = kept;
            for (key, below) in std::mem::take(&mut self.children[gone]) {
                let known = self.children[kept].entry(key).or_default();
                for (descents, id) in below {
                    match known.get(&descents) {
                        Some(&other) => open.push((other, id)),
                        None => drop(known.insert(descents, id)),
                    }
                }
            }
        }
    }

    fn unite_same_names(&mut self, shared: &[NodeId]) {
        let mut named = HashMap::new();
        for &id in shared {
            if let Some(name) = &self.tree.nodes[id].name {
                let first = *named.entry(name).or_insert(id);
                self.unite(first, id);
            }
        }
    }

    fn unite_same_keys(&mut self, shared: &[NodeId]) {
        let mut by_key = BTreeMap::<String, Vec<(BTreeSet<&str>, NodeId)>>::new();
        for &id in shared {
            let keys = self.tree.nodes[id].keys.keys().map(String::as_str).collect();
            by_key.entry(base(self.tree, id)).or_default().push((keys, id));
        }
        for mut same in by_key.into_values() {
            // The largest first: the others are then measured against everything known of their kind.
            same.sort_by(|(a, i), (b, j)| b.len().cmp(&a.len()).then_with(|| a.cmp(b)).then_with(|| i.cmp(j)));
            let mut clusters = Vec::<(BTreeSet<&str>, NodeId)>::new();
            for (keys, id) in same {
                let fits = |(known, _): &&mut (BTreeSet<&str>, NodeId)| {
                    let common = keys.iter().filter(|key| known.contains(*key)).count();
                    keys.is_empty() || common * 3 >= keys.len()
                };
                match clusters.iter_mut().find(fits) {
                    Some((known, first)) => {
                        known.extend(keys);
                        let first = *first;
                        self.unite(first, id);
                    }
                    None => clusters.push((keys, id)),
                }
            }
        }
    }

    /// Two sets of which four fifths are common share one of their rarest fifth (and one more), so only those need a look.
    fn unite_look_alikes(&mut self, fixed: &BTreeSet<NodeId>) {
        let mut sets = BTreeMap::<NodeId, BTreeMap<&'p str, u8>>::new();
        for id in (0..self.tree.nodes.len()).filter(|id| !fixed.contains(id)) {
            let tree = self.tree;
            let keys = sets.entry(self.find(id)).or_default();
            for (key, evidence) in &tree.nodes[id].keys {
                *keys.entry(key).or_default() |= kinds(&evidence.shape);
            }
        }
        sets.retain(|_, keys| keys.len() >= 2);
        let mut frequency = HashMap::<&str, usize>::new();
        for key in sets.values().flat_map(BTreeMap::keys) {
            *frequency.entry(key).or_default() += 1;
        }
        let mut seen_with = HashMap::<&str, Vec<NodeId>>::new();
        for (&id, keys) in &sets {
            let mut rarest: Vec<_> = keys.keys().map(|key| (frequency[key], *key)).collect();
            rarest.sort_unstable();
            let rarest: Vec<&str> = rarest.into_iter().take(keys.len() / 5 + 1).map(|(_, key)| key).collect();
            let candidates: BTreeSet<NodeId> =
                rarest.iter().filter_map(|key| seen_with.get(key)).flatten().copied().collect();
            match candidates.into_iter().find(|other| look_alike(keys, &sets[other])) {
                Some(other) => self.unite(other, id),
                None => rarest.into_iter().for_each(|key| seen_with.entry(key).or_default().push(id)),
            }
        }
    }

    fn into_clusters(mut self) -> Clusters {
        let mut clusters = Clusters { all: Vec::new(), of: vec![0; self.parent.len()] };
        let mut number = HashMap::new();
        for id in 0..self.parent.len() {
            let n = *number.entry(self.find(id)).or_insert(clusters.all.len());
            if n == clusters.all.len() {
                clusters.all.push(Cluster::default());
            }
            clusters.of[id] = n;
            let cluster = &mut clusters.all[n];
            cluster.nodes.push(id);
            for (key, evidence) in &self.tree.nodes[id].keys {
                cluster.keys.entry(key.clone()).or_default().merge(evidence);
            }
        }
        for (id, node) in self.tree.nodes.iter().enumerate() {
            let known = &mut clusters.all[clusters.of[id]].children;
            for (key, below) in &node.children {
                let below = below.iter().map(|(descents, id)| (descents.clone(), clusters.of[*id]));
                known.entry(key.clone()).or_default().extend(below);
            }
        }
        clusters
    }
}

impl KeyEvidence {
    fn merge(&mut self, other: &Self) {
        self.seen += other.seen;
        self.samples.extend(&other.samples);
        self.shape.merge(&other.shape);
        self.text = self.text.max(other.text);
        self.name = self.name.take().or_else(|| other.name.clone());
    }
}

/// The key that a node is known by, in the singular inside an array or a map.
pub(super) fn base(tree: &Tree, id: NodeId) -> String {
    let node = &tree.nodes[id];
    let key = node.path.last().map_or("", String::as_str);
    if node.is_item { ident::singular(key) } else { key.to_owned() }
}

fn look_alike(a: &BTreeMap<&str, u8>, b: &BTreeMap<&str, u8>) -> bool {
    let mut common = 0;
    for (key, kinds) in a {
        let Some(others) = b.get(key) else { continue };
        if *kinds != 0 && *others != 0 && kinds & others == 0 {
            return false;
        }
        common += 1;
    }
    common >= 2 && common * 5 >= (a.len() + b.len() - common) * 4
}

/// The kinds of a shape other than null, a bit each.
fn kinds(shape: &Shape) -> u8 {
    let counts = [shape.bool, shape.number.count, shape.string.count, shape.array.count, shape.object.count];
    counts.iter().enumerate().map(|(bit, &count)| u8::from(count > 0) << bit).sum()
}

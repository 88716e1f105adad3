//! Clusters the object positions that are one struct.
//!
//! | objects | are one struct if |
//! |---|---|
//! | that were one struct in the last release, or whose place has one through the struct around them | always; never if they were two structs |
//! | with the same name from a hint | always; never with a hint that splits them |
//! | under related keys (`address`, `billingAddress`) | they share a third of all their keys, or one key if one of them has at most two |
//! | under different keys, or a key that says nothing (`data`) | they share four fifths of all their keys, and at least [`SHARED_VALUE`] keys ([`SHARED_THING`] if they have ids) |
//! | under different keys of one object, if those keys hold only such objects (`{"href": …}`) | they have the same keys |
//! | below objects that are one struct, under the same key | always: a field has one type |
//! | with values of another kind under a common key | never |
//! | with other values of a tag that names a type (`"object": "charge"`) | only if they share four fifths of all their keys |
//! | an event's payload, and objects without a tag under generic keys at its top (`data`, `changes`) | never: each event has its own struct |
//!
//! Pairs are united in order of similarity, the most similar first. Each pair is compared by the keys of its two
//! objects, not by the keys that their struct has gained. So the result depends neither on the order of the samples nor
//! on how frequent an object is.

use super::memory::Memory;
use super::profile::{PURE_TAGS, Profile, below};
use super::tree::{Children, Descent, KeyEvidence, Node, NodeId, Tree};
use crate::schema::ident::{self, words};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many keys two values must share to be one struct under different keys. If one key were enough, any two lists of
/// names would be one struct.
const SHARED_VALUE: usize = 2;

/// The same for entities, which have ids. A customer and a product share `id` and `name`, for example.
const SHARED_THING: usize = 5;

/// How many keys of one object must hold equal objects for these to be one struct, regardless of what they contain. Two
/// may be equal by chance.
pub(super) const SIBLINGS: usize = 3;

/// To which depth the parts of two objects are compared. Each level may double the work, and deeper levels prove
/// little.
const DEPTH: usize = 4;

/// Nodes that share one struct.
#[derive(Debug, Default)]
pub(super) struct Cluster {
    /// The nodes, in the order they were found.
    pub(super) nodes: Vec<NodeId>,
    /// The evidence for each key, from all nodes.
    pub(super) keys: BTreeMap<String, KeyEvidence>,
    /// The clusters directly below.
    pub(super) children: BTreeMap<String, BTreeMap<Vec<Descent>, usize>>,
    /// Its struct in the last release.
    pub(super) previous: Option<String>,
}

/// The clusters of one API, in the order of their first nodes, and the cluster of each node.
#[derive(Debug, Default)]
pub(super) struct Clusters {
    pub(super) all: Vec<Cluster>,
    pub(super) of: Vec<usize>,
}

/// Clusters the nodes of a tree.
pub(super) fn cluster(tree: &Tree, memory: &Memory<'_>) -> Clusters {
    let fixed: BTreeSet<NodeId> = tree.payloads.values().copied().chain(tree.around.iter().copied()).collect();
    let mut shared: Vec<NodeId> = (0..tree.nodes.len()).filter(|id| !fixed.contains(id)).collect();
    let mut sets = Sets::new(tree);
    sets.unite_named(&shared);
    shared.retain(|&id| !sets.is_own(id));
    sets.unite_equals(&shared);
    sets.unite_siblings(&shared);
    sets.unite_alike(&shared);
    sets.unite_empty(&shared);
    sets.unite_remembered(memory);
    sets.into_clusters()
}

/// Disjoint sets of nodes. Uniting two sets also unites the nodes below them under the same key, which petgraph's
/// union-find would not do.
struct Sets<'p> {
    tree: &'p Tree,
    /// The profile of each node alone.
    own: Vec<Profile<'p>>,
    parent: Vec<NodeId>,
    /// The set of each root.
    united: Vec<Set<'p>>,
}

/// What the nodes of a set have in common.
#[derive(Default)]
struct Set<'p> {
    children: Children,
    profile: Profile<'p>,
    previous: Option<&'p str>,
    name: Option<&'p str>,
    is_split: bool,
}

impl<'p> Sets<'p> {
    fn new(tree: &'p Tree) -> Self {
        let own: Vec<Profile<'p>> = (0..tree.nodes.len()).map(|id| Profile::of(tree, id)).collect();
        let set = |(node, profile): (&'p Node, &Profile<'p>)| Set {
            children: node.children.clone(),
            profile: profile.clone(),
            previous: node.previous.as_deref(),
            name: node.name.as_deref(),
            is_split: node.is_split,
        };
        let united = tree.nodes.iter().zip(&own).map(set).collect();
        Self { tree, own, parent: (0..tree.nodes.len()).collect(), united }
    }

    fn find(&self, mut id: NodeId) -> NodeId {
        while self.parent[id] != id {
            id = self.parent[id];
        }
        id
    }

    /// Unites two sets, and the nodes below them.
    fn unite(&mut self, a: NodeId, b: NodeId) {
        let mut open = vec![(a, b)];
        while let Some((a, b)) = open.pop() {
            let (a, b) = (self.find(a), self.find(b));
            // Objects that a release or two hints keep apart stay apart, even if one field now has both.
            if a == b || self.is_apart(a, b) {
                continue;
            }
            let (kept, gone) =
                if self.united[a].children.len() < self.united[b].children.len() { (b, a) } else { (a, b) };
            self.parent[gone] = kept;
            let other = std::mem::take(&mut self.united[gone]);
            let set = &mut self.united[kept];
            set.profile.merge(&other.profile);
            set.previous = set.previous.or(other.previous);
            set.name = set.name.or(other.name);
            set.is_split |= other.is_split;
            for (key, below) in other.children {
                let known = set.children.entry(key).or_default();
                for (descents, id) in below {
                    match known.get(&descents) {
                        Some(&other) => open.push((other, id)),
                        None => drop(known.insert(descents, id)),
                    }
                }
            }
        }
    }

    /// Whether two sets have different names, from a release or from hints.
    fn is_apart(&self, a: NodeId, b: NodeId) -> bool {
        let differ =
            |one: Option<&str>, other: Option<&str>| matches!((one, other), (Some(one), Some(other)) if one != other);
        let (a, b) = (&self.united[a], &self.united[b]);
        differ(a.previous, b.previous) || differ(a.name, b.name)
    }

    /// Unites the sets of two nodes, if they are compatible.
    fn try_unite(&mut self, a: NodeId, b: NodeId) {
        let (one, other) = (self.find(a), self.find(b));
        let is_split = self.united[one].is_split || self.united[other].is_split;
        if one != other && !is_split && self.is_compatible(one, other) && self.are_children_alike(one, other, DEPTH) {
            self.unite(one, other);
        }
    }

    /// Whether nothing in two sets contradicts that they are one.
    fn is_compatible(&self, a: NodeId, b: NodeId) -> bool {
        let (one, other) = (&self.united[a].profile, &self.united[b].profile);
        !self.is_apart(a, b)
            && !one.conflicts(other)
            && (!one.is_tagged_otherwise(other) || one.compare(other).is_nearly_equal())
    }

    /// Whether the nodes below two sets under the same keys can be united too, at any depth, because uniting the sets
    /// would unite them. Containers (`{"object": "list", "data": […]}`) look alike with any content, and so do
    /// objects that contain stubs in one place and the whole entity in another.
    fn are_children_alike(&self, a: NodeId, b: NodeId, depth: usize) -> bool {
        below(&self.united[a].children, &self.united[b].children).all(|(a, b)| {
            let (one, other) = (self.find(a), self.find(b));
            let compared = self.own[a].compare(&self.own[b]);
            one == other
                || (compared.fewer == 0 || compared.is_part())
                    && self.is_compatible(one, other)
                    && (depth == 0 || self.are_children_alike(one, other, depth - 1))
        })
    }

    /// Whether an object is specific to one event: it is under generic keys, and no tag names its type.
    fn is_own(&self, id: NodeId) -> bool {
        let node = &self.tree.nodes[id];
        let is_tagged = PURE_TAGS.iter().any(|tag| self.own[id].tags.contains_key(tag));
        node.event.is_some() && !node.is_item && !is_tagged && node.path.iter().all(|key| ident::is_role(key))
    }

    /// Unites objects that were one struct in the last release, or to which hints give one name.
    fn unite_named(&mut self, shared: &[NodeId]) {
        let tree = self.tree;
        let remembered = grouped(shared, |id| tree.nodes[id].previous.as_deref());
        for group in remembered.chain(grouped(shared, |id| tree.nodes[id].name.as_deref())) {
            for pair in group.windows(2) {
                self.unite(pair[0], pair[1]);
            }
        }
    }

    /// Unites objects under one key with the same keys. This avoids comparing all pairs, which are many if an entity is
    /// everywhere.
    fn unite_equals(&mut self, shared: &[NodeId]) {
        let groups: Vec<_> =
            grouped(shared, |id| Some((base(self.tree, id), &self.own[id])).filter(|(_, own)| !own.keys.is_empty()))
                .collect();
        self.try_unite_all(groups);
    }

    /// Unites equal objects under several keys of one parent, such as the links under `_links`.
    fn unite_siblings(&mut self, shared: &[NodeId]) {
        let tree = self.tree;
        let is_known =
            |profile: &Profile<'_>| !profile.keys.is_empty() && profile.keys.values().all(|kinds| !kinds.is_empty());
        let groups: Vec<_> = grouped(shared, |id| {
            let parent = tree.nodes[id].path.iter().rev().nth(1)?;
            Some((parent, &self.own[id].keys)).filter(|_| is_known(&self.own[id]))
        })
        .filter(|group| group.iter().map(|&id| base(tree, id)).collect::<BTreeSet<_>>().len() >= SIBLINGS)
        .collect();
        self.try_unite_all(groups);
    }

    fn try_unite_all(&mut self, groups: Vec<Vec<NodeId>>) {
        for group in groups {
            for pair in group.windows(2) {
                self.try_unite(pair[0], pair[1]);
            }
        }
    }

    /// Unites similar objects, pair by pair, from the most similar to the least.
    fn unite_alike(&mut self, shared: &[NodeId]) {
        // One node for each form in a set, so that only forms that occur are compared.
        let mut forms = BTreeMap::new();
        for &id in shared.iter().filter(|&&id| !self.own[id].keys.is_empty()) {
            let root = self.find(id);
            forms.entry((root, base(self.tree, id), &self.own[id])).or_insert(id);
        }
        let forms: Vec<_> = forms.into_iter().map(|((root, base, own), id)| (root, words(&base), own, id)).collect();
        let mut pairs = Vec::new();
        for (i, (a, words, one, first)) in forms.iter().enumerate() {
            for (_, other_words, other, second) in forms[i + 1..].iter().filter(|(b, ..)| a != b) {
                let is_related = related(words, other_words) || one.is_tagged_alike(other);
                // Most pairs differ too much in size to be compared.
                if !is_related && !one.closest(other).is_nearly_equal() {
                    continue;
                }
                let compared = one.compare(other);
                let is_alike = if is_related {
                    compared.is_part()
                } else {
                    let least = if one.is_thing() && other.is_thing() { SHARED_THING } else { SHARED_VALUE };
                    compared.common >= least && compared.is_nearly_equal()
                };
                if is_alike && !one.conflicts(other) {
                    pairs.push((Reverse(compared.score()), !is_related, *first, *second));
                }
            }
        }
        pairs.sort_unstable();
        for (.., a, b) in pairs {
            self.try_unite(a, b);
        }
    }

    /// Unites objects without keys. They prove nothing, so they join the other objects under their key, if these are
    /// one struct.
    fn unite_empty(&mut self, shared: &[NodeId]) {
        let tree = self.tree;
        for group in grouped(shared, |id| Some(base(tree, id))) {
            let (empty, others): (Vec<_>, Vec<_>) = group.into_iter().partition(|&id| tree.nodes[id].keys.is_empty());
            let sets: BTreeSet<NodeId> = others.into_iter().map(|id| self.find(id)).collect();
            for id in empty {
                if let (Some(&set), 1) = (sets.first(), sets.len()) {
                    self.try_unite(set, id);
                }
            }
        }
    }

    /// Gives objects the struct that the last release has for them, if only the set of their parents shows it. For
    /// example, a key that was only null in one event may hold an object in another event, and the objects with the key
    /// are now one struct.
    fn unite_remembered(&mut self, memory: &Memory<'p>) {
        let roots = (0..self.parent.len()).filter(|&id| self.parent[id] == id);
        let mut known: BTreeMap<&str, NodeId> = roots.filter_map(|id| Some((self.united[id].previous?, id))).collect();
        let mut open: Vec<NodeId> = known.values().copied().collect();
        while let Some(id) = open.pop() {
            let set = &self.united[self.find(id)];
            let Some(previous) = set.previous else { continue };
            let below = set.children.iter().flat_map(|(key, below)| below.iter().map(move |(at, id)| (key, at, *id)));
            let revealed =
                below.filter_map(|(key, at, id)| Some((memory.struct_at(previous, key, at)?, self.find(id))));
            for (name, child) in revealed.collect::<Vec<_>>() {
                let child = self.find(child);
                let set = &mut self.united[child];
                if set.previous.is_none() && set.name.is_none() && !set.is_split {
                    set.previous = Some(name);
                    let same = *known.entry(name).or_insert(child);
                    self.unite(same, child);
                    open.push(child);
                }
            }
        }
    }

    fn into_clusters(self) -> Clusters {
        let mut clusters = Clusters { all: Vec::new(), of: vec![0; self.parent.len()] };
        let mut number = HashMap::new();
        for id in 0..self.parent.len() {
            let root = self.find(id);
            let n = *number.entry(root).or_insert(clusters.all.len());
            if n == clusters.all.len() {
                let previous = self.united[root].previous.map(str::to_owned);
                clusters.all.push(Cluster { previous, ..Cluster::default() });
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

/// Groups the nodes with equal marks, in the order of the marks. Nodes without a mark are left out.
fn grouped<M: Ord>(nodes: &[NodeId], mark: impl Fn(NodeId) -> Option<M>) -> impl Iterator<Item = Vec<NodeId>> {
    let mut groups = BTreeMap::<M, Vec<NodeId>>::new();
    for &id in nodes {
        if let Some(mark) = mark(id) {
            groups.entry(mark).or_default().push(id);
        }
    }
    groups.into_values()
}

impl KeyEvidence {
    fn merge(&mut self, other: &Self) {
        self.seen += other.seen;
        self.sightings.merge(&other.sightings);
        self.codes += other.codes;
        self.shape.merge(&other.shape);
        self.hints.merge(&other.hints);
        self.is_ignored |= other.is_ignored;
        self.name = self.name.take().or_else(|| other.name.clone());
    }
}

/// The key of a node, in the singular inside an array or a map.
pub(super) fn base(tree: &Tree, id: NodeId) -> String {
    let node = &tree.nodes[id];
    let key = node.path.last().map_or("", String::as_str);
    if node.is_item { ident::singular(key) } else { key.to_owned() }
}

/// Whether one key is the other with more words before it: a billing address is an address. Generic keys relate no
/// objects.
fn related(a: &[String], b: &[String]) -> bool {
    let is_noun = |words: &[String]| words.last().is_some_and(|word| words.len() > 1 || !ident::is_role(word));
    is_noun(a) && is_noun(b) && (a.ends_with(b) || b.ends_with(a))
}

//! Names types by what they are, not by their order or frequency.
//!
//! | type | name |
//! |---|---|
//! | any in the last release | its name in that release |
//! | an object with a hint's name | that name |
//! | an object inside the envelope that contains the payload | the envelope's name and the keys on the path to it: `EnvelopeData` |
//! | an object with a tag that names its type (`"object": "charge"`) | the tag's value: `Charge` |
//! | an object under several keys of one parent (`{"href": …}` under `_links`) | the parent's key, in the singular: `Link` |
//! | any other object | its own key: of all its keys, the one with the fewest words, then the shortest. Longer keys only add which one it is: a `billingAddress` is an `Address` |
//! | an object of one event under a generic key (`data`, `content`) | its parent before its key: `PaymentPaidData` |
//! | several objects with one key | the name goes to the one that events share, then to the nearest to the top, then to the one with the most keys. The others put their parent before it, and all do if events share none: `AlertRule` |
//! | an event's payload | the event's name; if an object has that name, the suffix `Event` is added |

use super::cluster::{Cluster, Clusters, SIBLINGS, base};
use super::ident::{Scope, is_role, pascal, singular, words};
use super::memory::Memory;
use super::profile::{PURE_TAGS, TAGS};
use super::tree::{Node, Tree};
use crate::interface::{ENVELOPE, EventFamily};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The type names of one API.
#[derive(Debug)]
pub(super) struct Names {
    /// The name of each cluster, by its number.
    pub(super) clusters: Vec<String>,
    /// The families of events.
    pub(super) families: Vec<EventFamily>,
    /// The names that are free for enums and unions.
    pub(super) scope: Scope,
}

/// Names the clusters and the families of events.
pub(super) fn name(tree: &Tree, clusters: &Clusters, memory: &Memory<'_>) -> Names {
    let mut scope = Scope::types();
    memory.type_names().for_each(|name| scope.reserve(name));
    let mut names: Vec<String> = clusters.all.iter().map(|one| one.previous.clone().unwrap_or_default()).collect();
    for &id in &tree.around {
        let (name, node) = (&mut names[clusters.of[id]], &tree.nodes[id]);
        if node.path.is_empty() {
            ENVELOPE.clone_into(name);
        } else if name.is_empty() {
            let inside = node.path.iter().fold(ENVELOPE.to_owned(), |name, key| name + &pascal(key));
            *name = scope.claim(node.name.iter().map(|name| pascal(name)).chain([inside]));
        }
    }
    let roots: BTreeSet<usize> = tree.payloads.values().chain(&tree.around).map(|&id| clusters.of[id]).collect();
    let mut entities: Vec<Entity<'_>> = (0..clusters.all.len())
        .filter(|n| !roots.contains(n) && names[*n].is_empty())
        .map(|n| Entity::new(tree, &clusters.all[n], n))
        .collect();
    // Names from hints come first, then names that a kind of object owns, then payloads, which give way, then names
    // with a parent before them.
    entities.sort_by_key(|one| (one.hint.is_none(), one.rank()));
    let mut wanted = BTreeMap::<&str, Vec<&Entity<'_>>>::new();
    for one in entities.iter().filter(|one| one.hint.is_none()) {
        wanted.entry(&one.plain).or_default().push(one);
    }
    let owns = |one: &Entity<'_>| match wanted[one.plain.as_str()].as_slice() {
        [_] => one.is_shared() || !one.is_role,
        [first, ..] => first.n == one.n && one.is_shared(),
        [] => false,
    };
    let mut later = Vec::new();
    for one in &entities {
        match &one.hint {
            Some(name) => names[one.n] = scope.claim([pascal(name)]),
            None if owns(one) && scope.is_free(&one.plain) => names[one.n] = scope.claim([one.plain.clone()]),
            None => later.push(one),
        }
    }
    // A payload has its own name if it is free, even if a later family would use it. A payload that gives way to an
    // object also gives way to a family.
    for (event, &root) in &tree.payloads {
        let (name, own) = (&mut names[clusters.of[root]], pascal(event));
        if name.is_empty() && scope.is_free(&own) {
            *name = scope.claim([own]);
        }
    }
    let families: BTreeSet<&str> = tree.payloads.keys().filter_map(|event| EventFamily::name_of(event)).collect();
    let families = families.into_iter().map(|family| EventFamily {
        name: family.to_owned(),
        ident: match memory.family(family) {
            Some(known) => known.ident.clone(),
            None => scope.claim([format!("{}Event", pascal(family)), format!("Any{}Event", pascal(family))]),
        },
    });
    let families = families.collect();
    for (event, &root) in &tree.payloads {
        let name = &mut names[clusters.of[root]];
        if name.is_empty() {
            let own = pascal(event);
            *name = scope.claim([format!("{own}Event"), format!("{own}EventPayload")]);
        }
    }
    // If several would take a name, none of them gets it: otherwise it would move to another one with the next sample.
    let mut wishes = BTreeMap::<String, usize>::new();
    later.iter().flat_map(|one| one.qualified()).for_each(|name| *wishes.entry(name).or_default() += 1);
    for one in later {
        let longest = one.qualified().pop();
        let own = one.qualified().into_iter().filter(|name| wishes[name] == 1);
        names[one.n] = scope.claim(own.chain(longest));
    }
    Names { clusters: names, families, scope }
}

/// An object to be named.
struct Entity<'t> {
    n: usize,
    hint: Option<&'t String>,
    /// Its name if no other object had it.
    plain: String,
    /// The type that a tag names, if objects of other types have its key too.
    tag: Option<String>,
    /// The node nearest to the top.
    first: &'t Node,
    /// Whether its key is generic.
    is_role: bool,
    /// How many keys of its path the plain name replaces.
    above: usize,
    events: BTreeSet<Option<&'t str>>,
    keys: usize,
}

impl<'t> Entity<'t> {
    fn new(tree: &'t Tree, cluster: &Cluster, n: usize) -> Self {
        let nodes: Vec<_> = cluster.nodes.iter().map(|&id| (&tree.nodes[id], base(tree, id))).collect();
        let siblings = parent_of_siblings(&nodes);
        let own = siblings.clone().unwrap_or_else(|| own_key(&nodes));
        let of_own = nodes.iter().filter(|(_, base)| *base == own).chain(&nodes);
        let first = of_own
            .map(|(node, _)| *node)
            .min_by_key(|node| (node.path.last() != Some(&own), node.path.len(), &node.event, &node.path));
        let tag = tag(cluster);
        let is_pure = tag.as_ref().is_some_and(|(tag, _)| PURE_TAGS.contains(&tag.as_str()));
        let plain = match &tag {
            Some((_, value)) if is_pure => pascal(value),
            _ => pascal(&own),
        };
        Self {
            n,
            hint: nodes.iter().find_map(|(node, _)| node.name.as_ref()),
            plain,
            tag: tag.as_ref().map(|(_, value)| format!("{}{}", pascal(value), pascal(&own))),
            first: first.unwrap_or(nodes[0].0),
            is_role: is_role(&own) && !is_pure,
            above: if siblings.is_some() { 2 } else { 1 },
            events: nodes.iter().map(|(node, _)| node.event.as_deref()).collect(),
            keys: cluster.keys.len(),
        }
    }

    fn is_shared(&self) -> bool {
        self.events.len() > 1
    }

    /// The order of several objects under one key.
    fn rank(&self) -> impl Ord + use<'t> {
        (!self.is_shared(), self.first.path.len(), Reverse(self.keys), &self.first.event, &self.first.path, self.n)
    }

    /// `CardPayment`, or else `UserAddress`, then `PurchasePassUserAddress`.
    fn qualified(&self) -> Vec<String> {
        let mut names: Vec<String> = self.tag.clone().filter(|_| !self.is_role).into_iter().collect();
        let mut longer = self.plain.clone();
        for key in self.first.path.iter().rev().skip(self.above) {
            longer = format!("{}{longer}", pascal(&singular(key)));
            names.push(longer.clone());
        }
        if let Some(event) = &self.first.event {
            names.push(format!("{}{longer}", pascal(event)));
        }
        names.push(format!("{longer}Object"));
        names
    }
}

/// The parent's key, in the singular, if most of the keys of the objects belong to one parent and differ in meaning.
/// `address` and `billingAddress` do not: both mean an address.
fn parent_of_siblings(nodes: &[(&Node, String)]) -> Option<String> {
    let mut keys = BTreeMap::<Option<&String>, BTreeSet<&str>>::new();
    for (node, base) in nodes {
        keys.entry(node.path.iter().rev().nth(1)).or_default().insert(base);
    }
    let all: usize = keys.values().map(BTreeSet::len).sum();
    let nouns =
        |bases: &BTreeSet<&str>| bases.iter().filter_map(|base| words(base).pop()).collect::<BTreeSet<_>>().len();
    let is_family = |bases: &BTreeSet<&str>| nouns(bases) >= SIBLINGS && bases.len() * 4 >= all * 3;
    keys.into_iter().find(|(_, bases)| is_family(bases)).and_then(|(parent, _)| parent.map(|parent| singular(parent)))
}

/// The key that names an object.
fn own_key(nodes: &[(&Node, String)]) -> String {
    let bases: BTreeSet<&str> = nodes.iter().map(|(_, base)| base.as_str()).collect();
    let rank = |base: &&str| (is_role(base), words(base).len(), base.len(), (*base).to_owned());
    let short = bases.iter().copied().min_by_key(rank).unwrap_or_default();
    // An abbreviated key (`repo`) gives way to the whole word.
    let is_whole =
        |base: &&str| base.len() > short.len() && base.starts_with(short) && words(base).len() == 1 && short.len() > 2;
    bases.iter().copied().filter(is_whole).min_by_key(|base| base.len()).unwrap_or(short).to_owned()
}

/// The only value of a tag in all objects, if it is a word.
fn tag(cluster: &Cluster) -> Option<(String, String)> {
    let is_word = |text: &str| {
        let is_letter = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '-' | '.');
        text.len() <= 40 && text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(is_letter)
    };
    TAGS.iter().find_map(|tag| {
        let values = cluster.keys.get(*tag)?.shape.string.values.known()?;
        let value = values.first().filter(|value| values.len() == 1 && is_word(value))?;
        Some(((*tag).to_owned(), value.clone()))
    })
}

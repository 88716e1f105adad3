//! Which objects are one definition.
//!
//! | objects | are one definition when |
//! |---|---|
//! | under the same key, in any event | a third of the smaller one's keys are the other's too, or one is empty |
//! | under different keys | four fifths of all their keys are common, at least two, and none holds another kind of value |
//! | with the same name by hint | always |
//! | below objects that are one definition, under the same key | always: a field has one type |
//! | an event's payload | never: each event keeps its own |

use super::place::{Children, PlaceId, Places, Slot, Step};
use crate::name;
use crate::shape::Shape;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Objects that share one definition.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// The places, in the order they were found.
    pub(super) places: Vec<PlaceId>,
    /// What stood under each key, at all places together.
    pub(super) slots: BTreeMap<String, Slot>,
    /// The groups below.
    pub(super) children: BTreeMap<String, BTreeMap<Vec<Step>, usize>>,
}

/// All groups of one api, in the order of their first places, and the group of each place.
#[derive(Debug, Default)]
pub(super) struct Groups {
    pub(super) all: Vec<Group>,
    pub(super) of: Vec<usize>,
}

/// Puts places into groups.
pub(super) fn group(places: &Places) -> Groups {
    let fixed: BTreeSet<PlaceId> = places.payloads.values().copied().chain(places.envelope).collect();
    let shared: Vec<PlaceId> = (0..places.all.len()).filter(|id| !fixed.contains(id)).collect();
    let mut sets = Sets::new(places);
    sets.unite_same_names(&shared);
    sets.unite_same_keys(&shared);
    sets.unite_look_alikes(&fixed);
    sets.into_groups()
}

/// Disjoint sets of places. Uniting two also unites what stands below them under the same key.
struct Sets<'p> {
    places: &'p Places,
    parent: Vec<PlaceId>,
    children: Vec<Children>,
}

impl<'p> Sets<'p> {
    fn new(places: &'p Places) -> Self {
        let children = places.all.iter().map(|place| place.children.clone()).collect();
        Self { places, parent: (0..places.all.len()).collect(), children }
    }

    fn find(&mut self, mut id: PlaceId) -> PlaceId {
        while self.parent[id] != id {
            self.parent[id] = self.parent[self.parent[id]];
            id = self.parent[id];
        }
        id
    }

    fn unite(&mut self, a: PlaceId, b: PlaceId) {
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
                for (steps, id) in below {
                    match known.get(&steps) {
                        Some(&other) => open.push((other, id)),
                        None => drop(known.insert(steps, id)),
                    }
                }
            }
        }
    }

    fn unite_same_names(&mut self, shared: &[PlaceId]) {
        let mut named = HashMap::new();
        for &id in shared {
            if let Some(name) = &self.places.all[id].name {
                let first = *named.entry(name).or_insert(id);
                self.unite(first, id);
            }
        }
    }

    fn unite_same_keys(&mut self, shared: &[PlaceId]) {
        let mut by_key = BTreeMap::<String, Vec<(BTreeSet<&str>, PlaceId)>>::new();
        for &id in shared {
            let keys = self.places.all[id].slots.keys().map(String::as_str).collect();
            by_key.entry(base(self.places, id)).or_default().push((keys, id));
        }
        for mut same in by_key.into_values() {
            // The largest first: the others are then measured against everything known of their kind.
            same.sort_by(|(a, i), (b, j)| b.len().cmp(&a.len()).then_with(|| a.cmp(b)).then_with(|| i.cmp(j)));
            let mut clusters = Vec::<(BTreeSet<&str>, PlaceId)>::new();
            for (keys, id) in same {
                let fits = |(known, _): &&mut (BTreeSet<&str>, PlaceId)| {
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
    fn unite_look_alikes(&mut self, fixed: &BTreeSet<PlaceId>) {
        let mut sets = BTreeMap::<PlaceId, BTreeMap<&'p str, u8>>::new();
        for id in (0..self.places.all.len()).filter(|id| !fixed.contains(id)) {
            let places = self.places;
            let keys = sets.entry(self.find(id)).or_default();
            for (key, slot) in &places.all[id].slots {
                *keys.entry(key).or_default() |= kinds(&slot.shape);
            }
        }
        sets.retain(|_, keys| keys.len() >= 2);
        let mut frequency = HashMap::<&str, usize>::new();
        for key in sets.values().flat_map(BTreeMap::keys) {
            *frequency.entry(key).or_default() += 1;
        }
        let mut seen_with = HashMap::<&str, Vec<PlaceId>>::new();
        for (&id, keys) in &sets {
            let mut rarest: Vec<_> = keys.keys().map(|key| (frequency[key], *key)).collect();
            rarest.sort_unstable();
            let rarest: Vec<&str> = rarest.into_iter().take(keys.len() / 5 + 1).map(|(_, key)| key).collect();
            let candidates: BTreeSet<PlaceId> =
                rarest.iter().filter_map(|key| seen_with.get(key)).flatten().copied().collect();
            match candidates.into_iter().find(|other| look_alike(keys, &sets[other])) {
                Some(other) => self.unite(other, id),
                None => rarest.into_iter().for_each(|key| seen_with.entry(key).or_default().push(id)),
            }
        }
    }

    fn into_groups(mut self) -> Groups {
        let mut groups = Groups { all: Vec::new(), of: vec![0; self.parent.len()] };
        let mut number = HashMap::new();
        for id in 0..self.parent.len() {
            let n = *number.entry(self.find(id)).or_insert(groups.all.len());
            if n == groups.all.len() {
                groups.all.push(Group::default());
            }
            groups.of[id] = n;
            let group = &mut groups.all[n];
            group.places.push(id);
            for (key, slot) in &self.places.all[id].slots {
                group.slots.entry(key.clone()).or_default().merge(slot);
            }
        }
        for (id, place) in self.places.all.iter().enumerate() {
            let known = &mut groups.all[groups.of[id]].children;
            for (key, below) in &place.children {
                let below = below.iter().map(|(steps, id)| (steps.clone(), groups.of[*id]));
                known.entry(key.clone()).or_default().extend(below);
            }
        }
        groups
    }
}

impl Slot {
    fn merge(&mut self, other: &Self) {
        self.seen += other.seen;
        self.samples.extend(&other.samples);
        self.shape.merge(&other.shape);
        self.text = self.text.max(other.text);
        self.name = self.name.take().or_else(|| other.name.clone());
    }
}

/// The key that a place is known by, in the singular for the items of a list.
pub(super) fn base(places: &Places, id: PlaceId) -> String {
    let place = &places.all[id];
    let key = place.path.last().map_or("", String::as_str);
    if place.is_item { name::singular(key) } else { key.to_owned() }
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
    let counts = [shape.bool, shape.number.count, shape.text.count, shape.list.count, shape.object.count];
    counts.iter().enumerate().map(|(bit, &count)| u8::from(count > 0) << bit).sum()
}

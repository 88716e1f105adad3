//! The mutable form of [`Tags`].
//!
//! When an object closes, each of its keys is counted once for each candidate among them. Few keys are candidates for long,
//! because most keys have values that are not codes, and counting is much faster than reading.

use crate::key_table::KeyEntry;
use crate::{Fields, Group, KindSet, Presence, Tag, Tags, tag};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Counts the objects at one path by their string under each key that may be a tag.
#[derive(Default)]
pub(crate) struct TagTable {
    /// At most [`Tags::KEYS`], in no order.
    candidates: Vec<Candidate>,
    /// The index of the worst candidate, if it is known: in an object with many keys, most new keys are worse than that
    /// one.
    worst: Option<usize>,
    /// For each key, the bit of its candidate if it still is one; otherwise 0.
    of_key: Vec<u32>,
    /// The keys of the open object, each once.
    open: Vec<Cell>,
    /// The bits of the candidates among the keys of the open object that have strings.
    open_candidates: u32,
}

const _: () = assert!(Tags::KEYS <= 32, "each candidate has a bit");

/// A key that may be a tag. A path has one for most of its keys, so it is small.
struct Candidate {
    /// `None` before the first string under the key, and after the candidate is dropped.
    groups: Option<Box<Groups>>,
    rank: u32,
    /// The index of the key.
    key: u16,
}

/// The objects by their string under a key.
#[derive(Default)]
struct Groups {
    /// By the number of the code.
    tallies: Vec<Vec<Tally>>,
    /// How many keys all groups have together.
    cells: usize,
}

/// A [`Presence`] in eight bytes: the number of objects, and the kinds in the lowest eight bits.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Tally(u64);

impl Tally {
    fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Counts an object.
    fn add(&mut self, kinds: KindSet) {
        self.0 = (self.0 + (1 << u8::BITS)) | u64::from(kinds.bits());
    }

    fn presence(self) -> Presence {
        Presence { seen: self.0 >> u8::BITS, kinds: KindSet::from_bits(self.0.to_le_bytes()[0]) }
    }
}

/// One key of an object, and the kinds of its values.
#[derive(Clone, Copy)]
struct Cell {
    key: u16,
    kinds: KindSet,
}

const _: () = assert!(Fields::BOUND <= 1 << u16::BITS, "each index of a key fits");

impl Cell {
    fn new(key: usize, kinds: KindSet) -> Self {
        Self { key: small(key), kinds }
    }

    fn key(self) -> usize {
        self.key.into()
    }
}

/// The index of a key in two bytes.
fn small(key: usize) -> u16 {
    let [low, high, ..] = key.to_le_bytes();
    u16::from_le_bytes([low, high])
}

impl TagTable {
    /// Makes the latest key a candidate, if it is one of the best.
    pub(crate) fn add_key(&mut self, entries: &[KeyEntry]) {
        let Some((key, entry)) = entries.iter().enumerate().next_back() else { return };
        self.of_key.push(0);
        let candidate = Candidate { groups: None, rank: tag::rank(&entry.key), key: small(key) };
        let mut place = self.candidates.len();
        if place < Tags::KEYS {
            self.candidates.push(candidate);
        } else {
            let rank = |candidate: &Candidate| (candidate.rank, entries.get(candidate.key()).map(|entry| &entry.key));
            let worst = self.worst.or_else(|| (0..place).max_by_key(|&index| rank(&self.candidates[index])));
            self.worst = worst;
            let Some(index) = worst.filter(|&index| rank(&candidate) < rank(&self.candidates[index])) else { return };
            place = index;
            self.drop_candidate(place);
            self.candidates[place] = candidate;
            self.worst = None;
        }
        self.of_key[key] = 1 << place;
    }

    /// The candidate stays in its place, but nothing is counted for it any more.
    fn drop_candidate(&mut self, index: usize) {
        let candidate = &mut self.candidates[index];
        candidate.groups = None;
        self.of_key[candidate.key()] = 0;
        self.open_candidates &= !(1 << index);
    }

    /// Records a value of the open object.
    #[inline]
    pub(crate) fn record(&mut self, key: usize, kind: KindSet, is_repeated: bool) {
        if is_repeated {
            self.record_again(key, kind);
            return;
        }
        self.open.push(Cell::new(key, kind));
        if kind == KindSet::STRING {
            self.open_candidates |= self.of_key[key];
        }
    }

    /// Records a further value under a key of the open object. The object may have two strings there, so it does not
    /// belong to a single group.
    fn record_again(&mut self, key: usize, kind: KindSet) {
        for cell in self.open.iter_mut().filter(|cell| cell.key() == key) {
            cell.kinds = cell.kinds.union(kind);
        }
        let candidate = self.of_key[key];
        if candidate != 0 {
            self.drop_candidate(candidate.trailing_zeros() as usize);
        }
    }

    /// Counts the open object and closes it.
    #[inline]
    pub(crate) fn close(&mut self, entries: &[KeyEntry]) {
        if self.open_candidates != 0 {
            self.count(entries);
        }
        self.open.clear();
    }

    fn count(&mut self, entries: &[KeyEntry]) {
        while self.open_candidates != 0 {
            let index = self.open_candidates.trailing_zeros() as usize;
            self.open_candidates &= self.open_candidates - 1;
            if !self.candidates[index].count(&self.open, entries) {
                self.drop_candidate(index);
            }
        }
    }

    pub(crate) fn freeze(&self, entries: &[KeyEntry]) -> Tags {
        let mut known = Known::new();
        let tags = self.candidates.iter().map(|candidate| {
            let entry = &entries[candidate.key()];
            let is_dropped = self.of_key[candidate.key()] == 0;
            let tag = if is_dropped { Tag::Dropped } else { candidate.freeze(entry, entries, &mut known) };
            (entry.key.to_string(), tag)
        });
        Tags(tags.collect())
    }
}

/// The groups that are frozen already.
type Known<'a> = BTreeMap<&'a [Tally], Arc<Group>>;

impl Candidate {
    fn key(&self) -> usize {
        self.key.into()
    }

    /// Counts an open object that has a string under the key. Returns `false` if the key is not a candidate any more.
    fn count(&mut self, open: &[Cell], entries: &[KeyEntry]) -> bool {
        let Some(string) = entries[self.key()].value.string.latest() else { return false };
        let Some(code) = string.code else { return true };
        if code >= Tags::VALUES {
            return false;
        }
        let groups = self.groups.get_or_insert_default();
        if code >= groups.tallies.len() {
            groups.tallies.resize_with(code + 1, Vec::new);
        }
        let group = &mut groups.tallies[code];
        if group.len() < entries.len() {
            group.resize(entries.len(), Tally::default());
        }
        for cell in open {
            let tally = &mut group[cell.key()];
            groups.cells += usize::from(tally.is_zero());
            tally.add(cell.kinds);
        }
        groups.cells <= Tags::CELLS
    }

    fn freeze<'a>(&'a self, entry: &KeyEntry, entries: &[KeyEntry], known: &mut Known<'a>) -> Tag {
        let tallies = self.groups.as_ref().map_or(&[][..], |groups| &groups.tallies);
        let codes = entry.value.string.codes();
        let named = codes.filter_map(|(text, code)| Some((text.to_owned(), tallies.get(code)?)));
        let freeze = |(text, tallies): (String, &'a Vec<Tally>)| {
            let group = known.entry(tallies).or_insert_with(|| Arc::new(freeze_group(self.key(), tallies, entries)));
            (text, Arc::clone(group))
        };
        Tag::Groups(named.map(freeze).collect())
    }
}

/// The objects of a group, all of which have the key that is the tag.
fn freeze_group(tag: usize, group: &[Tally], entries: &[KeyEntry]) -> Group {
    let keys = entries.iter().zip(group).filter(|(_, tally)| !tally.is_zero());
    Group {
        count: group.get(tag).map_or(0, |tally| tally.presence().seen),
        keys: keys.map(|(entry, tally)| (entry.key.to_string(), tally.presence())).collect(),
    }
}

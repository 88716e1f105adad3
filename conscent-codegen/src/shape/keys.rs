//! The keys of the objects at one place, mostly found without a search.

use super::tally::Tally;
use super::{Field, Fields, Shape};
use std::collections::{BTreeMap, HashMap};

/// At most [`Fields::BOUND`] keys, and a cursor that moves over them as the keys of an object come in.
pub(super) struct FewKeys {
    /// In the order in which they were first seen.
    entries: Vec<Entry>,
    /// Where a key is in `entries`, for when the guess fails.
    indices: HashMap<Box<str>, usize>,
    /// What came last time after each position of the cursor: the guess for next time.
    next: Vec<usize>,
    /// 0 before the first key of an object, and `n + 1` at `entries[n]`.
    cursor: usize,
}

struct Entry {
    key: Box<str>,
    seen: u64,
    /// The number of the object, counted from 1, where it was seen last.
    last: u64,
    value: Tally,
}

impl Default for FewKeys {
    fn default() -> Self {
        Self { entries: Vec::new(), indices: HashMap::new(), next: vec![0], cursor: 0 }
    }
}

impl FewKeys {
    /// Moves to a key of the object with this number. False when there is no room for this key.
    pub(super) fn go_to(&mut self, key: &str, object: u64) -> bool {
        let guess = self.next[self.cursor];
        let index = match self.entries.get(guess) {
            Some(entry) if *entry.key == *key => guess,
            _ => match self.find(key) {
                Some(index) => index,
                None => return false,
            },
        };
        self.next[self.cursor] = index;
        self.cursor = index + 1;
        let entry = &mut self.entries[index];
        entry.seen += u64::from(entry.last != object);
        entry.last = object;
        true
    }

    pub(super) fn go_to_start(&mut self) {
        self.cursor = 0;
    }

    /// What stands under the key at the cursor.
    pub(super) fn value(&mut self) -> &mut Tally {
        &mut self.entries[self.cursor - 1].value
    }

    /// The index of a key, which is added if there is room.
    fn find(&mut self, key: &str) -> Option<usize> {
        if let Some(&index) = self.indices.get(key) {
            return Some(index);
        }
        let index = self.entries.len();
        if index == Fields::BOUND {
            return None;
        }
        self.entries.push(Entry { key: key.into(), seen: 0, last: 0, value: Tally::default() });
        self.indices.insert(key.into(), index);
        self.next.push(0);
        Some(index)
    }

    pub(super) fn freeze(self) -> BTreeMap<String, Field> {
        self.entries
            .into_iter()
            .map(|entry| (entry.key.into(), Field { seen: entry.seen, shape: Box::new(entry.value.freeze()) }))
            .collect()
    }

    /// What stood under all the keys.
    pub(super) fn together(self) -> Shape {
        let mut all = Shape::default();
        for entry in self.entries {
            all.merge(&entry.value.freeze());
        }
        all
    }
}

//! A key table that predicts the next key from the previous object.

use crate::accumulator::Accumulator;
use crate::tag_table::TagTable;
use crate::{Field, Fields, KindSet, Shape, Tags};
use std::collections::{BTreeMap, HashMap};

/// The keys of the objects at one path, at most [`Fields::BOUND`], and a cursor that follows the keys of the open object.
pub(crate) struct KeyTable {
    /// In the order of their first occurrence.
    entries: Vec<KeyEntry>,
    /// The index of each key in `entries`, for wrong predictions.
    indices: HashMap<Box<str>, usize>,
    /// For each position of the cursor, the index of the key that followed last time: the prediction for next time.
    predictions: Vec<usize>,
    /// 0 before the first key of an object, and `n + 1` at `entries[n]`.
    cursor: usize,
    /// Whether the open object already had the key at the cursor.
    is_repeated: bool,
    tags: TagTable,
}

pub(crate) struct KeyEntry {
    pub(crate) key: Box<str>,
    seen: u64,
    /// The number of the latest object with this key, counted from 1.
    last_object: u64,
    pub(crate) value: Accumulator,
}

impl Default for KeyTable {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            indices: HashMap::new(),
            predictions: vec![0],
            cursor: 0,
            is_repeated: false,
            tags: TagTable::default(),
        }
    }
}

impl KeyTable {
    /// Moves the cursor to a key of the object with this number. Returns `false` if there is no room for the key.
    pub(crate) fn go_to(&mut self, key: &str, object: u64) -> bool {
        let predicted = self.predictions[self.cursor];
        let index = match self.entries.get(predicted) {
            Some(entry) if *entry.key == *key => predicted,
            _ => match self.find_or_add(key) {
                Some(index) => index,
                None => return false,
            },
        };
        self.predictions[self.cursor] = index;
        self.cursor = index + 1;
        let entry = &mut self.entries[index];
        self.is_repeated = entry.last_object == object;
        entry.seen += u64::from(!self.is_repeated);
        entry.last_object = object;
        true
    }

    /// Records the kind of the value under the key at the cursor.
    #[inline]
    pub(crate) fn record_kind(&mut self, kind: KindSet) {
        self.tags.record(self.cursor - 1, kind, self.is_repeated);
    }

    /// Closes the open object, and moves the cursor before the first key.
    pub(crate) fn close(&mut self) {
        self.tags.close(&self.entries);
        self.cursor = 0;
    }

    /// The accumulator of the values under the key at the cursor.
    pub(crate) fn value(&mut self) -> &mut Accumulator {
        &mut self.entries[self.cursor - 1].value
    }

    /// The index of a key. A new key is added if there is room.
    fn find_or_add(&mut self, key: &str) -> Option<usize> {
        if let Some(&index) = self.indices.get(key) {
            return Some(index);
        }
        let index = self.entries.len();
        if index == Fields::BOUND {
            return None;
        }
        self.entries.push(KeyEntry { key: key.into(), seen: 0, last_object: 0, value: Accumulator::default() });
        self.indices.insert(key.into(), index);
        self.predictions.push(0);
        self.tags.add_key(&self.entries);
        Some(index)
    }

    pub(crate) fn freeze(self) -> (BTreeMap<String, Field>, Tags) {
        let tags = self.tags.freeze(&self.entries);
        let fields = self.entries.into_iter().map(|entry| {
            let shape = Box::new(entry.value.freeze());
            (entry.key.into(), Field { seen: entry.seen, shape })
        });
        (fields.collect(), tags)
    }

    /// The shape of the values under all keys together.
    pub(crate) fn pool(self) -> Shape {
        let mut all = Shape::default();
        for entry in self.entries {
            all.merge(&entry.value.freeze());
        }
        all
    }
}

//! The algebra of shapes.

use super::{Field, Fields, Lists, Numbers, Objects, Shape, Texts, Values};
use std::collections::{BTreeMap, BTreeSet};

impl Values {
    /// How many distinct strings are kept.
    pub const BOUND: usize = 64;
    /// The longest string that is kept, in bytes. A longer one is no code of anything, so one of them makes [`Values::Many`].
    pub const LENGTH: usize = 64;
}

impl Fields {
    /// How many distinct keys are kept apart.
    pub const BOUND: usize = 1024;
}

impl Default for Values {
    fn default() -> Self {
        Self::Few(BTreeSet::new())
    }
}

impl Default for Fields {
    fn default() -> Self {
        Self::Few(BTreeMap::new())
    }
}

impl Shape {
    /// Adds everything that `other` saw.
    ///
    /// Associative and commutative, with [`Shape::default`] as identity: documents may be read in any order, and by any number of threads.
    pub fn merge(&mut self, other: &Self) {
        self.null += other.null;
        self.bool += other.bool;
        self.number.merge(&other.number);
        self.text.merge(&other.text);
        self.list.merge(&other.list);
        self.object.merge(&other.object);
    }
}

impl Numbers {
    fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.integers += other.integers;
        self.min = either(self.min, other.min, f64::min);
        self.max = either(self.max, other.max, f64::max);
    }
}

impl Texts {
    pub(crate) fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.empty += other.empty;
        self.timestamps += other.timestamps;
        self.codes += other.codes;
        self.values.merge(&other.values);
    }
}

impl Values {
    fn merge(&mut self, other: &Self) {
        if let (Self::Few(mine), Self::Few(theirs)) = (&mut *self, other) {
            for value in theirs {
                if !mine.contains(value) {
                    mine.insert(value.clone());
                }
            }
            if mine.len() <= Self::BOUND {
                return;
            }
        }
        *self = Self::Many;
    }
}

impl Lists {
    fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.empty += other.empty;
        if let Some(theirs) = &other.item {
            self.item.get_or_insert_default().merge(theirs);
        }
    }
}

impl Objects {
    fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.empty += other.empty;
        self.fields.merge(&other.fields);
    }
}

impl Fields {
    fn merge(&mut self, other: &Self) {
        match (&mut *self, other) {
            (Self::Few(mine), Self::Few(theirs)) => {
                for (key, field) in theirs {
                    match mine.get_mut(key) {
                        Some(known) => known.merge(field),
                        None => drop(mine.insert(key.clone(), field.clone())),
                    }
                }
                if mine.len() > Self::BOUND {
                    *self = Self::Many(Box::new(together(mine)));
                }
            }
            (Self::Few(mine), Self::Many(theirs)) => {
                let mut all = together(mine);
                all.merge(theirs);
                *self = Self::Many(Box::new(all));
            }
            (Self::Many(all), Self::Few(theirs)) => all.merge(&together(theirs)),
            (Self::Many(all), Self::Many(theirs)) => all.merge(theirs),
        }
    }
}

impl Field {
    fn merge(&mut self, other: &Self) {
        self.seen += other.seen;
        self.shape.merge(&other.shape);
    }
}

/// What stood under all the keys.
fn together(fields: &BTreeMap<String, Field>) -> Shape {
    let mut all = Shape::default();
    for field in fields.values() {
        all.merge(&field.shape);
    }
    all
}

/// Both joined, or the one that there is.
fn either<T>(mine: Option<T>, theirs: Option<T>, join: impl FnOnce(T, T) -> T) -> Option<T> {
    match (mine, theirs) {
        (Some(mine), Some(theirs)) => Some(join(mine, theirs)),
        (one, other) => one.or(other),
    }
}

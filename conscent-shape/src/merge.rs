//! The algebra of shapes: merging is associative and commutative, with the default as identity.

use crate::{Arrays, Field, Fields, Numbers, Objects, Shape, Strings, Values};
use std::collections::BTreeMap;

impl Shape {
    /// Adds everything that `other` has counted.
    ///
    /// Merging is associative and commutative, and [`Shape::default`] is its identity. So documents can be read in any
    /// order, and by any number of threads.
    pub fn merge(&mut self, other: &Self) {
        self.null += other.null;
        self.bool += other.bool;
        self.number.merge(&other.number);
        self.string.merge(&other.string);
        self.array.merge(&other.array);
        self.object.merge(&other.object);
    }
}

impl Numbers {
    fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.integers += other.integers;
        self.min = combine(self.min, other.min, f64::min);
        self.max = combine(self.max, other.max, f64::max);
    }
}

impl Strings {
    /// Adds everything that `other` has counted.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.empty += other.empty;
        self.forms = self.forms.intersection(other.forms);
        self.values.merge(&other.values);
    }
}

impl Values {
    fn merge(&mut self, other: &Self) {
        if let (Self::Exact(mine), Self::Exact(theirs)) = (&mut *self, other) {
            for value in theirs {
                if !mine.contains(value) {
                    mine.insert(value.clone());
                }
            }
            if mine.len() <= Self::BOUND {
                return;
            }
        }
        *self = Self::Overflowed;
    }
}

impl Arrays {
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
            (Self::Known(mine), Self::Known(theirs)) => {
                for (key, field) in theirs {
                    match mine.get_mut(key) {
                        Some(known) => known.merge(field),
                        None => drop(mine.insert(key.clone(), field.clone())),
                    }
                }
                if mine.len() > Self::BOUND {
                    *self = Self::Pooled(Box::new(pool(mine)));
                }
            }
            (Self::Known(mine), Self::Pooled(theirs)) => {
                let mut all = pool(mine);
                all.merge(theirs);
                *self = Self::Pooled(Box::new(all));
            }
            (Self::Pooled(all), Self::Known(theirs)) => all.merge(&pool(theirs)),
            (Self::Pooled(all), Self::Pooled(theirs)) => all.merge(theirs),
        }
    }
}

impl Field {
    fn merge(&mut self, other: &Self) {
        self.seen += other.seen;
        self.shape.merge(&other.shape);
    }
}

/// The shape of the values under all keys together.
fn pool(fields: &BTreeMap<String, Field>) -> Shape {
    let mut all = Shape::default();
    for field in fields.values() {
        all.merge(&field.shape);
    }
    all
}

/// Combines two options; `None` is the identity.
fn combine<T>(mine: Option<T>, theirs: Option<T>, both: impl FnOnce(T, T) -> T) -> Option<T> {
    match (mine, theirs) {
        (Some(mine), Some(theirs)) => Some(both(mine, theirs)),
        (one, other) => one.or(other),
    }
}

//! The algebra of shapes: merging is associative and commutative, with the default as identity.

use crate::{Arrays, Field, Fields, Group, Numbers, Objects, Presence, Shape, Strings, Tag, Tags, Values, tag};
use std::collections::BTreeMap;
use std::mem;
use std::sync::Arc;

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

/// Merges shapes. If nothing is counted yet, the first one is moved, not copied.
impl Extend<Shape> for Shape {
    fn extend<T: IntoIterator<Item = Self>>(&mut self, shapes: T) {
        for shape in shapes {
            if *self == Self::default() {
                *self = shape;
            } else {
                self.merge(&shape);
            }
        }
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
        if let (Self::Exact(mine) | Self::Some(mine), Self::Exact(theirs) | Self::Some(theirs)) = (&mut *self, other) {
            for value in theirs {
                if !mine.contains(value) {
                    mine.insert(value.clone());
                }
            }
            if mine.len() <= Self::BOUND {
                if let (Self::Exact(mine), Self::Some(_)) = (&mut *self, other) {
                    *self = Self::Some(mem::take(mine));
                }
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
        if let Some(theirs) = &other.rest {
            self.rest.get_or_insert_default().merge(theirs);
        }
        match &mut self.fields {
            Fields::Known(fields) => {
                self.tags.merge(&other.tags);
                for (key, tag) in &mut self.tags.0 {
                    let has_overflowed = |field: &Field| field.shape.string.values == Values::Overflowed;
                    if fields.get(key).is_some_and(has_overflowed) {
                        *tag = Tag::Dropped;
                    }
                }
            }
            Fields::Pooled(all) => {
                self.tags = Tags::default();
                self.rest.take().into_iter().for_each(|rest| all.merge(&rest));
            }
        }
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

impl Tags {
    /// Adds everything that `other` has counted.
    ///
    /// Both must cover all keys of their objects: a key that one of them lacks does not occur there, or ranks below
    /// [`Tags::KEYS`] others.
    pub fn merge(&mut self, other: &Self) {
        for (key, tag) in &other.0 {
            match self.0.get_mut(key) {
                Some(known) => known.merge(tag),
                None => drop(self.0.insert(key.clone(), tag.clone())),
            }
        }
        if self.0.len() > Self::KEYS {
            let mut ranked: Vec<_> = self.0.keys().map(|key| (tag::rank(key), key.clone())).collect();
            ranked.sort_unstable();
            for (_, key) in ranked.drain(Self::KEYS..) {
                self.0.remove(&key);
            }
        }
    }
}

impl Tag {
    fn merge(&mut self, other: &Self) {
        if let (Self::Groups(mine), Self::Groups(theirs)) = (&mut *self, other) {
            for (text, group) in theirs {
                match mine.get_mut(text) {
                    Some(known) => Arc::make_mut(known).merge(group),
                    None => drop(mine.insert(text.clone(), Arc::clone(group))),
                }
            }
            let cells: usize = mine.values().map(|group| group.keys.len()).sum();
            if mine.len() <= Tags::VALUES && cells <= Tags::CELLS {
                return;
            }
        }
        *self = Self::Dropped;
    }
}

impl Group {
    /// Adds everything that `other` has counted.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        for (key, presence) in &other.keys {
            match self.keys.get_mut(key) {
                Some(known) => known.merge(*presence),
                None => drop(self.keys.insert(key.clone(), *presence)),
            }
        }
    }
}

impl Presence {
    /// Adds everything that `other` has counted.
    pub fn merge(&mut self, other: Self) {
        self.seen += other.seen;
        self.kinds = self.kinds.union(other.kinds);
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

//! The data: statistics about the values at one path. Each JSON kind has its own record, so merging is lossless and
//! never conflicts.

use crate::{Form, Forms};
use std::collections::{BTreeMap, BTreeSet};

/// Statistics about all values at one path.
///
/// A shape is a *product* of JSON kinds, not a sum: each kind that occurs has its own record. [`merge`](Shape::merge)
/// with [`Shape::default`] is a commutative monoid, and the [`stream`](crate::stream()) of many documents is the merge
/// of the [`infer`](crate::infer()) of each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shape {
    /// The number of `null`s.
    pub null: u64,
    /// The number of `true`s and `false`s.
    pub bool: u64,
    /// The numbers.
    pub number: Numbers,
    /// The strings.
    pub string: Strings,
    /// The arrays.
    pub array: Arrays,
    /// The objects.
    pub object: Objects,
}

/// Statistics about the numbers at one path.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Numbers {
    /// How many numbers there are.
    pub count: u64,
    /// How many of them have neither fraction nor exponent, and fit 64 bits. `-0` does not: no integer type keeps its sign.
    pub integers: u64,
    /// The least number, rounded to an `f64`.
    pub min: Option<f64>,
    /// The greatest number, rounded to an `f64`.
    pub max: Option<f64>,
}

/// Statistics about the strings at one path.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strings {
    /// How many strings there are.
    pub count: u64,
    /// How many of them are `""`.
    pub empty: u64,
    /// The forms that all non-empty strings share. If there are none, these are all forms.
    pub forms: Forms,
    /// The distinct strings, up to a bound.
    pub values: Values,
}

impl Strings {
    /// The most specific form that all non-empty strings share.
    #[must_use]
    pub fn form(&self) -> Option<Form> {
        self.forms.most_specific()
    }
}

/// The distinct strings at one path, up to a bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    /// All of them: at most [`Values::BOUND`], each at most [`Values::LENGTH`] bytes long.
    Exact(BTreeSet<String>),
    /// There are more strings, or longer ones, so none is kept.
    Overflowed,
}

impl Values {
    /// How many distinct strings are kept.
    // The codes of one field are a few dozen at most; a field with more distinct strings holds free text. With
    // `LENGTH`, the strings of one path take at most 4 KiB.
    pub const BOUND: usize = 64;
    /// The length of the longest string that is kept, in bytes.
    // A name or a code is shorter, so one longer string shows that the field holds free text.
    pub const LENGTH: usize = 64;
}

impl Default for Values {
    fn default() -> Self {
        Self::Exact(BTreeSet::new())
    }
}

/// Statistics about the arrays at one path.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arrays {
    /// How many arrays there are.
    pub count: u64,
    /// How many of them are `[]`.
    pub empty: u64,
    /// The shape of all their items together; `None` if there are no items.
    pub item: Option<Box<Shape>>,
}

/// Statistics about the objects at one path.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Objects {
    /// How many objects there are.
    pub count: u64,
    /// How many of them are `{}`.
    pub empty: u64,
    /// Their keys and the values under them.
    pub fields: Fields,
}

/// The keys of the objects at one path, up to a bound.
#[derive(Clone, Debug, PartialEq)]
pub enum Fields {
    /// All of them: at most [`Fields::BOUND`].
    Known(BTreeMap<String, Field>),
    /// There are more keys, so the keys are data. This is the shape of the values under all keys together.
    Pooled(Box<Shape>),
}

impl Fields {
    /// How many distinct keys have separate statistics.
    // Objects with named fields have tens of keys, or at most some hundreds if objects of many types share a path. An
    // object with a thousand keys maps identifiers to values, and without a bound each identifier would cost a shape.
    pub const BOUND: usize = 1024;
}

impl Default for Fields {
    fn default() -> Self {
        Self::Known(BTreeMap::new())
    }
}

/// Statistics about one key of the objects at one path.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    /// How many of the objects have the key. An object that repeats the key counts once.
    pub seen: u64,
    /// The shape of the values under the key. A repeated key adds each of its values.
    pub shape: Box<Shape>,
}

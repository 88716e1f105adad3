//! The data: statistics about the values at one path. Each JSON kind has its own record, so merging is lossless and
//! never conflicts.

use crate::{Form, Forms, KindSet};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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

impl Shape {
    /// How many values there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        let Self { null, bool, number, string, array, object } = self;
        null + bool + number.count + string.count + array.count + object.count
    }
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
    /// The forms that all non-empty strings share. If all strings are empty, this is the set of all forms.
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
    /// Some of them. [`Shape::redacted`] removed the others.
    Some(BTreeSet<String>),
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

impl Values {
    /// The strings that are known, unless there are too many.
    #[must_use]
    pub fn known(&self) -> Option<&BTreeSet<String>> {
        match self {
            Self::Exact(values) | Self::Some(values) => Some(values),
            Self::Overflowed => None,
        }
    }
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
    /// The values under keys that are data. [`Shape::redacted`] moves them here from `fields`, and forgets the keys.
    pub rest: Option<Box<Shape>>,
    /// What the objects with the same string under a key have in common.
    pub tags: Tags,
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

/// For each key that may be a tag: which other keys the objects with each of its strings have.
///
/// A tag is a key whose value identifies the variant of its object (`"type": "card"`), and so determines which other
/// keys the object has. [`tag::find`](crate::tag::find) decides which key is the tag, if there is one.
///
/// At most [`Tags::KEYS`] keys are observed: those with conventional names (`type`, `kind`) first, then the shortest. If
/// there are too many keys to know them all ([`Fields::Pooled`]), there are no tags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tags(pub BTreeMap<String, Tag>);

impl Tags {
    /// How many keys are observed.
    // Most types of objects have fewer keys. The ranking includes all keys of the objects, even dropped ones. So a
    // further key can only lower the rank of another, and the order of the objects does not matter.
    pub const KEYS: usize = 32;
    /// How many different strings a tag may have.
    // The largest sets of variants in use have a few dozen: kinds of nodes in a syntax tree, blocks of a message. A key
    // with more strings is more often the name of something.
    pub const VALUES: usize = 32;
    /// The length of the longest string of a tag, in bytes.
    // A code that is meant for programs is seldom longer, while ids and tokens are.
    pub const LENGTH: usize = 32;
    /// How many keys all groups of one tag have together.
    // This is enough for 32 variants of 128 keys, and bounds the memory for one path.
    pub const CELLS: usize = 4096;
}

/// What is known about one key as a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tag {
    /// The objects by their code under the key: at most [`Tags::VALUES`] different ones, each at most [`Tags::LENGTH`]
    /// bytes long. Objects without the key, and those with any other value under it, are in no group.
    ///
    /// An object is in a group of each of its tags, so groups of several tags are often the same and shared.
    Groups(BTreeMap<String, Arc<Group>>),
    /// There are more codes, more strings than [`Values`] keeps, or an object that repeats the key. So the key is not a tag.
    Dropped,
}

/// The objects that have the same string under a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// How many objects there are.
    pub count: u64,
    /// Their keys.
    pub keys: BTreeMap<String, Presence>,
}

/// One key of the objects in a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Presence {
    /// How many of the objects have the key.
    pub seen: u64,
    /// The kinds of its values.
    pub kinds: KindSet,
}

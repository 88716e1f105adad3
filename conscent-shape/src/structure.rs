//! Decides what a shape means: which objects are maps, which keys are required, which objects are the same at several
//! places or contain themselves, which have variants, and which have keys that no document has shown.
//!
//! A [`Shape`] counts, and decides nothing. [`decide`] returns its conclusions as plain data, each with the evidence in
//! words for people. [`json_schema::of`](crate::json_schema::of) prints them.
//!
//! | decision | rule |
//! |---|---|
//! | [`Object::Map`], [`Struct::rest`] | see [`map`](crate::map) |
//! | [`Struct::required`] | all objects have the key, and there are at least [`Options::min_samples`] of them |
//! | [`What::Same`] | objects under the same key at two places share keys: half of the keys of the smaller ones, and a third of all keys. Both places are one [`Place`] |
//! | [`What::Recursive`] | objects contain others, both are under the same key or contain objects under the same key, and they share keys |
//! | [`Struct::is_open`] | the chance that the next object has a key that none had before is about one in [`OPEN`] or more |
//! | [`Struct::variants`] | see [`tag::find`](crate::tag::find) |
//!
//! Every document that is part of the shape agrees with all decisions.
//!
//! ```
//! use conscent_shape::structure::{self, Object, What};
//!
//! let shape = conscent_shape::infer(br#"[{"a.example": 1}, {"b.example": 2, "c.example": 3}]"#)?;
//! let structure = structure::decide(shape, &structure::Options::default());
//! let objects = &structure.places[structure.places[structure.root].item.unwrap()];
//! assert!(matches!(objects.object, Some(Object::Map { .. })));
//! assert_eq!(objects.decisions[0].what, What::Map);
//! # Ok::<(), conscent_shape::SyntaxError>(())
//! ```

mod alike;
mod explain;
mod graph;
mod names;
mod open;
mod places;
mod required;
mod unite;
mod variants;

use crate::{Form, KindSet, Shape};
use graph::Graph;
use std::collections::BTreeMap;

pub(crate) use names::Names;

pub use open::OPEN;
pub use required::MIN_SAMPLES;

/// What users can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// A key is required if all objects have it, and there are at least this many objects.
    pub min_samples: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { min_samples: MIN_SAMPLES }
    }
}

/// The index of a place.
pub type PlaceId = usize;

/// What a shape means.
#[derive(Clone, Debug, PartialEq)]
pub struct Structure {
    /// All places with different values. A place may refer to itself.
    pub places: Vec<Place>,
    /// The place of whole documents.
    pub root: PlaceId,
}

/// Values of one kind of thing, at one path or at several.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// The shortest path: a JSON pointer, in which `*` is any item of an array or any key of a map.
    pub path: String,
    /// The kinds of the values.
    pub kinds: KindSet,
    /// Whether all numbers are [integers](crate::Numbers::integers).
    pub are_integers: bool,
    /// The most specific form that all strings share. Empty strings have none.
    pub form: Option<Form>,
    /// The place of the items of arrays.
    pub item: Option<PlaceId>,
    /// What the objects are.
    pub object: Option<Object>,
    /// The conclusions about this place, with their evidence.
    pub decisions: Vec<Decision>,
}

/// What the objects at a place are.
#[derive(Clone, Debug, PartialEq)]
pub enum Object {
    /// Their keys are data.
    Map {
        /// The place of the values under all keys.
        values: PlaceId,
    },
    /// Their keys are names of fields.
    Struct(Struct),
}

/// Objects whose keys are names of fields.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Struct {
    /// The place of the values under each key.
    pub fields: BTreeMap<String, PlaceId>,
    /// The place of the values under all other keys, if these are data.
    pub rest: Option<PlaceId>,
    /// The keys that every object has.
    pub required: Vec<String>,
    /// Whether more keys are likely. They are not if the other keys are data.
    pub is_open: bool,
    /// The variants.
    pub variants: Option<Box<Variants>>,
}

/// The variants of objects.
#[derive(Clone, Debug, PartialEq)]
pub struct Variants {
    /// The key whose string identifies the variant.
    pub tag: String,
    /// Whether every object is one of the variants, and no more variants are likely.
    pub are_all: bool,
    /// The variants, sorted by their strings.
    pub variants: Vec<Variant>,
}

/// The objects of one variant.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// The strings under the tag: several are spellings of one word.
    pub texts: Vec<String>,
    /// The keys that they have, with the kinds of their values.
    pub keys: BTreeMap<String, KindSet>,
    /// The keys that every one of them has.
    pub required: Vec<String>,
    /// Whether more keys are likely.
    pub is_open: bool,
}

/// A conclusion about a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What was concluded.
    pub what: What,
    /// The evidence, as a sentence for people.
    pub evidence: String,
}

/// What can be concluded about objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// They are maps.
    Map,
    /// Objects at several places have one definition.
    Same,
    /// They contain objects like themselves.
    Recursive,
    /// Some keys are required.
    Required,
    /// Keys of all objects are not required, since there are few objects.
    NotRequired,
    /// They have variants.
    Variants,
    /// More keys are likely.
    Open,
}

/// Decides what a shape means.
#[must_use]
pub fn decide(shape: Shape, options: &Options) -> Structure {
    places::of(united(shape), options.min_samples)
}

/// The places of a shape, after places with values of the same kind of thing are united and maps are found.
fn united(shape: Shape) -> Graph {
    let mut graph = Graph::of(shape);
    unite::recursive(&mut graph);
    unite::maps(&mut graph);
    unite::same(&mut graph);
    // Some objects show that they are maps only together, as one definition.
    unite::maps(&mut graph);
    graph
}

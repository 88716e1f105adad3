//! What was seen at one place of a JSON document: a record per kind, so that merging loses nothing and has no conflict case.
//!
//! [`infer`] reads one document, [`stream`] a whole input of any size in constant memory; both only count, nothing is decided here.
//!
//! ```
//! use conscent_codegen::shape;
//!
//! let mut both = shape::infer(br#"{"price": 108}"#)?;
//! both.merge(&shape::infer(br#"{"price": 854.05, "currency": "INR"}"#)?);
//!
//! let lines = "{\"price\": 108}\n{\"price\": 854.05, \"currency\": \"INR\"}\n";
//! assert_eq!(shape::stream(lines.as_bytes(), &shape::Options::default())?, both);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::collections::{BTreeMap, BTreeSet};

pub(crate) mod form;
mod infer;
mod keys;
mod lines;
mod merge;
mod record;
mod stream;
mod tally;

pub use infer::{Malformed, infer};
pub use stream::{Options, Progress, StreamError, stream};

/// Everything seen at one place.
///
/// A *product* of JSON kinds, not a sum: each kind that was met keeps its own record beside the others.
/// [`merge`](Shape::merge) with [`Shape::default`] is a commutative monoid, and [`stream`] over many documents gives the merge of each one's [`infer`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shape {
    /// How often `null` stood here.
    pub null: u64,
    /// How often `true` or `false` stood here.
    pub bool: u64,
    /// The numbers that stood here.
    pub number: Numbers,
    /// The strings that stood here.
    pub text: Texts,
    /// The arrays that stood here.
    pub list: Lists,
    /// The objects that stood here.
    pub object: Objects,
}

/// The numbers seen at one place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Numbers {
    /// How many.
    pub count: u64,
    /// How many of them were written without fraction or exponent, and fit 64 bits. (`-0` does not: no integer type keeps its sign.)
    pub integers: u64,
    /// The least, as near as an `f64` comes.
    pub min: Option<f64>,
    /// The greatest, as near as an `f64` comes.
    pub max: Option<f64>,
}

/// The strings seen at one place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Texts {
    /// How many.
    pub count: u64,
    /// How many of them were `""`.
    pub empty: u64,
    /// How many had the form of an RFC 3339 timestamp.
    pub timestamps: u64,
    /// How many had the form of a code: `SUBSCRIPTION`, `NOT_INITIATED`.
    pub codes: u64,
    /// Which, as long as they are few.
    pub values: Values,
}

/// Distinct strings up to a bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    /// All that were seen: at most [`Values::BOUND`], each at most [`Values::LENGTH`] bytes long.
    Few(BTreeSet<String>),
    /// More than that.
    Many,
}

/// The arrays seen at one place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lists {
    /// How many.
    pub count: u64,
    /// How many of them were `[]`.
    pub empty: u64,
    /// All their items together; `None` when no item was ever seen.
    pub item: Option<Box<Shape>>,
}

/// The objects seen at one place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Objects {
    /// How many.
    pub count: u64,
    /// How many of them were `{}`.
    pub empty: u64,
    /// Their keys.
    pub fields: Fields,
}

/// The keys of the objects seen at one place, up to a bound.
#[derive(Clone, Debug, PartialEq)]
pub enum Fields {
    /// All that were seen: at most [`Fields::BOUND`].
    Few(BTreeMap<String, Field>),
    /// More than that: the keys are data, and this is what stood under all of them together.
    Many(Box<Shape>),
}

/// One key of the objects seen at one place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    /// In how many of the objects the key was present (once per object, even where it is repeated).
    pub seen: u64,
    /// What stood under it.
    pub shape: Box<Shape>,
}

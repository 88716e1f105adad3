//! Infers the shape of JSON of any size, in constant memory and on all cores.
//!
//! A [`Shape`] counts the values at each path: how many numbers, strings, arrays and objects there are, and which keys.
//! [`infer()`] returns the shape of one document, and [`stream()`] the shape of an input with any number of documents.
//! [`stream_by()`] returns one shape for each event of such an input, or for each other name that documents have.
//! [`Shape::merge`] combines two shapes without losing anything. [`structure::decide`] decides what a shape means: which
//! objects are maps, which keys are required, which objects have variants. [`json_schema::of`] converts that to JSON Schema.
//!
//! ```
//! use conscent_shape::{Options, infer, json_schema, stream, structure};
//!
//! let mut both = infer(br#"{"price": 108}"#)?;
//! both.merge(&infer(br#"{"price": 854.05, "currency": "INR"}"#)?);
//!
//! let lines = "{\"price\": 108}\n{\"price\": 854.05, \"currency\": \"INR\"}\n";
//! assert_eq!(stream(lines.as_bytes(), &Options::default())?, both);
//!
//! assert_eq!(both.object.count, 2);
//! let structure = structure::decide(both, &structure::Options { min_samples: 2 });
//! assert_eq!(json_schema::of(&structure).required, ["price"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

// Input must never cause a panic. Tests may panic anywhere, so this lint is not in the workspace's table.
#![warn(clippy::panic, clippy::unwrap_used)]

// The data and its algebra.
mod kind_set;
mod merge;
mod shape;

// Shapes as redacted files.
mod file;
mod redact;

// The input: one document, or a stream of documents in blocks of lines.
mod check;
mod groups;
mod infer;
mod layout;
mod lines;
mod names;
mod positioned;
mod stream;

// The mutable form of a shape, and the visitor that fills it.
mod accumulator;
mod key_table;
mod tag_table;
mod visitor;

// The meaning of a shape for others.
pub mod json_schema;
pub mod map;
pub mod structure;
pub mod tag;
mod words;

// Files that conscent-core compiles too.
pub mod form;
pub mod pointer;
mod recognize;
#[expect(unreachable_pub, reason = "conscent-core shares this file and exports its items")]
mod rfc3339;
pub mod syntax;

pub use file::{FileError, SHAPE_FILE, ShapeFile};
pub use form::{Form, Forms};
pub use groups::NamedGroup;
pub use infer::{SyntaxError, infer};
pub use kind_set::KindSet;
pub use names::{NAME_LENGTH, NAMES, NamesError, may_name_event};
pub use positioned::Positioned;
pub use redact::MAX_CODES;
pub use shape::{Arrays, Field, Fields, Group, Numbers, Objects, Presence, Shape, Strings, Tag, Tags, Values};
pub use stream::{LONGEST_LINE, Options, Progress, StreamError, stream, stream_by};
pub use words::{asks_for_set, names_one_thing, words};

/// Compiles and runs the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

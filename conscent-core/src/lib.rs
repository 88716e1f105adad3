//! What generated webhook types stand on: the part of them that is written by hand.
//!
//! A struct of this crate's making is an ordinary serde type whose every field is a [`Field`]. It decodes any JSON object, and
//! forgets nothing of it.
//!
//! # The law
//!
//! > For every JSON object `x`: `decode(x)` succeeds, and `encode(decode(x)) == x`.
//!
//! Equal means equal as JSON: `null` is not absent, `[]` is not absent, `120` is not `120.0`; of repeated keys the last one counts.
//! What no sample had shown is kept beside what was expected: a value of another kind as [`Field::Mismatch`], an unknown key in
//! [`extra`](Object::extra), an unknown text in the last case of an [`OpenEnum`], an impossible date in a [`Timestamp`]. Strictness is
//! asked for where a value is used ([`Field::require`]), and [`drift()`](object!) lists what was new.
//!
//! The law holds for what `serde_json` itself can read: UTF-8 without lone surrogates, nested at most 127 deep, with numbers that fit
//! an `f64`. If a crate of the build switches on `serde_json/arbitrary_precision`, it holds for all numbers; then an object with the
//! key `$serde_json::private::Number`, by which `serde_json` tells numbers, decodes too, but `serde_json` may refuse to read it back.
//!
//! # Example
//!
//! The generator writes such code; by hand it looks the same.
//!
//! ```
//! use conscent_core::serde::de::MapAccess;
//! use conscent_core::serde_json::{Map, Value};
//! use conscent_core::{Field, FieldError, Number, Object, Visitor, decode, object};
//!
//! #[derive(Clone, Default, PartialEq)]
//! pub struct Purchase {
//!     price: Field<Number>,
//!     client_name: Field<String>,
//!     extra: Map<String, Value>,
//! }
//!
//! impl Purchase {
//!     /// Every sample has it.
//!     pub fn price(&self) -> Result<&Number, FieldError> {
//!         self.price.require("Purchase", "price")
//!     }
//!
//!     /// Some samples have it.
//!     pub fn client_name(&self) -> Option<&str> {
//!         self.client_name.value().map(String::as_str)
//!     }
//! }
//!
//! impl Object for Purchase {
//!     const TYPE: &'static str = "Purchase";
//!
//!     fn read<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
//!         match (key.len(), key) {
//!             (5, "price") => self.price.read(map)?,
//!             (10, "clientName") => self.client_name.read(map)?,
//!             _ => return Ok(false),
//!         }
//!         Ok(true)
//!     }
//!
//!     fn visit<V: Visitor>(&self, visitor: &mut V) -> Result<(), V::Error> {
//!         visitor.field("price", &self.price)?;
//!         visitor.field("clientName", &self.client_name)?;
//!         Ok(())
//!     }
//!
//!     fn extra(&self) -> &Map<String, Value> {
//!         &self.extra
//!     }
//!
//!     fn extra_mut(&mut self) -> &mut Map<String, Value> {
//!         &mut self.extra
//!     }
//! }
//!
//! object!(Purchase);
//!
//! let body = r#"{"price":"854.05","clientName":"Black Panther","coupon":null}"#;
//! let purchase: Purchase = decode(body.as_bytes())?;
//!
//! assert_eq!(purchase.client_name(), Some("Black Panther"));
//! assert_eq!(
//!     purchase.price().unwrap_err().to_string(),
//!     "Purchase: /price: text: every sample has number here; match on the field itself to accept this",
//! );
//! assert_eq!(
//!     purchase.drift().iter().map(ToString::to_string).collect::<Vec<_>>(),
//!     ["/price: text: the samples have number", "/coupon: unknown key: no sample has it"],
//! );
//! assert_eq!(format!("{purchase:?}"), r#"Purchase { price: <mismatch: text>, clientName: <text, 13 bytes>, extra: {"coupon": <null>} }"#);
//! assert_eq!(serde_json::to_string(&purchase)?, body);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//!
//! None is on by default.
//!
//! | feature | gives |
//! |---|---|
//! | `jiff` | `Timestamp::to_jiff` |
//! | `chrono` | `Timestamp::to_chrono` |
//! | `time` | `Timestamp::to_time` |
//! | `decimal` | `Number::to_decimal`, with `rust_decimal` |
//! | `schemars` | `JsonSchema` for all types, with `schemars` 1, and `schema`, on which generated code implements it |

mod container;
mod decode;
pub mod drift;
mod entries;
mod error;
mod event;
mod events;
mod field;
mod json;
#[doc(hidden)]
pub mod kind;
mod number;
pub mod object;
mod open_enum;
mod pointer;
pub mod redact;
mod sample;
mod scalar;
#[cfg(feature = "schemars")]
pub mod schema;
mod sum;
mod timestamp;
mod unknown;
mod wire;

pub use {serde, serde_json};

pub use decode::{DecodeError, decode, decode_boxed, from_json};
pub use drift::{Drift, DriftKind};
pub use entries::Entries;
pub use error::FieldError;
pub use event::{Event, Incoming, Undecodable};
pub use field::Field;
pub use kind::Kind;
pub use number::{NotFinite, Number};
pub use object::{Object, Visitor};
pub use open_enum::OpenEnum;
pub use redact::Detail;
pub use sample::{Fidelity, Sample, TypedSample};
pub use timestamp::{Timestamp, TimestampError};
pub use unknown::UnknownEvent;
pub use wire::Wire;

/// The README's example is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

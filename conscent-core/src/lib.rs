//! Runtime support for generated webhook types.
//!
//! A generated struct is an ordinary serde type in which every field is a [`Field`]. It decodes any JSON object without
//! losing any of it.
//!
//! # The law
//!
//! > For every JSON object `x`: `decode(x)` succeeds, and `encode(decode(x)) == x`.
//!
//! Equal means equal as JSON: `null` and `[]` are not absent, and `120` is not `120.0`. Of repeated keys, only the last
//! one counts. Data that no sample has is kept: a value of another kind as [`Field::Mismatch`], an unknown key in
//! [`extra`](Object::extra), an unknown string in the `Unknown` variant of an [`OpenEnum`], an impossible date in a
//! [`Timestamp`]. Strictness is opt-in, where you use a value ([`Field::require`]), and [`drift()`](impl_object!) lists
//! what the samples do not have.
//!
//! The law holds for every text that `serde_json` itself can read: UTF-8 without lone surrogates, nested at most 127
//! levels deep, with numbers that fit an `f64`. If any crate in the build enables `serde_json/arbitrary_precision`, the
//! law holds for all numbers. In that case, an object with the key `$serde_json::private::Number`, which `serde_json`
//! uses for numbers, decodes too, but `serde_json` may fail to read it back.
//!
//! A body with lone surrogates (from an emoji that was cut in half) or with larger numbers decodes as well. These
//! values are replaced in a copy of the body, and [`unrepresentable`] lists them. All other values decode unchanged.
//!
//! # Example
//!
//! Generated code looks like this:
//!
//! ```
//! use conscent_core::serde_json::{self, Map, Value};
//! use conscent_core::{Field, FieldError, Number, decode, impl_object};
//!
//! #[derive(Clone, Default, PartialEq)]
//! pub struct Purchase {
//!     price: Field<Number>,
//!     client_name: Field<String>,
//!     extra: Map<String, Value>,
//! }
//!
//! impl Purchase {
//!     pub fn price(&self) -> Option<&Number> {
//!         self.price.value()
//!     }
//!
//!     pub fn require_price(&self) -> Result<&Number, FieldError> {
//!         self.price.require("Purchase", "price")
//!     }
//!
//!     pub fn client_name(&self) -> Option<&str> {
//!         self.client_name.value().map(String::as_str)
//!     }
//! }
//!
//! impl_object! {
//!     Purchase {
//!         price = "price",
//!         client_name = "clientName",
//!     }
//! }
//!
//! let body = r#"{"price":"854.05","clientName":"Black Panther","coupon":null}"#;
//! let purchase: Purchase = decode(body.as_bytes())?;
//!
//! assert_eq!(purchase.client_name(), Some("Black Panther"));
//! assert_eq!(
//!     purchase.require_price().unwrap_err().to_string(),
//!     "Purchase: /price: a string arrived where the samples have a number",
//! );
//! assert_eq!(
//!     purchase.drift().iter().map(ToString::to_string).collect::<Vec<_>>(),
//!     ["/price: a string arrived where the samples have a number", "/coupon: no sample has this key"],
//! );
//! assert_eq!(format!("{purchase:?}"), r#"Purchase { price: <mismatch: text>, clientName: <text, 13 bytes>, extra: {"coupon": <null>} }"#);
//! assert_eq!(serde_json::to_string(&purchase)?, body);
//!
//! let purchase = Purchase::default().with(|purchase| purchase.price = 5.into());
//! assert_eq!(serde_json::to_string(&purchase)?, r#"{"price":5}"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//!
//! No feature is on by default.
//!
//! | feature | adds |
//! |---|---|
//! | `jiff` | `Timestamp::to_jiff` |
//! | `chrono` | `Timestamp::to_chrono` |
//! | `time` | `Timestamp::to_time` |
//! | `decimal` | `Number::to_decimal` and `Decimal::to_decimal`, with `rust_decimal` |
//! | `schemars` | `JsonSchema` for all types, with `schemars` 1, and the module `schema`, with which generated code implements it |

#![cfg_attr(docsrs, feature(doc_cfg))]
// Input must never cause a panic. This is not a workspace lint, because tests may panic.
#![warn(clippy::panic, clippy::unwrap_used)]

mod anything;
mod api;
mod change;
mod container;
mod decimal;
mod decode;
pub mod drift;
mod entries;
mod epoch;
mod error;
mod event;
mod events;
mod field;
mod field_from;
mod field_value;
pub mod form;
mod json;
#[doc(hidden)]
pub mod kind;
mod number;
pub mod object;
mod open_enum;
#[doc(hidden)]
pub mod payload;
#[doc(hidden)]
pub mod pointer;
#[doc(hidden)]
pub mod prelude;
mod recognize;
pub mod redact;
mod repair;
#[expect(unreachable_pub, reason = "conscent-shape, which compiles this file too, may re-export what is in it")]
mod rfc3339;
mod sample;
mod scalar;
#[cfg(feature = "schemars")]
pub mod schema;
pub mod signature;
#[expect(unreachable_pub, reason = "conscent-shape, which compiles this file too, may re-export what is in it")]
mod syntax;
mod timestamp;
mod union;
mod unknown;
#[doc(hidden)]
pub mod view;
mod written;

pub use {serde, serde_json};

pub use anything::Json;
pub use api::{Api, Id, Naming};
#[doc(hidden)]
pub use change::put;
pub use change::{ChangeError, ChangedSample};
pub use decimal::Decimal;
pub use decode::{DecodeError, decode, decode_boxed, from_json, from_json_with};
pub use drift::{Drift, DriftKind};
pub use entries::Entries;
pub use epoch::{EpochMillis, EpochSeconds};
pub use error::FieldError;
pub use event::{Event, Incoming, Undecodable};
pub use field::Field;
pub use field_value::FieldValue;
pub use kind::Kind;
pub use number::{NotFinite, Number};
pub use object::{Object, Visitor};
pub use open_enum::OpenEnum;
pub use payload::Payload;
pub use redact::Redaction;
#[doc(hidden)]
pub use repair::read_text;
pub use repair::unrepresentable;
pub use sample::{Fidelity, Sample, TypedSample};
pub use timestamp::{Timestamp, TimestampError};
pub use unknown::UnknownEvent;

/// Compiles and runs the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

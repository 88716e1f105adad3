//! What generated types stand on.

mod container;
mod decode;
pub mod drift;
mod entries;
mod error;
mod event;
mod field;
mod json;
mod kind;
mod number;
pub mod object;
mod open_enum;
mod pointer;
pub mod redact;
mod sample;
mod scalar;
mod sum;
mod timestamp;
mod unknown;
mod wire;

pub use serde;
pub use serde_json;

pub use decode::{DecodeError, decode, decode_boxed};
pub use drift::{Drift, DriftKind};
pub use entries::Entries;
pub use error::FieldError;
pub use event::Event;
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

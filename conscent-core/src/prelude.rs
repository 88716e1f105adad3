//! The names that generated files use without a path. Every generated file imports all of them, so the generator does
//! not have to know which file uses which. No generated type has one of these names.

pub use std::collections::BTreeMap;

pub use serde_json::{Map, Value};

pub use crate::{
    Decimal, EpochMillis, EpochSeconds, Event, Field, FieldError, Incoming, Json, Number, Object, OpenEnum, Timestamp,
    Undecodable, UnknownEvent, decode,
};

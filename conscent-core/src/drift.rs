//! Drift: what an event has that its samples do not.

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;

use crate::{Field, FieldValue, Kind, Object, Visitor, pointer};

/// One difference between an event and its samples.
///
/// It holds the location and the kind of the difference, never the value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Drift {
    /// The location, as a JSON pointer relative to the object whose drift this is.
    pub pointer: String,
    /// The kind of the difference.
    pub kind: DriftKind,
}

/// How an event differs from its samples.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DriftKind {
    /// A value of another kind. One item of another kind makes the whole list or map a mismatch.
    Mismatch {
        /// The kinds that the samples have here.
        expected: Cow<'static, str>,
        /// The kind that the event has.
        found: Kind,
    },
    /// A key that no sample has.
    UnknownKey,
    /// A text that is not one of an enum's known values, or not an RFC 3339 timestamp where one was expected. The empty
    /// text means an absent value, and is not drift.
    UnknownValue,
    /// A value where samples have only `null` or an empty list, so that its type is not known.
    UntypedValue,
    /// An event that no sample documents.
    UnknownEvent,
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.kind)
    }
}

impl fmt::Display for DriftKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mismatch { expected, found } => write!(f, "{found}: the samples have {expected}"),
            Self::UnknownKey => f.write_str("unknown key: no sample has it"),
            Self::UnknownValue => f.write_str("unknown value: no sample has it"),
            Self::UntypedValue => f.write_str("untyped value: no sample has any here"),
            Self::UnknownEvent => f.write_str("unknown event: no sample documents it"),
        }
    }
}

/// Lists the drift of `object`, in the order of its fields, with unknown keys last.
#[must_use]
pub fn drift<T: Object>(object: &T) -> Vec<Drift> {
    let mut found = DriftCollector::default();
    found.object(object);
    found.drift
}

/// Collects the drift of an object, and keeps the pointer to the value that is being visited.
#[derive(Debug, Default)]
pub struct DriftCollector {
    pointer: String,
    drift: Vec<Drift>,
}

impl DriftCollector {
    /// Adds drift of the current value.
    pub fn push(&mut self, kind: DriftKind) {
        self.drift.push(Drift { pointer: self.pointer.clone(), kind });
    }

    /// Runs `look` with the pointer extended by `key`.
    pub fn at(&mut self, key: &str, look: impl FnOnce(&mut Self)) {
        let here = self.pointer.len();
        self.pointer.extend(["/", &pointer::escape(key)]);
        look(self);
        self.pointer.truncate(here);
    }

    /// Adds the drift of `object`, which is the current value.
    pub fn object<T: Object>(&mut self, object: &T) {
        let Ok(()) = object.visit(self);
        for key in object.extra().keys() {
            self.at(key, |found| found.push(DriftKind::UnknownKey));
        }
    }
}

impl Visitor for DriftCollector {
    type Error = Infallible;

    #[inline(never)] // once per type, not once per field
    fn field<T: FieldValue>(&mut self, key: &'static str, field: &Field<T>) -> Result<(), Infallible> {
        match field {
            Field::Absent | Field::Null => {}
            Field::Value(value) => self.at(key, |found| value.find_drift(found)),
            Field::Mismatch(value) => self.at(key, |found| {
                found.push(DriftKind::Mismatch { expected: T::expected(), found: Kind::of(value) });
            }),
        }
        Ok(())
    }
}

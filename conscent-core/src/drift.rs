//! What an event had that the samples did not know.

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;

use crate::{Field, Kind, Object, Visitor, Wire, pointer};

/// One place where an event went beyond what its samples showed.
///
/// It tells where and in which way, never what the value was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Drift {
    /// JSON pointer, relative to the object that was asked.
    pub pointer: String,
    /// In which way.
    pub kind: DriftKind,
}

/// In which way an event went beyond its samples.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DriftKind {
    /// A value of another kind. A list (or map) with one item that does not fit is one mismatch of the whole list.
    Mismatch {
        /// What the samples have here.
        expected: Cow<'static, str>,
        /// What the event had.
        found: Kind,
    },
    /// A key that no sample has.
    UnknownKey,
    /// A text that is none of an enum's known values, or no RFC 3339 timestamp where one was expected. The empty text, which says
    /// that there is none, is no drift.
    UnknownValue,
    /// A value where samples have nothing but `null` or an empty list, so that its type is not known.
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

/// All drift of `object`, in the order of its fields, those of `extra` last.
#[must_use]
pub fn drift<T: Object>(object: &T) -> Vec<Drift> {
    let mut found = Finder::default();
    found.object(object);
    found.drift
}

/// Collects drift on its way through an object.
#[derive(Debug, Default)]
pub struct Finder {
    pointer: String,
    drift: Vec<Drift>,
}

impl Finder {
    /// Notes drift at the present place.
    pub fn push(&mut self, kind: DriftKind) {
        self.drift.push(Drift { pointer: self.pointer.clone(), kind });
    }

    /// Goes to `key` of the present place, lets `look` look there, and comes back.
    pub fn at(&mut self, key: &str, look: impl FnOnce(&mut Self)) {
        let here = self.pointer.len();
        pointer::push(&mut self.pointer, key);
        look(self);
        self.pointer.truncate(here);
    }

    /// Looks at all fields of `object`, which stands at the present place.
    pub fn object<T: Object>(&mut self, object: &T) {
        let Ok(()) = object.visit(self);
        for key in object.extra().keys() {
            self.at(key, |found| found.push(DriftKind::UnknownKey));
        }
    }
}

impl Visitor for Finder {
    type Error = Infallible;

    #[inline(never)] // once per type, not once per field
    fn field<T: Wire>(&mut self, key: &'static str, field: &Field<T>) -> Result<(), Infallible> {
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

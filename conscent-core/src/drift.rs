//! Drift: what an event has that its samples do not.

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;

use crate::{Field, FieldValue, Kind, Object, Visitor, kind, pointer};

/// One difference between an event and its samples.
///
/// It holds the location and the kind of the difference, never the value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Drift {
    /// The location, as a JSON pointer relative to the object on which `drift()` was called.
    pub pointer: String,
    /// The kind of the difference.
    pub kind: DriftKind,
}

/// How an event differs from its samples.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DriftKind {
    /// A value of another kind. One item of another kind makes its whole list or map a mismatch.
    Mismatch {
        /// The kinds that the samples have here.
        expected: Cow<'static, str>,
        /// The kind that the event has.
        found: Kind,
    },
    /// A key that no sample has.
    UnknownKey,
    /// A string that is not a known value of an enum, or is not an RFC 3339 timestamp where one was expected. The empty
    /// string means an absent value, and is not drift.
    UnknownValue,
    /// A value where samples have only `null` or an empty list, so that its type is not known.
    UntypedValue,
    /// An event that no sample documents.
    UnknownEvent,
    /// A string with a lone surrogate (half a character), or a number that no `f64` can hold. It was replaced so that
    /// the rest of the body could be decoded; see [`unrepresentable`](crate::unrepresentable).
    Unrepresentable,
}

impl DriftKind {
    /// The kind as one word, for metrics and logs: `unknown_key`.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Mismatch { .. } => "mismatch",
            Self::UnknownKey => "unknown_key",
            Self::UnknownValue => "unknown_value",
            Self::UntypedValue => "untyped_value",
            Self::UnknownEvent => "unknown_event",
            Self::Unrepresentable => "unrepresentable",
        }
    }
}

/// Writes a sentence: `/purchase/giftedBy: no sample has this key`. It never shows the value.
///
/// The sentence is one line, suitable for a log. A key that does not look like a field name, or looks like personal
/// data (an e-mail address, a number), is shown as `<a key of 12 bytes>`; the [`pointer`](Self::pointer) has it.
impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() {
            f.write_str("the whole body")?;
        }
        for key in self.pointer.split('/').skip(1) {
            if is_name(key) { write!(f, "/{key}")? } else { write!(f, "/<a key of {} bytes>", key.len())? }
        }
        write!(f, ": {}", self.kind)
    }
}

/// The limits for a name's length and for its digits. Field names are shorter, and the numbers of people and accounts
/// have more digits.
const LONGEST_NAME: usize = 64;
const MOST_DIGITS: usize = 4;

/// Whether a key, escaped as in a pointer, may go into a log: it looks like a name or an index, and not like data.
fn is_name(key: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || "_-.:$@~".contains(c);
    let has_few_digits = key.chars().filter(char::is_ascii_digit).count() <= MOST_DIGITS;
    let is_address = key.find('@').is_some_and(|at| at > 0);
    (1..=LONGEST_NAME).contains(&key.len()) && key.chars().all(is_plain) && has_few_digits && !is_address
}

impl fmt::Display for DriftKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mismatch { expected, found } => {
                write!(f, "{} arrived where the samples have {}", kind::phrase(*found), kind::expected_phrase(expected))
            }
            Self::UnknownKey => f.write_str("no sample has this key"),
            Self::UnknownValue => f.write_str("the value is not one that the samples show"),
            Self::UntypedValue => f.write_str("a value arrived where the samples have only null or an empty list"),
            Self::UnknownEvent => f.write_str("no sample documents this event"),
            Self::Unrepresentable => {
                f.write_str("a lone surrogate, or a number too large for an f64, was replaced here")
            }
        }
    }
}

/// Lists the drift of `value`. The drift of an object is in the order of its fields, with unknown keys last.
#[must_use]
pub fn drift<T: FieldValue>(value: &T) -> Vec<Drift> {
    let mut found = DriftCollector::default();
    value.find_drift(&mut found);
    found.into_drift()
}

/// Collects the drift of an object, and keeps the pointer to the value that is being visited.
#[derive(Debug, Default)]
pub struct DriftCollector {
    pointer: String,
    drift: Vec<Drift>,
}

impl DriftCollector {
    /// The drift that was found, in the order of the visit.
    #[must_use]
    pub fn into_drift(self) -> Vec<Drift> {
        self.drift
    }

    /// Records a difference of the current value.
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

    /// Adds the drift of the value in `field`, which is the current value.
    pub fn field<T: FieldValue>(&mut self, field: &Field<T>) {
        match field {
            Field::Absent | Field::Null => {}
            Field::Value(value) => value.find_drift(self),
            Field::Mismatch(value) => {
                self.push(DriftKind::Mismatch { expected: T::expected(), found: Kind::of(value) });
            }
        }
    }
}

impl Visitor for DriftCollector {
    type Error = Infallible;

    #[inline(never)] // once per type, not once per field
    fn field<T: FieldValue>(&mut self, key: &'static str, field: &Field<T>) -> Result<(), Infallible> {
        if field.is_value() || field.is_mismatch() {
            self.at(key, |found| found.field(field));
        }
        Ok(())
    }
}

//! Numbers that keep their written form.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::redact::Redaction;
use crate::{Field, FieldValue};

/// A JSON number that keeps its written form: `120` stays `120` and `120.0` stays `120.0`, and the two are not equal.
///
/// An accessor returns `None` if its type cannot hold the number: `854.05` has no [`as_i64`](Number::as_i64).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number(serde_json::Number);

impl Number {
    /// The number as `i64`, if it was written as an integer and fits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.0.as_i64()
    }

    /// The number as `u64`, if it was written as an integer and fits.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.0.as_u64()
    }

    /// The nearest `f64`, if it is finite.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        self.0.as_f64()
    }

    /// The exact number as a decimal; `None` if it has more digits than [`rust_decimal::Decimal`] holds.
    ///
    /// Needs the feature `decimal`.
    #[cfg(feature = "decimal")]
    #[must_use]
    pub fn to_decimal(&self) -> Option<rust_decimal::Decimal> {
        exact_decimal(&self.to_string())
    }
}

/// The exact decimal value of a text, if its digits fit.
#[cfg(feature = "decimal")]
pub(crate) fn exact_decimal(text: &str) -> Option<rust_decimal::Decimal> {
    use rust_decimal::Decimal;

    match text.split_once(['e', 'E']) {
        None => Decimal::from_str_exact(text).ok(),
        // `from_scientific` would round a long mantissa. `from_str_exact` rejects it.
        Some((mantissa, _)) => Decimal::from_str_exact(mantissa).and_then(|_| Decimal::from_scientific(text)).ok(),
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, output: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(output)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        serde_json::Number::deserialize(input).map(Self)
    }
}

impl FieldValue for Number {
    fn expected() -> Cow<'static, str> {
        "number".into()
    }

    fn number(value: Number) -> Field<Self> {
        Field::Value(value)
    }

    fn show(&self, redaction: Redaction, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match redaction {
            Redaction::Off => write!(f, "{self}"),
            Redaction::On => f.write_str("<number>"),
        }
    }
}

impl From<serde_json::Number> for Number {
    fn from(number: serde_json::Number) -> Self {
        Self(number)
    }
}

impl From<Number> for serde_json::Number {
    fn from(number: Number) -> Self {
        number.0
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Self::Number(number.0)
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => {$(
        impl From<$integer> for Number {
            fn from(number: $integer) -> Self {
                Self(number.into())
            }
        }
    )*};
}

from_integers!(i8 i16 i32 i64 u8 u16 u32 u64);

/// Fails for NaN and the infinities, which JSON cannot express.
impl TryFrom<f64> for Number {
    type Error = NotFinite;

    fn try_from(number: f64) -> Result<Self, NotFinite> {
        serde_json::Number::from_f64(number).map(Self).ok_or(NotFinite)
    }
}

/// The error for NaN and the infinities, which cannot be a [`Number`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotFinite;

impl fmt::Display for NotFinite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("number: not finite: JSON has no NaN or infinity; write null, or leave the field absent")
    }
}

impl std::error::Error for NotFinite {}

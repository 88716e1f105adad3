//! Decimal numbers, mostly amounts of money, that keep their written form.

use std::str::FromStr;

use crate::written::{Written, impl_written, parts};

/// A decimal number as the sender wrote it: a string such as `"242.10"`, or a JSON number.
///
/// It is kept and written back exactly as it arrived: `242.10` stays `242.10`, and is not equal to `242.1`. This type
/// does no arithmetic; use [`parse`](Decimal::parse) to convert it to a type that does.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Decimal(Written);

impl_written!(Decimal, is_decimal);

impl Decimal {
    /// Whether this is a JSON number, or a string of digits with an optional sign and an optional fraction.
    #[must_use]
    pub fn is_decimal(&self) -> bool {
        self.0.number().is_some() || parts(self.as_str()).is_some()
    }

    /// Parses the text as the type of your choice.
    ///
    /// # Errors
    /// The error of that type.
    pub fn parse<T: FromStr>(&self) -> Result<T, T::Err> {
        self.as_str().parse()
    }

    /// The nearest `f64`; `None` if this is not a decimal number, or too large.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        let number: f64 = self.is_decimal().then(|| self.parse().ok())??;
        number.is_finite().then_some(number)
    }

    /// The exact number as [`rust_decimal::Decimal`]; `None` if this is not a decimal number, or has more digits than
    /// that type holds.
    ///
    /// Needs the feature `decimal`.
    #[cfg(feature = "decimal")]
    #[must_use]
    pub fn to_decimal(&self) -> Option<rust_decimal::Decimal> {
        self.is_decimal().then(|| crate::number::exact_decimal(self.as_str()))?
    }
}

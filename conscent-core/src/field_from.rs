//! Conversions into fields from ordinary values.

use crate::{Decimal, EpochMillis, EpochSeconds, Field, NotFinite, Number, OpenEnum, Timestamp};

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// `None` becomes an absent field.
impl<T> From<Option<T>> for Field<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }
}

impl<T> From<T> for Field<Box<T>> {
    fn from(value: T) -> Self {
        Self::Value(Box::new(value))
    }
}

impl<T, const N: usize> From<[T; N]> for Field<Vec<T>> {
    fn from(items: [T; N]) -> Self {
        Self::Value(items.into())
    }
}

impl<T: OpenEnum> From<&str> for Field<T> {
    fn from(text: &str) -> Self {
        Self::Value(T::from_text(text))
    }
}

/// Fails for NaN and the infinities, which JSON cannot express.
impl TryFrom<f64> for Field<Number> {
    type Error = NotFinite;

    fn try_from(number: f64) -> Result<Self, NotFinite> {
        Number::try_from(number).map(Self::Value)
    }
}

/// Implements `From` for fields whose types can be made from these types.
macro_rules! from {
    ($($held:ty: $($from:ty)+;)+) => {$($(
        impl From<$from> for Field<$held> {
            fn from(value: $from) -> Self {
                Self::Value(value.into())
            }
        }
    )+)+};
}

from! {
    String: &str;
    Number: i8 i16 i32 i64 u8 u16 u32 u64;
    Timestamp: &str String;
    EpochSeconds: i64 &str String;
    EpochMillis: i64 &str String;
    Decimal: &str String;
}

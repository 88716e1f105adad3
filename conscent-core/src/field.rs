//! The type of every generated field.

use serde::de::{DeserializeSeed, Deserializer, MapAccess};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::field_value::FieldVisitor;
use crate::{FieldError, FieldValue, Kind};

/// Holds the value under one key of a JSON object, even if the key is missing, or its value is null or not of the
/// expected kind.
///
/// Decoding a field never fails and never loses data: a value of a kind that the samples do not have is kept as a
/// [`Mismatch`](Field::Mismatch). Strictness is opt-in, where you use the value: call [`value`](Field::value) if the
/// field may be missing, and [`require`](Field::require) if it may not.
///
/// `Debug` is redacted; see [`impl_object!`](crate::impl_object!).
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub enum Field<T> {
    /// The key is missing.
    #[default]
    Absent,
    /// The value is `null`.
    Null,
    /// A value of the expected kind.
    Value(T),
    /// A value of another kind, unchanged.
    Mismatch(Box<Value>),
}

impl<T> Field<T> {
    /// The value; `None` if the field is absent, null or a mismatch.
    #[inline]
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The value, mutably; `None` if the field is absent, null or a mismatch.
    pub fn value_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// Moves the value out.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// Takes the value out, and leaves the field absent. A field without a value does not change.
    pub fn take(&mut self) -> Option<T> {
        if self.is_value() { std::mem::take(self).into_value() } else { None }
    }

    /// The value, if it is not of the expected kind.
    pub fn mismatch(&self) -> Option<&Value> {
        match self {
            Self::Mismatch(value) => Some(value),
            _ => None,
        }
    }

    /// Whether the key is missing.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the value is `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether there is a value of the expected kind.
    pub const fn is_value(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    /// Whether there is a value of another kind.
    pub const fn is_mismatch(&self) -> bool {
        matches!(self, Self::Mismatch(_))
    }

    /// Converts the value, if the field has one. The other variants do not change.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Value(value) => Field::Value(convert(value)),
            Self::Mismatch(value) => Field::Mismatch(value),
        }
    }

    /// Keeps `value` as a mismatch.
    pub(crate) fn misfit(value: impl Into<Value>) -> Self {
        Self::Mismatch(boxed(value.into()))
    }
}

/// Boxes a mismatch. Not inlined, because every type calls it for each kind that it does not accept.
#[cold]
#[inline(never)]
fn boxed(value: Value) -> Box<Value> {
    Box::new(value)
}

impl<T: FieldValue> Field<T> {
    /// The string on the wire; `None` if the field has no value, or one that is not a string.
    ///
    /// Unlike [`value`](Self::value), it does not depend on the type: strings, open enums and unions are read alike.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        self.value()?.as_text()
    }

    /// The value, or an error that names the field and the kind that was found instead.
    ///
    /// # Errors
    /// [`FieldError`] if the field is absent, null or a mismatch. Its message names the `object` and the `key`.
    #[inline]
    pub fn require(&self, object: &'static str, key: &'static str) -> Result<&T, FieldError> {
        match self {
            Self::Value(value) => Ok(value),
            _ => Err(self.missing(object, key)),
        }
    }

    /// Like [`require`](Self::require), but moves the value out.
    ///
    /// # Errors
    /// The same as for `require`.
    pub fn into_required(self, object: &'static str, key: &'static str) -> Result<T, FieldError> {
        match self {
            Self::Value(value) => Ok(value),
            other => Err(other.missing(object, key)),
        }
    }

    /// The error of a field without a value of the expected kind.
    #[cold]
    fn missing(&self, object: &'static str, key: &'static str) -> FieldError {
        let found = match self {
            Self::Absent | Self::Value(_) => None,
            Self::Null => Some(Kind::Null),
            Self::Mismatch(value) => Some(Kind::of(value)),
        };
        FieldError::new(object, key, T::expected(), found)
    }

    /// Decodes the next value of `map` into this field, in place. It replaces any earlier value.
    ///
    /// # Errors
    /// The error of `map`: the input is not JSON, or is nested too deeply.
    pub fn read<'de, A: MapAccess<'de>>(&mut self, map: &mut A) -> Result<(), A::Error> {
        map.next_value_seed(self)
    }
}

impl<'de, T: FieldValue> DeserializeSeed<'de> for &mut Field<T> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<(), D::Error> {
        input.deserialize_any(FieldVisitor(self))
    }
}

impl<'de, T: FieldValue> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let mut field = Self::Absent;
        DeserializeSeed::deserialize(&mut field, input)?;
        Ok(field)
    }
}

/// Writes the plain JSON value. Objects omit absent fields; outside an object, an absent field is written as `null`.
impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, output: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Null => output.serialize_unit(),
            Self::Value(value) => value.serialize(output),
            Self::Mismatch(value) => value.serialize(output),
        }
    }
}

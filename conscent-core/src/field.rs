//! The type of every generated field.

use serde::de::{DeserializeSeed, Deserializer, MapAccess};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::wire::Filler;
use crate::{FieldError, Kind, Wire};

/// What stood at one key of a JSON object.
///
/// Decoding a field never fails and never loses anything: a value of another kind than the samples had is kept as
/// [`Mismatch`](Field::Mismatch). Strictness is asked for where the value is used: [`value`](Field::value) where a field may be
/// missing, [`require`](Field::require) where it may not.
///
/// `Debug` is redacted; see [`object!`](crate::object!).
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub enum Field<T> {
    /// The key was not there.
    #[default]
    Absent,
    /// The key was there and its value was `null`.
    Null,
    /// The value, of the expected kind.
    Value(T),
    /// A value of another kind, as it came.
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

    /// The value, to change it.
    pub fn value_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The value, moved out.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The value as it came, if it is of another kind than expected.
    pub fn mismatch(&self) -> Option<&Value> {
        match self {
            Self::Mismatch(value) => Some(value),
            _ => None,
        }
    }

    /// Whether the key was not there.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the value was `null`.
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

    /// The same field with its value, if there is one, changed by `convert`.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Value(value) => Field::Value(convert(value)),
            Self::Mismatch(value) => Field::Mismatch(value),
        }
    }

    /// A field that holds `value` although it is of another kind than expected.
    pub(crate) fn misfit(value: impl Into<Value>) -> Self {
        Self::Mismatch(boxed(value.into()))
    }
}

/// Not inlined: every type has a place for each kind that it does not take.
#[cold]
#[inline(never)]
fn boxed(value: Value) -> Box<Value> {
    Box::new(value)
}

impl<T: Wire> Field<T> {
    /// The value, or an error that names the place and what stood there instead.
    ///
    /// # Errors
    /// [`FieldError`] if the field is absent, null or a mismatch. `object` and `key` say where, for its message.
    #[inline]
    pub fn require(&self, object: &'static str, key: &'static str) -> Result<&T, FieldError> {
        match self {
            Self::Value(value) => Ok(value),
            _ => Err(self.missing(object, key)),
        }
    }

    /// As [`require`](Self::require), with the value moved out.
    ///
    /// # Errors
    /// As `require`.
    pub fn into_required(self, object: &'static str, key: &'static str) -> Result<T, FieldError> {
        match self {
            Self::Value(value) => Ok(value),
            other => Err(other.missing(object, key)),
        }
    }

    /// The error of a field that is no value.
    #[cold]
    fn missing(&self, object: &'static str, key: &'static str) -> FieldError {
        let found = match self {
            Self::Absent | Self::Value(_) => None,
            Self::Null => Some(Kind::Null),
            Self::Mismatch(value) => Some(Kind::of(value)),
        };
        FieldError::new(object, key, T::expected(), found)
    }

    /// Decodes the next value of `map` into this field, in place. Whatever stood here before is replaced.
    ///
    /// # Errors
    /// What `map` fails with: the input is not JSON, or nests too deep.
    pub fn read<'de, A: MapAccess<'de>>(&mut self, map: &mut A) -> Result<(), A::Error> {
        map.next_value_seed(self)
    }
}

impl<'de, T: Wire> DeserializeSeed<'de> for &mut Field<T> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<(), D::Error> {
        input.deserialize_any(Filler(self))
    }
}

impl<'de, T: Wire> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let mut field = Self::Absent;
        DeserializeSeed::deserialize(&mut field, input)?;
        Ok(field)
    }
}

/// The plain JSON value. An object leaves its absent fields out; asked on its own, an absent field is `null`.
impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, output: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Null => output.serialize_unit(),
            Self::Value(value) => value.serialize(output),
            Self::Mismatch(value) => value.serialize(output),
        }
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// `None` is an absent field.
impl<T> From<Option<T>> for Field<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }
}

//! Checks that a text is JSON, without recording it.

use crate::infer::SyntaxError;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// One value of any kind. It is valid if [`ValueVisitor`](crate::visitor::ValueVisitor) would record it.
///
/// `serde::de::IgnoredAny` also accepts unlimited nesting, unpaired surrogates, and numbers that do not fit an `f64`.
pub(crate) struct Valid;

/// Checks one document.
pub(crate) fn document(text: &str) -> Result<(), SyntaxError> {
    serde_json::from_str::<Valid>(text).map(drop).map_err(|error| SyntaxError::from(&error))
}

impl<'de> Deserialize<'de> for Valid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Valid {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self, A::Error> {
        while entries.next_key_seed(Key)?.is_some() {
            entries.next_value::<Self>()?;
        }
        Ok(self)
    }
}

/// A key, which is a string.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Valid;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Valid, D::Error> {
        deserializer.deserialize_str(Valid)
    }
}

//! The types that a [`Field`] can hold, and how they are decoded.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde_json::Map;

use crate::drift::DriftCollector;
use crate::entries::{Entries, Key};
use crate::redact::Redaction;
use crate::{Field, Number, json};

/// A type that a [`Field`] can hold.
///
/// The trait has one function per kind of JSON value. A type overrides the functions of the kinds that it accepts. A
/// value of any other kind becomes a [`Mismatch`](Field::Mismatch), so no input is ever rejected.
///
/// Generated types get their impl from [`impl_object!`](crate::impl_object!),
/// [`impl_open_enum!`](crate::impl_open_enum!) and [`impl_union!`](crate::impl_union!).
pub trait FieldValue: Sized + Serialize {
    /// The accepted kinds, for messages: `number`, `list of text`, `number or text`.
    fn expected() -> Cow<'static, str>;

    /// Decodes `null`.
    #[must_use]
    fn null() -> Field<Self> {
        Field::Null
    }

    /// Decodes `true` or `false`.
    #[must_use]
    fn bool(value: bool) -> Field<Self> {
        Field::misfit(value)
    }

    /// Decodes a number.
    #[must_use]
    fn number(value: Number) -> Field<Self> {
        Field::misfit(value)
    }

    /// Decodes a string.
    #[must_use]
    fn text(value: &str) -> Field<Self> {
        Field::misfit(value)
    }

    /// Decodes an array into `slot`.
    ///
    /// # Errors
    /// The error of `list`.
    fn list<'de, A: SeqAccess<'de>>(slot: &mut Field<Self>, list: A) -> Result<(), A::Error> {
        *slot = Field::misfit(json::list(list)?);
        Ok(())
    }

    /// Decodes an object into `slot`.
    ///
    /// # Errors
    /// The error of `entries`.
    fn object<'de, A: MapAccess<'de>>(slot: &mut Field<Self>, entries: Entries<'de, A>) -> Result<(), A::Error> {
        *slot = Field::misfit(json::object(Map::new(), entries)?);
        Ok(())
    }

    /// The string that this value is on the wire; `None` if it is of another kind.
    ///
    /// The tag that determines the variant of an object is read with this function, because its field can have any
    /// type.
    #[must_use]
    fn as_text(&self) -> Option<&str> {
        None
    }

    /// Adds the drift of this value to `found`. By default it adds nothing.
    fn find_drift(&self, found: &mut DriftCollector) {
        let _ = found;
    }

    /// Writes this value as `Debug` does, with or without its content.
    ///
    /// # Errors
    /// The error of the formatter.
    fn show(&self, redaction: Redaction, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

/// Dispatches on the kind of the incoming value.
pub(crate) struct FieldVisitor<'a, T>(pub(crate) &'a mut Field<T>);

impl<T: FieldValue> FieldVisitor<'_, T> {
    #[cold]
    fn number<E: Error>(self, number: Option<serde_json::Number>) -> Result<(), E> {
        let number = number.ok_or_else(|| E::custom("number out of range"))?;
        *self.0 = T::number(number.into());
        Ok(())
    }
}

impl<'de, T: FieldValue> Visitor<'de> for FieldVisitor<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        *self.0 = T::null();
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        *self.0 = T::bool(value);
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        *self.0 = T::number(value.into());
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        *self.0 = T::number(value.into());
        Ok(())
    }

    // With `arbitrary_precision`, `serde_json::Value` delivers some numbers as `i128` or `u128`.
    fn visit_i128<E: Error>(self, value: i128) -> Result<(), E> {
        self.number(serde_json::Number::from_i128(value))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<(), E> {
        self.number(serde_json::Number::from_u128(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        // JSON has neither NaN nor infinities. `serde_json::Value` turns them into null too.
        *self.0 = Number::try_from(value).map_or_else(|_| T::null(), T::number);
        Ok(())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        *self.0 = T::text(value);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        T::list(self.0, list)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        match map.next_key_seed(Key)? {
            Some(key) if json::may_be_number(&key) => {
                *self.0 = json::number_or_object(key, map)?.map_or_else(Field::misfit, T::number);
                Ok(())
            }
            first => T::object(self.0, Entries::new(first, map)),
        }
    }
}

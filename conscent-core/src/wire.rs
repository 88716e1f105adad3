//! The types that can stand in a field, and how a value finds its way into one.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde_json::Map;

use crate::drift::Finder;
use crate::entries::{Entries, Key};
use crate::redact::Detail;
use crate::{Field, Number, json};

/// A type that can stand in a [`Field`].
///
/// There is one function per kind of JSON value. A type overrides those of the kinds that it accepts; every other kind becomes a
/// [`Mismatch`](Field::Mismatch), so no input is ever refused.
///
/// Generated types get their impl from [`object!`](crate::object!), [`open_enum!`](crate::open_enum!) and [`sum!`](crate::sum!).
pub trait Wire: Sized + Serialize {
    /// Which kinds are accepted, for messages: `number`, `list of text`, `number or text`.
    fn expected() -> Cow<'static, str>;

    /// Takes `null`.
    #[must_use]
    fn null() -> Field<Self> {
        Field::Null
    }

    /// Takes `true` or `false`.
    #[must_use]
    fn bool(value: bool) -> Field<Self> {
        Field::misfit(value)
    }

    /// Takes a number.
    #[must_use]
    fn number(value: Number) -> Field<Self> {
        Field::misfit(value)
    }

    /// Takes a string.
    #[must_use]
    fn text(value: &str) -> Field<Self> {
        Field::misfit(value)
    }

    /// Takes an array into `slot`.
    ///
    /// # Errors
    /// What `list` fails with.
    fn list<'de, A: SeqAccess<'de>>(slot: &mut Field<Self>, list: A) -> Result<(), A::Error> {
        *slot = Field::misfit(json::list(list)?);
        Ok(())
    }

    /// Takes an object into `slot`.
    ///
    /// # Errors
    /// What `entries` fails with.
    fn object<'de, A: MapAccess<'de>>(slot: &mut Field<Self>, entries: Entries<'de, A>) -> Result<(), A::Error> {
        *slot = Field::misfit(json::object(Map::new(), entries)?);
        Ok(())
    }

    /// Tells `found` what the samples did not know about this value. Nothing, unless overridden.
    fn find_drift(&self, found: &mut Finder) {
        let _ = found;
    }

    /// Writes this value as `Debug` does, with or without its content.
    ///
    /// # Errors
    /// What the formatter fails with.
    fn show(&self, detail: Detail, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

/// Asks the input what it is, and hands it to the function of that kind.
pub(crate) struct Filler<'a, T>(pub(crate) &'a mut Field<T>);

impl<T: Wire> Filler<'_, T> {
    #[cold]
    fn number<E: Error>(self, number: Option<serde_json::Number>) -> Result<(), E> {
        let number = number.ok_or_else(|| E::custom("number out of range"))?;
        *self.0 = T::number(number.into());
        Ok(())
    }
}

impl<'de, T: Wire> Visitor<'de> for Filler<'_, T> {
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

    // With arbitrary_precision, `serde_json::Value` gives some numbers in these ways.
    fn visit_i128<E: Error>(self, value: i128) -> Result<(), E> {
        self.number(serde_json::Number::from_i128(value))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<(), E> {
        self.number(serde_json::Number::from_u128(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        // JSON has no NaN and no infinity; `serde_json::Value` makes them null too.
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

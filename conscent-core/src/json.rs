//! Untyped values: mismatches, entries with unknown keys, and fields whose type the samples do not reveal.

use std::borrow::Cow;
use std::fmt;

use serde::de::{MapAccess, SeqAccess};
use serde_json::{Map, Value};

use crate::drift::{DriftCollector, DriftKind};
use crate::entries::{Entries, Key};
use crate::redact::{Redaction, shown};
use crate::syntax::{NUMBER_KEY, numbers_are_maps};
use crate::{Field, FieldValue, Kind, Number};

/// Accepts every object.
impl FieldValue for Map<String, Value> {
    fn expected() -> Cow<'static, str> {
        "object".into()
    }

    fn object<'de, A: MapAccess<'de>>(slot: &mut Field<Self>, entries: Entries<'de, A>) -> Result<(), A::Error> {
        *slot = Field::Value(object(Self::new(), entries)?);
        Ok(())
    }

    fn find_drift(&self, found: &mut DriftCollector) {
        found.push(DriftKind::UntypedValue);
    }

    fn show(&self, redaction: Redaction, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter().map(|(key, value)| (key, shown(value, redaction)))).finish()
    }
}

/// Accepts every kind except `null`.
impl FieldValue for Value {
    fn expected() -> Cow<'static, str> {
        "anything".into()
    }

    fn bool(value: bool) -> Field<Self> {
        Field::Value(value.into())
    }

    fn number(value: Number) -> Field<Self> {
        Field::Value(value.into())
    }

    fn text(value: &str) -> Field<Self> {
        Field::Value(value.into())
    }

    fn list<'de, A: SeqAccess<'de>>(slot: &mut Field<Self>, items: A) -> Result<(), A::Error> {
        *slot = Field::Value(list(items)?.into());
        Ok(())
    }

    fn object<'de, A: MapAccess<'de>>(slot: &mut Field<Self>, entries: Entries<'de, A>) -> Result<(), A::Error> {
        *slot = Field::Value(object(Map::new(), entries)?.into());
        Ok(())
    }

    fn as_text(&self) -> Option<&str> {
        self.as_str()
    }

    fn find_drift(&self, found: &mut DriftCollector) {
        found.push(DriftKind::UntypedValue);
    }

    fn show(&self, redaction: Redaction, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match redaction {
            Redaction::Off => write!(f, "{self}"),
            Redaction::On => write!(f, "<{}>", Kind::of(self)),
        }
    }
}

impl Field<Value> {
    /// The value; an absent field becomes `null`.
    pub(crate) fn into_json(self) -> Value {
        match self {
            Self::Absent | Self::Null => Value::Null,
            Self::Value(value) => value,
            Self::Mismatch(value) => *value,
        }
    }
}

/// Reads the items of `list`.
#[inline(never)]
pub(crate) fn list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Vec<Value>, A::Error> {
    let mut items = Vec::new();
    let mut item = Field::Absent;
    while list.next_element_seed(&mut item)?.is_some() {
        items.push(std::mem::take(&mut item).into_json());
    }
    Ok(items)
}

/// Reads the rest of `entries` into `object`. The last of several equal keys wins.
#[inline(never)]
pub(crate) fn object<'de, A: MapAccess<'de>>(
    mut object: Map<String, Value>,
    mut entries: Entries<'de, A>,
) -> Result<Map<String, Value>, A::Error> {
    while let Some(key) = entries.next_key()? {
        insert(&mut object, key, entries.map())?;
    }
    Ok(object)
}

/// Inserts the next value of `map`, of any kind.
///
/// Not inlined, because every type calls it for its unknown keys.
#[inline(never)]
pub(crate) fn insert<'de, A: MapAccess<'de>>(
    object: &mut Map<String, Value>,
    key: Cow<'de, str>,
    map: &mut A,
) -> Result<(), A::Error> {
    let value = next_value(map)?;
    object.insert(key.into_owned(), value);
    Ok(())
}

fn next_value<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Value, A::Error> {
    let mut value = Field::Absent;
    map.next_value_seed(&mut value)?;
    Ok(value.into_json())
}

/// Whether a map with the first key `key` can be a number.
#[inline]
pub(crate) fn may_be_number(key: &str) -> bool {
    key == NUMBER_KEY && numbers_are_maps()
}

/// Reads a map with the first key `key`: a number, or an object that looks like one.
///
/// Such an object is a mismatch for every type, because `T::object` would lose its first entry, whose value has already
/// been read.
#[cold]
pub(crate) fn number_or_object<'de, A: MapAccess<'de>>(
    key: Cow<'de, str>,
    mut map: A,
) -> Result<Result<Number, Map<String, Value>>, A::Error> {
    let value = next_value(&mut map)?;
    let next = map.next_key_seed(Key)?;
    match value.as_str().map(str::parse::<serde_json::Number>) {
        Some(Ok(number)) if next.is_none() => Ok(Ok(number.into())),
        _ => object(Map::from_iter([(key.into_owned(), value)]), Entries::new(next, map)).map(Err),
    }
}

//! Values without a type: what is kept of mismatches and of unknown keys, and places of which the samples tell nothing.

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::value::{Error as ValueError, MapDeserializer};
use serde::de::{MapAccess, SeqAccess};
use serde_json::{Map, Value};

use crate::drift::{DriftKind, Finder};
use crate::entries::{Entries, Key};
use crate::redact::Detail;
use crate::{Field, Kind, Number, Wire};

/// Takes everything but `null`.
impl Wire for Value {
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

    fn find_drift(&self, found: &mut Finder) {
        found.push(DriftKind::UntypedValue);
    }

    fn show(&self, detail: Detail, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match detail {
            Detail::Full => write!(f, "{self}"),
            Detail::Redacted => write!(f, "<{}>", Kind::of(self)),
        }
    }
}

impl Field<Value> {
    /// The value, `null` included.
    pub(crate) fn into_json(self) -> Value {
        match self {
            Self::Absent | Self::Null => Value::Null,
            Self::Value(value) => value,
            Self::Mismatch(value) => *value,
        }
    }
}

/// The items of `list`.
#[inline(never)]
pub(crate) fn list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Vec<Value>, A::Error> {
    let mut items = Vec::new();
    let mut item = Field::Absent;
    while list.next_element_seed(&mut item)?.is_some() {
        items.push(std::mem::take(&mut item).into_json());
    }
    Ok(items)
}

/// `object`, then the rest of `entries`. Of equal keys the last one wins.
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

/// Inserts the next value of `map`, whatever it is. Not inlined: every type calls it for its unknown keys.
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

/// The key under which `serde_json` delivers numbers as maps, if any crate of the build asks for its feature `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

/// Whether numbers come as maps. Only `serde_json` knows, so it is asked.
static NUMBERS_ARE_MAPS: LazyLock<bool> = LazyLock::new(|| {
    let map = MapDeserializer::<_, ValueError>::new(std::iter::once((NUMBER, "0")));
    Value::deserialize(map).is_ok_and(|value| value.is_number())
});

/// Whether a map that starts with `key` can be a number.
#[inline]
pub(crate) fn may_be_number(key: &str) -> bool {
    key == NUMBER && *NUMBERS_ARE_MAPS
}

/// Reads a map that starts with `key`: a number, or else an object that someone wrote to look like one.
///
/// The latter is a mismatch for every type: `T::object` would lose its first entry, whose value has been read.
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

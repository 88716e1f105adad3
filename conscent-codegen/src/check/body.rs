//! Decodes whole bodies as the generated types do: with the same errors, and without changing a key.

use conscent_core::{DecodeError, Field, Json, from_json};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

/// A body that has to be an object.
pub(super) fn object(body: &[u8]) -> Result<Map<String, Value>, DecodeError> {
    from_json::<Object>(body).map(|Object(entries)| entries)
}

/// A body of any kind.
pub(super) fn value(body: &[u8]) -> Result<Value, DecodeError> {
    from_json(body).map(json)
}

/// Converts a decoded value. No value is decoded as `serde_json`'s own type, because some features of `serde_json` give
/// certain keys a meaning.
fn json(field: Field<Json>) -> Value {
    match field {
        Field::Absent | Field::Null => Value::Null,
        Field::Value(Json(value)) => value,
        Field::Mismatch(value) => *value,
    }
}

struct Object(Map<String, Value>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_map(Entries)
    }
}

struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Object;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
        let mut entries = Map::new();
        while let Some((key, value)) = map.next_entry::<String, Field<Json>>()? {
            entries.insert(key, json(value));
        }
        Ok(Object(entries))
    }
}

//! Reads the name of the event from a body, or checks that the body is an object, without decoding the rest.

use std::fmt;

use conscent_core::from_json;
use conscent_types::{Field, Undecodable};
use memchr::memchr;
use memchr::memmem::find_iter;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

/// Reads the name of the event. Of repeated keys the last one counts, as when the body is decoded.
///
/// What follows a name that cannot be repeated is not read: decoding will find out whether it is JSON.
pub(super) fn event(body: &[u8]) -> Result<String, Undecodable> {
    let mut event = Field::Absent;
    if !may_repeat(body) {
        // An error is expected here: it reports what follows the name.
        let _ = First(&mut event).deserialize(&mut serde_json::Deserializer::from_slice(body));
    }
    if !event.is_value() {
        Last(event) = from_json(body)?;
    }
    Ok(event.into_required("Envelope", "event")?)
}

/// Checks that the body is a JSON object.
pub(super) fn object(body: &[u8]) -> Result<(), Undecodable> {
    let Last(_) = from_json(body)?;
    Ok(())
}

/// Whether an object of the body may have a second key `event`: one that is written out, or one with escaped letters.
fn may_repeat(body: &[u8]) -> bool {
    let is_key = |end: usize| body.get(end..).is_some_and(|rest| rest.trim_ascii_start().starts_with(b":"));
    let keys = find_iter(body, b"\"event\"").filter(|start| is_key(start + b"\"event\"".len()));
    keys.count() > 1 || memchr(b'\\', body).is_some()
}

/// Reads up to the first event.
struct First<'a>(&'a mut Field<String>);

impl<'de> DeserializeSeed<'de> for First<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<(), D::Error> {
        input.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for First<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        next(self.0, &mut map).map(drop)
    }
}

/// Reads the whole body, and keeps the last event.
struct Last(Field<String>);

impl<'de> Deserialize<'de> for Last {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        struct Whole;

        impl<'de> Visitor<'de> for Whole {
            type Value = Last;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Last, A::Error> {
                let mut event = Field::Absent;
                while next(&mut event, &mut map)? {}
                Ok(Last(event))
            }
        }

        input.deserialize_map(Whole)
    }
}

/// Reads up to the next event. `false` at the end of the object.
fn next<'de, A: MapAccess<'de>>(event: &mut Field<String>, map: &mut A) -> Result<bool, A::Error> {
    while let Some(IsEvent(is_event)) = map.next_key()? {
        if is_event {
            event.read(map)?;
            return Ok(true);
        }
        map.next_value::<IgnoredAny>()?;
    }
    Ok(false)
}

/// Whether a key is `event`.
struct IsEvent(bool);

impl<'de> Deserialize<'de> for IsEvent {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        struct Key;

        impl Visitor<'_> for Key {
            type Value = IsEvent;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_str<E: Error>(self, key: &str) -> Result<IsEvent, E> {
                Ok(IsEvent(key == "event"))
            }
        }

        input.deserialize_str(Key)
    }
}

//! Whether a body is an object, and which event: a look through all of it, which decodes nothing but the name.

use std::fmt;

use conscent_core::from_json;
use conscent_types::{Field, Undecodable};
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

/// The name of the event. Of repeated keys the last one counts, as for whoever decodes the body.
pub(super) fn event(body: &[u8]) -> Result<String, Undecodable> {
    let Name(event) = from_json(body)?;
    Ok(event.into_required("Envelope", "event")?)
}

/// Whether the body is a JSON object.
pub(super) fn object(body: &[u8]) -> Result<(), Undecodable> {
    let Name(_) = from_json(body)?;
    Ok(())
}

struct Name(Field<String>);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        struct Whole;

        impl<'de> Visitor<'de> for Whole {
            type Value = Name;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Name, A::Error> {
                let mut event = Field::Absent;
                while let Some(IsEvent(is_event)) = map.next_key()? {
                    if is_event {
                        event.read(&mut map)?;
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(Name(event))
            }
        }

        input.deserialize_map(Whole)
    }
}

/// Whether a key is that of the event's name.
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

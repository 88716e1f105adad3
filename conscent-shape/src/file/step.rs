//! The steps of a path in a shape file.

use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// A step of a path. They are written in this order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step<'t> {
    /// To the items of arrays. It is written as `[]`.
    Item,
    /// To the values under a key.
    Key(Cow<'t, str>),
    /// To the values under keys that are data. It is written as `{}`.
    Value,
}

impl Serialize for Step<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Item => serializer.serialize_seq(Some(0))?.end(),
            Self::Value => serializer.serialize_map(Some(0))?.end(),
            Self::Key(key) => serializer.serialize_str(key),
        }
    }
}

impl<'de> Deserialize<'de> for Step<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StepVisitor)
    }
}

struct StepVisitor;

impl<'de> Visitor<'de> for StepVisitor {
    type Value = Step<'static>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key, [] or {}")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Step::Key(Cow::Owned(key.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        match items.next_element::<IgnoredAny>()? {
            None => Ok(Step::Item),
            Some(_) => Err(A::Error::custom("a step with items")),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        match entries.next_key::<IgnoredAny>()? {
            None => Ok(Step::Value),
            Some(_) => Err(A::Error::custom("a step with keys")),
        }
    }
}

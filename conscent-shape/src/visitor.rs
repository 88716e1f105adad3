//! Visitors that record serde's data model in an [`Accumulator`].

use crate::accumulator::{Accumulator, ObjectAccumulator};
use crate::names::Watch;
use crate::syntax::{NUMBER_KEY, numbers_are_maps};
use crate::{KindSet, Numbers};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// Records one value, and returns its kind. The second field watches what is recorded.
pub(crate) struct ValueVisitor<'a, W>(pub(crate) &'a mut Accumulator, pub(crate) W);

impl<'de, W: Watch> DeserializeSeed<'de> for ValueVisitor<'_, W> {
    type Value = KindSet;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<KindSet, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, W: Watch> Visitor<'de> for ValueVisitor<'_, W> {
    type Value = KindSet;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<KindSet, E> {
        self.0.null += 1;
        Ok(KindSet::NULL)
    }

    fn visit_bool<E>(self, _: bool) -> Result<KindSet, E> {
        self.0.bool += 1;
        Ok(KindSet::BOOL)
    }

    #[expect(clippy::cast_precision_loss, reason = "the least and the greatest number are rounded")]
    fn visit_u64<E>(self, number: u64) -> Result<KindSet, E> {
        self.0.number.integer(number as f64);
        Ok(KindSet::NUMBER)
    }

    #[expect(clippy::cast_precision_loss, reason = "the least and the greatest number are rounded")]
    fn visit_i64<E>(self, number: i64) -> Result<KindSet, E> {
        self.0.number.integer(number as f64);
        Ok(KindSet::NUMBER)
    }

    fn visit_f64<E>(self, number: f64) -> Result<KindSet, E> {
        self.0.number.any(number);
        Ok(KindSet::NUMBER)
    }

    fn visit_str<E>(self, text: &str) -> Result<KindSet, E> {
        self.0.string.record(text);
        self.1.string(text);
        Ok(KindSet::STRING)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<KindSet, A::Error> {
        let array = self.0.array();
        let mut count = 0;
        while items.next_element_seed(ValueVisitor(array.item(), self.1.item(count)))?.is_some() {
            count += 1;
        }
        array.close(count == 0);
        Ok(KindSet::ARRAY)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<KindSet, A::Error> {
        let object = self.0.object();
        let mut is_empty = true;
        while let Some(next) = entries.next_key_seed(KeyVisitor { object, is_first: is_empty, watch: self.1 })? {
            let kind = match next {
                NextValue::Value(value) => entries.next_value_seed(value)?,
                NextValue::Number => {
                    entries.next_value_seed(NumberVisitor(&mut self.0.number))?;
                    return Ok(KindSet::NUMBER);
                }
            };
            object.record_kind(kind);
            is_empty = false;
        }
        object.close(is_empty);
        Ok(KindSet::OBJECT)
    }
}

/// Finds the accumulator for the value under a key.
struct KeyVisitor<'a, W> {
    object: &'a mut ObjectAccumulator,
    is_first: bool,
    watch: W,
}

/// What follows a key.
enum NextValue<'a, W> {
    Value(ValueVisitor<'a, W>),
    /// The map is a number: see [`NUMBER_KEY`].
    Number,
}

impl<'de, 'a, W: Watch> DeserializeSeed<'de> for KeyVisitor<'a, W> {
    type Value = NextValue<'a, W>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<NextValue<'a, W>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'a, W: Watch> Visitor<'_> for KeyVisitor<'a, W> {
    type Value = NextValue<'a, W>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<NextValue<'a, W>, E> {
        if self.is_first && key == NUMBER_KEY && numbers_are_maps() {
            return Ok(NextValue::Number);
        }
        Ok(NextValue::Value(ValueVisitor(self.object.value(key), self.watch.key(key))))
    }
}

/// Records a number that arrives as text.
struct NumberVisitor<'a>(&'a mut Numbers);

impl<'de> DeserializeSeed<'de> for NumberVisitor<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NumberVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text of a number")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        let number = text.parse().map_err(|_| E::custom("not a number"))?;
        // serde_json without `arbitrary_precision` gives `-0` as a float, so it is not an integer here either.
        let is_integer = text != "-0" && (text.parse::<u64>().is_ok() || text.parse::<i64>().is_ok());
        if is_integer {
            self.0.integer(number);
        } else {
            self.0.any(number);
        }
        Ok(())
    }
}

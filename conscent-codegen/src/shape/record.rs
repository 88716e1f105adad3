//! From serde's data model into a [`Tally`].

use super::Numbers;
use super::tally::{ObjectTally, Tally};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::sync::LazyLock;

/// Records one value, whatever it is.
pub(super) struct Record<'a>(pub(super) &'a mut Tally);

impl<'de> DeserializeSeed<'de> for Record<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Record<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.null += 1;
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.0.bool += 1;
        Ok(())
    }

    #[expect(clippy::cast_precision_loss, reason = "the least and the greatest are told as near as an f64 comes")]
    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.0.number.integer(number as f64);
        Ok(())
    }

    #[expect(clippy::cast_precision_loss, reason = "the least and the greatest are told as near as an f64 comes")]
    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.0.number.integer(number as f64);
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.0.number.any(number);
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.text.record(text);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let list = self.0.list();
        let mut is_empty = true;
        while items.next_element_seed(Record(list.item()))?.is_some() {
            is_empty = false;
        }
        list.close(is_empty);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let object = self.0.object();
        let mut is_empty = true;
        while let Some(met) = entries.next_key_seed(Key { object, is_first: is_empty })? {
            match met {
                Met::Value(value) => entries.next_value_seed(Record(value))?,
                Met::Number => return entries.next_value_seed(NumberText(&mut self.0.number)),
            }
            is_empty = false;
        }
        object.close(is_empty);
        Ok(())
    }
}

/// Finds the place of the value under a key.
struct Key<'a> {
    object: &'a mut ObjectTally,
    is_first: bool,
}

/// What a key announces.
enum Met<'a> {
    Value(&'a mut Tally),
    /// The "object" is a number: see [`NumberText`].
    Number,
}

impl<'de, 'a> DeserializeSeed<'de> for Key<'a> {
    type Value = Met<'a>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Met<'a>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'a> Visitor<'_> for Key<'a> {
    type Value = Met<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Met<'a>, E> {
        if self.is_first && key == NUMBER_KEY && *ARBITRARY_PRECISION {
            return Ok(Met::Number);
        }
        Ok(Met::Value(self.object.value(key)))
    }
}

/// With its feature `arbitrary_precision`, which any other crate may switch on, `serde_json` gives a number as a map with this key and the
/// number's text.
const NUMBER_KEY: &str = "$serde_json::private::Number";

/// Whether that feature is on: only then is a number's text kept to the letter.
static ARBITRARY_PRECISION: LazyLock<bool> =
    LazyLock::new(|| serde_json::from_str("1.00").is_ok_and(|number: serde_json::Number| number.to_string() == "1.00"));

/// Records a number that comes as text.
struct NumberText<'a>(&'a mut Numbers);

impl<'de> DeserializeSeed<'de> for NumberText<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NumberText<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text of a number")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        let number = text.parse().map_err(|_| E::custom("this text is not a number"))?;
        // As without the feature, where `-0` is no integer.
        let is_integer = text != "-0" && (text.parse::<u64>().is_ok() || text.parse::<i64>().is_ok());
        if is_integer {
            self.0.integer(number);
        } else {
            self.0.any(number);
        }
        Ok(())
    }
}

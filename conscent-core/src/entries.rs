//! The entries of a JSON object that is being decoded.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

/// The entries of a JSON object that is being decoded: a [`MapAccess`] whose first key has already been read.
///
/// Reading the first key ahead can reveal that the "object" is a number, because that is how `serde_json` delivers
/// numbers with its feature `arbitrary_precision`.
pub struct Entries<'de, A> {
    ahead: Option<Cow<'de, str>>,
    map: A,
}

impl<'de, A: MapAccess<'de>> Entries<'de, A> {
    /// Wraps `map`. `ahead` is its first key, or `None` if that has not been read yet or does not exist.
    pub(crate) fn new(ahead: Option<Cow<'de, str>>, map: A) -> Self {
        Self { ahead, map }
    }

    /// The next key, borrowed from the input if possible. Read its value from [`map`](Entries::map) before calling this
    /// again.
    ///
    /// # Errors
    /// The error of the map.
    #[inline]
    pub fn next_key(&mut self) -> Result<Option<Cow<'de, str>>, A::Error> {
        match self.ahead.take() {
            Some(key) => Ok(Some(key)),
            None => self.map.next_key_seed(Key),
        }
    }

    /// The map, positioned at the value of the key that [`next_key`](Entries::next_key) returned.
    #[inline]
    pub fn map(&mut self) -> &mut A {
        &mut self.map
    }
}

impl<A> fmt::Debug for Entries<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entries").finish_non_exhaustive()
    }
}

/// The seed that reads a key.
pub(crate) struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Self::Value, D::Error> {
        input.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_owned()))
    }

    fn visit_string<E: Error>(self, key: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key))
    }
}

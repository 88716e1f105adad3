//! Reads the name of the event from a delivery, without decoding the rest of the body.

use std::fmt;

use conscent_core::pointer::unescape;
use conscent_core::{DecodeError, Naming, Undecodable, from_json_with};
use http::HeaderMap;
use memchr::memchr;
use memchr::memmem::find_iter;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

/// The name of a delivery's event, from the places where its api has it.
pub(super) fn event(naming: Naming, headers: &HeaderMap, body: &[u8]) -> Result<String, Undecodable> {
    let unnamed = Undecodable::Unnamed(naming);
    let in_body = naming.pointer.map(|pointer| text(body, pointer)).transpose();
    let Some(header) = naming.header else { return in_body?.flatten().ok_or(unnamed) };
    let in_header = headers.get(header).and_then(|value| value.to_str().ok()).filter(|value| !value.is_empty());
    let name = in_header.ok_or(unnamed)?;
    // A body that cannot be read hides a part of the name at most. Decoding reports it.
    Ok(match in_body.ok().flatten().flatten() {
        Some(rest) if !rest.is_empty() => format!("{name}.{rest}"),
        _ => name.to_owned(),
    })
}

/// Reads the text at a pointer. Of repeated keys the last one counts, as when the body is decoded.
///
/// What follows a name that cannot be repeated is not read: decoding will find out whether it is JSON.
fn text(body: &[u8], pointer: &str) -> Result<Option<String>, DecodeError> {
    // The first key leads to the text, or to a value with the rest of the way.
    let (key, rest) =
        pointer.strip_prefix('/').map_or(("", ""), |path| path.split_at(path.find('/').unwrap_or(path.len())));
    let key = &*unescape(key);
    if !may_repeat(body, key) {
        let mut found = None;
        // An error is expected here: it reports what follows the name.
        let _ = Find { key, until_first: true, found: &mut found }
            .deserialize(&mut serde_json::Deserializer::from_slice(body));
        if let Some(name) = found.and_then(|value| at(value, rest)) {
            return Ok(Some(name));
        }
    }
    let found = from_json_with(body, |input| {
        let mut found = None;
        Find { key, until_first: false, found: &mut found }.deserialize(input)?;
        Ok(found)
    })?;
    Ok(found.and_then(|value| at(value, rest)))
}

/// Whether an object of the body may have the key twice: written out, or with escaped letters.
fn may_repeat(body: &[u8], key: &str) -> bool {
    // Between quotation marks, and with a colon behind.
    let is_key = |start: usize| {
        let (before, after) =
            (body.get(..start).unwrap_or_default(), body.get(start + key.len()..).unwrap_or_default());
        before.ends_with(b"\"")
            && after.strip_prefix(b"\"").is_some_and(|rest| rest.trim_ascii_start().starts_with(b":"))
    };
    find_iter(body, key).filter(|start| is_key(*start)).nth(1).is_some() || memchr(b'\\', body).is_some()
}

/// The text in a value, at a pointer below it.
fn at(mut value: Value, pointer: &str) -> Option<String> {
    match value.pointer_mut(pointer)?.take() {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// Reads an object up to the first value of a key, or whole, for the last one.
struct Find<'a> {
    key: &'a str,
    until_first: bool,
    found: &'a mut Option<Value>,
}

impl<'de> DeserializeSeed<'de> for Find<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<(), D::Error> {
        input.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Find<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(is_key) = map.next_key_seed(IsKey(self.key))? {
            if !is_key {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            *self.found = Some(map.next_value()?);
            if self.until_first {
                break;
            }
        }
        Ok(())
    }
}

/// Whether a key is this one.
struct IsKey<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for IsKey<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<bool, D::Error> {
        input.deserialize_str(self)
    }
}

impl Visitor<'_> for IsKey<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<bool, E> {
        Ok(key == self.0)
    }
}

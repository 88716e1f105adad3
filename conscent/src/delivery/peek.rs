//! Reads the event's name and id from a delivery without decoding the rest of the body.

use std::borrow::Cow;
use std::fmt;

use conscent_core::pointer::unescape;
use conscent_core::{DecodeError, Naming, Undecodable, from_json_with};
use http::HeaderMap;
use memchr::memchr;
use memchr::memmem::find_iter;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

/// Reads the name of a delivery's event from the places where its api puts it.
pub(super) fn event(naming: Naming, headers: &HeaderMap, body: &[u8]) -> Result<String, Undecodable> {
    let unnamed = Undecodable::Unnamed(naming);
    let in_body = naming.pointer.map(|pointer| text(body, pointer)).transpose();
    let Some(header) = naming.header else { return in_body?.flatten().ok_or(unnamed) };
    let in_header = headers.get(header).and_then(|value| value.to_str().ok()).filter(|value| !value.is_empty());
    let name = in_header.ok_or(unnamed)?;
    // An unreadable body can only hide the second part of the name. Decoding will report it.
    Ok(match in_body.ok().flatten().flatten() {
        Some(rest) if !rest.is_empty() => format!("{name}.{rest}"),
        _ => name.to_owned(),
    })
}

/// The id of a delivery at a pointer: a string, or a whole number.
///
/// A truncated body has no id. Neither has a body whose id cannot be represented, because another body could appear to
/// have the same id.
pub(super) fn id(body: &[u8], pointer: &str) -> Option<String> {
    let (key, rest) = first_step(pointer);
    match at(last(body, &key).ok()??, rest)? {
        Value::String(text) if !text.is_empty() && !text.contains(char::REPLACEMENT_CHARACTER) => Some(text),
        Value::Number(number) if !number.is_f64() => Some(number.to_string()),
        _ => None,
    }
}

/// Reads the string at a pointer. The last of repeated keys counts, as when the body is decoded.
///
/// If the name cannot be repeated, the text after it is not read: decoding will find out whether it is JSON.
fn text(body: &[u8], pointer: &str) -> Result<Option<String>, DecodeError> {
    let (key, rest) = first_step(pointer);
    let text_in = |value| match at(value, rest)? {
        Value::String(text) => Some(text),
        _ => None,
    };
    if !may_repeat(body, &key) {
        let mut found = None;
        // An error is expected here, because the rest of the body has not been read.
        let _ = Find { key: &key, until_first: true, found: &mut found }
            .deserialize(&mut serde_json::Deserializer::from_slice(body));
        if let Some(name) = found.and_then(text_in) {
            return Ok(Some(name));
        }
    }
    Ok(last(body, &key)?.and_then(text_in))
}

/// The first key of a pointer, and the rest of the pointer below it.
fn first_step(pointer: &str) -> (Cow<'_, str>, &str) {
    let (key, rest) =
        pointer.strip_prefix('/').map_or(("", ""), |path| path.split_at(path.find('/').unwrap_or(path.len())));
    (unescape(key), rest)
}

/// The last value of a key, in a body that is a complete object.
fn last(body: &[u8], key: &str) -> Result<Option<Value>, DecodeError> {
    from_json_with(body, |input| {
        let mut found = None;
        Find { key, until_first: false, found: &mut found }.deserialize(input)?;
        Ok(found)
    })
}

/// Whether an object in the body may have the key twice, either written out or with escaped letters.
fn may_repeat(body: &[u8], key: &str) -> bool {
    // A key is in quotation marks, with a colon after it.
    let is_key = |start: usize| {
        let (before, after) =
            (body.get(..start).unwrap_or_default(), body.get(start + key.len()..).unwrap_or_default());
        before.ends_with(b"\"")
            && after.strip_prefix(b"\"").is_some_and(|rest| rest.trim_ascii_start().starts_with(b":"))
    };
    find_iter(body, key).filter(|start| is_key(*start)).nth(1).is_some() || memchr(b'\\', body).is_some()
}

/// The value at a pointer below `value`.
fn at(mut value: Value, pointer: &str) -> Option<Value> {
    value.pointer_mut(pointer).map(Value::take)
}

/// Reads an object up to the first value of a key, or to its end to find the last value.
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

/// Whether a key equals this one.
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

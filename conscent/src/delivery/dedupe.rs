//! The key by which repeated deliveries are recognized.

use conscent_core::{Api, Id};
use http::HeaderMap;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::peek;
use crate::Delivery;

/// The keys of ids and of creation times, the most likely first.
const IDS: [&str; 2] = ["_id", "id"];
const TIMES: [&str; 3] = ["created_at", "createdAt", "created"];

/// The prefix of keys that contain the sender's id.
const BY_ID: &str = "id";

/// The parts of a delivery's identity that are in neither its body nor its headers.
#[derive(Clone, Copy, Debug)]
pub(super) struct SentAs {
    /// The header with an id that the signature covers.
    pub(super) signed_id: Option<&'static str>,
    /// The position of the delivery in its batch.
    item: Option<usize>,
}

impl SentAs {
    /// A single delivery, signed as the api documents.
    pub(super) fn by(api: &Api) -> Self {
        Self { signed_id: api.signature.and_then(|scheme| scheme.id), item: None }
    }

    /// An item of this batch.
    pub(super) fn item(self, place: usize) -> Self {
        Self { item: Some(place), ..self }
    }
}

/// The key of a delivery, based on its sender's id or, without one, on its content.
pub(super) fn key(delivery: &Delivery) -> String {
    by_id(delivery).unwrap_or_else(|| by_content(delivery))
}

/// `id:` and the id, followed by the other parts of the delivery's identity: the event, unless the body names it; the
/// hash of the body, if the id is not signed; and the position in the batch, if the id is the batch's.
///
/// Nobody without the secret can use up the id of another delivery, because every part that the signature does not
/// cover is a part of the key, and no part contains a colon.
fn by_id(delivery: &Delivery) -> Option<String> {
    let Id { header, pointer } = delivery.api().id;
    let in_header = |name| {
        let value = delivery.meta().headers().get(name)?.as_bytes();
        (!value.is_empty()).then(|| part(value))
    };
    let in_body = |pointer| peek::id(delivery.body(), pointer).map(|id| part(id.as_bytes()));
    let SentAs { signed_id, item } = delivery.sent_as;
    let (id, last) = if let Some(id) = signed_id.and_then(in_header) {
        (id, item.map(|item| item.to_string()))
    } else if let Some(id) = pointer.and_then(in_body) {
        (id, None)
    } else {
        (in_header(header?)?, Some(hash(delivery.body())))
    };
    let event = (!is_named_by_body(delivery)).then(|| part(delivery.event().as_bytes()));
    let parts: Vec<_> = [BY_ID.to_owned(), id].into_iter().chain(event).chain(last).collect();
    Some(parts.join(":"))
}

/// `event:id:created:hash`, with `-` for values that the body does not have.
fn by_content(delivery: &Delivery) -> String {
    let body: Map<String, Value> = serde_json::from_slice(delivery.body()).unwrap_or_default();
    let created = first(&body, &TIMES);
    let event = match delivery.event() {
        // A key that starts with `id` would look like a key with the sender's id.
        event if is_plain(event) && event != BY_ID => Some(event.to_owned()),
        // The hash of the body covers this name.
        _ if is_named_by_body(delivery) => None,
        "" => None,
        event => Some(hashed(event.as_bytes())),
    };
    let [id, created] = [id(body, delivery), created].map(|part| part.filter(|part| is_plain(part)));
    let parts = [event, id, created].map(|part| part.unwrap_or_else(|| "-".to_owned()));
    format!("{}:{}", parts.join(":"), hash(delivery.body()))
}

/// Whether the body alone names the event. Otherwise a header or the endpoint does, and no signature covers the name.
fn is_named_by_body(delivery: &Delivery) -> bool {
    let naming = delivery.api().naming;
    let named = || peek::event(naming, &HeaderMap::new(), delivery.body());
    naming.header.is_none() && named().is_ok_and(|event| event == delivery.event())
}

/// Half of the SHA-256, in hex. 128 bits are enough to distinguish texts, and keep the key short enough for an index.
fn hash(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(bytes)[..16])
}

/// A part of a key: the bytes themselves, if they are plain, or their hash.
fn part(bytes: &[u8]) -> String {
    let plain = str::from_utf8(bytes).ok().filter(|text| is_plain(text) && !text.contains(':'));
    plain.map_or_else(|| hashed(bytes), str::to_owned)
}

/// A hash instead of a text, marked with `~`, which no plain text contains. Otherwise a sender could send the hash of a
/// text as the text.
fn hashed(bytes: &[u8]) -> String {
    format!("~{}", hash(bytes))
}

/// The id of the body. Without one, the id of the entity in the payload that gave the event its name. Without that one,
/// the id of the first entity that has one.
fn id(body: Map<String, Value>, delivery: &Delivery) -> Option<String> {
    let id = |object: &Value| first(object.as_object()?, &IDS);
    let first_of = |payload: &Map<String, Value>| {
        let mut named: Vec<_> = payload.iter().filter_map(|(key, entity)| Some((key, id(entity)?))).collect();
        named.sort_by(|a, b| a.0.cmp(b.0));
        named.into_iter().next().map(|(_, id)| id)
    };
    let body = Value::Object(body);
    let payload = body.pointer(delivery.api().payload.unwrap_or_default()).and_then(Value::as_object);
    let entity = delivery.event().split('.').next().unwrap_or_default();
    id(&body).or_else(|| payload?.get(entity).and_then(id)).or_else(|| payload.and_then(first_of))
}

/// The value of the first of these keys that has a string or a number.
fn first(object: &Map<String, Value>, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| match object.get(*key)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// Whether a part is short enough for a database column, and has only characters that need no escaping in a log.
///
/// In a key with the hash of the whole body, other parts are left out. In any other key, they are hashed.
fn is_plain(part: &str) -> bool {
    (1..=64).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-:".contains(&byte))
}

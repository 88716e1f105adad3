//! The key by which a repeated delivery is noticed.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::Delivery;

/// The keys of ids, and of the time of creation, the likelier first.
const IDS: [&str; 2] = ["_id", "id"];
const TIMES: [&str; 3] = ["created_at", "createdAt", "created"];

/// The key of a delivery: `event:id:created:hash`, with `-` for what the body does not have.
pub(super) fn key(delivery: &Delivery) -> String {
    let body: Map<String, Value> = serde_json::from_slice(delivery.body()).unwrap_or_default();
    let created = first(&body, &TIMES);
    let mut key = [Some(delivery.event().to_owned()), id(body, delivery), created]
        .map(|part| part.filter(|part| is_plain(part)).unwrap_or_else(|| "-".to_owned()))
        .join(":");
    // Half of the hash: 128 bits suffice to tell bodies apart, and the key stays short enough for an index.
    let hash = Sha256::digest(delivery.body());
    key.push(':');
    key.push_str(&base16ct::lower::encode_string(&hash[..16]));
    key
}

/// The id of the body, or of the entity in its payload that the event is named after, or of the first entity that has
/// one.
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

/// The first of these keys that has a text or a number.
fn first(object: &Map<String, Value>, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| match object.get(*key)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// Whether a part is short enough for a column of a database, and of characters that need no escaping in a log.
///
/// A part that is not plain is left out; it still determines the hash.
fn is_plain(part: &str) -> bool {
    (1..=64).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-:".contains(&byte))
}

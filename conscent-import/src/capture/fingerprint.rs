//! The structural fingerprint of a body: its keys, the kinds of its values, and its codes. Bodies with the same
//! fingerprint give the same types.

use base16ct::lower::encode_string;
use conscent_shape::Form;
use conscent_shape::form::is_constant;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// The number of hexadecimal digits in a fingerprint: 64 bits. Even among a million bodies of one event, the
/// probability that two different ones have the same fingerprint is less than one in ten million.
const DIGITS: usize = 16;

/// The fingerprint of a body.
///
/// `shown` is the body after redaction, or the body itself. Keys and values that redaction has replaced do not count,
/// so the fingerprint depends neither on them nor on their replacements.
pub(super) fn of(body: &Value, shown: &Value) -> String {
    let mut keys = BTreeSet::new();
    collect_keys(shown, &mut keys);
    let mut hash = encode_string(&Sha256::digest(skeleton(body, Some(shown), &keys).to_string()));
    hash.truncate(DIGITS);
    hash
}

fn collect_keys<'a>(value: &'a Value, keys: &mut BTreeSet<&'a str>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect_keys(item, keys)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            keys.insert(key);
            collect_keys(value, keys);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The body with one representative for all values that give the same types. Each different item of an array counts
/// once, in any order.
///
/// Below a key that was replaced, the redacted value is unknown. There, a key counts as kept if it is one of the `keys`,
/// which are all keys of the redacted body.
fn skeleton(value: &Value, shown: Option<&Value>, keys: &BTreeSet<&str>) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Bool(_) => Value::Bool(true),
        Value::Number(number) if number.is_f64() => "fraction".into(),
        Value::Number(_) => "integer".into(),
        Value::String(text) if text.is_empty() || shown == Some(value) && is_constant(text) => text.clone().into(),
        Value::String(text) if Form::Timestamp.matches(text) => "timestamp".into(),
        Value::String(_) => "text".into(),
        Value::Array(items) => {
            let shown = |index| shown.and_then(|shown| shown.get(index));
            let items = items.iter().enumerate().map(|(index, item)| skeleton(item, shown(index), keys).to_string());
            items.collect::<BTreeSet<_>>().into_iter().collect()
        }
        Value::Object(fields) => {
            let stays = |key: &str| shown.map_or_else(|| keys.contains(key), |shown| shown.get(key).is_some());
            let (kept, replaced): (Vec<_>, Vec<_>) = fields.iter().partition(|(key, _)| stays(key));
            let kept = kept
                .into_iter()
                .map(|(key, value)| (key.clone(), skeleton(value, shown.and_then(|shown| shown.get(key)), keys)));
            // However many people there are, each different value counts once.
            let people: BTreeSet<_> =
                replaced.into_iter().map(|(_, value)| skeleton(value, None, keys).to_string()).collect();
            let people = (!people.is_empty()).then(|| ("a person's".to_owned(), people.into_iter().collect()));
            let mut fields: Vec<_> = kept.chain(people).collect();
            // `serde_json` keeps the order of the input if any crate of the build enables its feature `preserve_order`.
            fields.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
            Value::Object(fields.into_iter().collect::<Map<_, _>>())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    fn fingerprint(body: &Value) -> String {
        super::of(body, body)
    }

    #[test]
    fn other_values_have_the_same_fingerprint() {
        let at = "2025-02-05T09:37:44Z";
        let body = json!({"id": "a1", "n": 1, "x": 0.5, "at": at, "on": true, "items": [{"n": 1}, {"n": 2}]});
        let same =
            json!({"n": 2, "id": "b2", "x": 2.5, "at": "2024-02-05T09:37:44Z", "on": false, "items": [{"n": 3}]});
        assert_eq!(fingerprint(&body), fingerprint(&same));
        assert_eq!(fingerprint(&body).len(), 16);
    }

    #[test]
    fn replaced_keys_count_as_one() {
        let shown = json!({"n": 1, "Kx": {"a": 1}, "Qz": {"b": 1}, "Zy": {"a": 1}});
        let bodies = [
            json!({"n": 1, "Jo": {"a": 2}, "Al": {"b": 1}}),
            json!({"n": 1, "Al": {"a": 1}, "Jo": {"b": 1}, "Bo": {"b": 3}}),
        ];
        let [one, other] = bodies.map(|body| super::of(&body, &shown));
        assert_eq!(one, other);
        assert_ne!(one, super::of(&json!({"n": 1, "Jo": {"a": 2}}), &shown));
    }

    #[test]
    fn keys_kinds_and_codes_change_the_fingerprint() {
        let bodies = [
            json!({}),
            json!({"a": null}),
            json!({"b": null}),
            json!({"a": true}),
            json!({"a": 1}),
            json!({"a": 1.0}),
            json!({"a": ""}),
            json!({"a": "words"}),
            json!({"a": "GIFT"}),
            json!({"a": "LOAN"}),
            json!({"a": "2025-02-05T09:37:44Z"}),
            json!({"a": []}),
            json!({"a": [1]}),
            json!({"a": [1, null]}),
            json!({"a": {}}),
        ];
        for (n, one) in bodies.iter().enumerate() {
            for other in bodies.iter().take(n) {
                assert_ne!(fingerprint(one), fingerprint(other), "{one} {other}");
            }
        }
    }
}

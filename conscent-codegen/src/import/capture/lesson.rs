//! What a body teaches: its keys, the kinds of its values, and codes. Bodies that teach the same give the same types.

use crate::shape::form;
use base16ct::lower::encode_string;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// A short name for what a body teaches: 16 hexadecimal digits, the same for all bodies that teach the same.
///
/// `shown` is the body with people's data replaced, or the body itself. What was replaced teaches no key and no code, so that the name
/// depends neither on it nor on what has replaced it.
pub(super) fn hash(body: &Value, shown: &Value) -> String {
    let mut hash = encode_string(&Sha256::digest(lesson(body, shown).to_string()));
    hash.truncate(16);
    hash
}

/// The body with one value in place of all that teach the same. Of a list, each different item counts once, wherever it stands.
fn lesson(value: &Value, shown: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Bool(_) => Value::Bool(true),
        Value::Number(number) if number.is_f64() => "fraction".into(),
        Value::Number(_) => "integer".into(),
        Value::String(text) if text.is_empty() || value == shown && form::is_code(text.as_bytes()) => {
            text.clone().into()
        }
        Value::String(text) if form::is_timestamp(text.as_bytes()) => "timestamp".into(),
        Value::String(_) => "text".into(),
        Value::Array(items) => {
            let shown =
                items.iter().enumerate().map(|(index, item)| lesson(item, shown.get(index).unwrap_or(&Value::Null)));
            let items: BTreeSet<_> = shown.map(|item| item.to_string()).collect();
            items.into_iter().collect()
        }
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| match shown.get(key) {
                Some(shown) => (key.as_str(), lesson(value, shown)),
                None => ("a person's", lesson(value, &Value::Null)),
            });
            let mut fields: Vec<_> = fields.map(|(key, value)| (key.to_owned(), value)).collect();
            // Not every `serde_json` sorts keys: `preserve_order` is anyone's to switch on.
            fields.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
            Value::Object(fields.into_iter().collect::<Map<_, _>>())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    fn hash(body: &Value) -> String {
        super::hash(body, body)
    }

    #[test]
    fn other_values_teach_the_same() {
        let body = json!({"id": "a1", "n": 1, "x": 0.5, "at": "2025-02-05T09:37:44Z", "on": true, "items": [{"n": 1}, {"n": 2}]});
        let same =
            json!({"n": 2, "id": "b2", "x": 2.5, "at": "2024-02-05T09:37:44Z", "on": false, "items": [{"n": 3}]});
        assert_eq!(hash(&body), hash(&same));
        assert_eq!(hash(&body).len(), 16);
    }

    #[test]
    fn keys_kinds_and_codes_teach_something_else() {
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
                assert_ne!(hash(one), hash(other), "{one} {other}");
            }
        }
    }
}

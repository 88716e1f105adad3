//! Nothing personal in errors, drift or `Debug` output.

use crate::any::{self, Any};
use crate::json::Json;
use conscent_types::samples;
use conscent_types::{Object, v1, v2};
use serde_json::Value;

/// A placeholder for all personal data. No key and no code contains it.
const SECRET: &str = "s3cr3t";
const NUMBER: &str = "90919293";

/// The strings of a body that could name someone: longer than 5 bytes, and neither a code nor a word that is also a key.
fn personal(body: &Value) -> Vec<&str> {
    fn collect<'v>(value: &'v Value, texts: &mut Vec<&'v str>, keys: &mut Vec<&'v str>) {
        match value {
            Value::String(text) => texts.push(text),
            Value::Array(items) => items.iter().for_each(|item| collect(item, texts, keys)),
            Value::Object(entries) => entries.iter().for_each(|(key, value)| {
                keys.push(key);
                collect(value, texts, keys);
            }),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let (mut texts, mut keys) = (Vec::new(), Vec::new());
    collect(body, &mut texts, &mut keys);
    let is_code = |text: &str| text.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    texts.retain(|text| text.len() > 5 && !is_code(text) && !keys.iter().any(|key| key.contains(text)));
    texts
}

#[track_caller]
fn hides(shown: &str, texts: &[&str]) {
    let told: Vec<_> = texts.iter().filter(|text| shown.contains(**text)).collect();
    assert!(told.is_empty(), "{told:?} in {shown}");
}

/// Everything that may be written about a body: a log line of each kind.
fn shown(api: &str, event: &str, body: &str) -> String {
    match Any::decode(api, event, body.as_bytes()) {
        Ok(event) => {
            let drift: Vec<String> = event.drift().iter().map(ToString::to_string).collect();
            format!("{event:?}\n{event:#?}\n{:?}\n{drift:?}", event.drift())
        }
        Err(error) => format!("{error}\n{error:?}"),
    }
}

#[test]
fn no_text_of_a_sample_is_shown() {
    let mut checked = 0;
    for sample in samples::ALL {
        let body: Value = serde_json::from_str(sample.text).unwrap();
        let texts = personal(&body);
        checked += texts.len();
        // The event's name is not secret, and every body of v2 contains it.
        let texts: Vec<&str> = texts.into_iter().filter(|text| *text != sample.event).collect();
        for (api, event) in any::events().chain([("v2", "gift.sent")]) {
            hides(&shown(api, event, sample.text), &texts);
        }
        for end in 0..sample.text.len() {
            hides(&shown(sample.api, sample.event, &sample.text[..end]), &texts);
            hides(
                &shown(sample.api, sample.event, &format!("{}\u{1}{}", &sample.text[..end], &sample.text[end..])),
                &texts,
            );
        }
    }
    assert!(checked > 150, "{checked}");
}

#[test]
fn no_content_is_shown_whatever_stands_where() {
    for sample in samples::ALL {
        let json = Json::of(sample);
        for secret in [format!("\"{SECRET}\""), NUMBER.to_owned(), format!("[\"{SECRET}\",{{\"x\":{NUMBER}}}]")] {
            let mut all = json.clone();
            for path in json.paths() {
                if matches!(json.clone().at(&path), Json::Scalar(_)) {
                    *all.at(&path) = Json::Scalar(secret.clone());
                }
                let mut one = json.clone();
                *one.at(&path) = Json::Scalar(secret.clone());
                hides(&shown(sample.api, sample.event, &one.to_string()), &[SECRET, NUMBER]);
            }
            hides(&shown(sample.api, sample.event, &all.to_string()), &[SECRET, NUMBER]);
            hides(&shown(sample.api, "gift.sent", &all.to_string()), &[SECRET, NUMBER]);
        }
    }
}

fn body<T: Object>(text: &str) -> T {
    conscent_types::decode(text.as_bytes()).unwrap()
}

#[test]
fn an_accessor_tells_the_place_and_the_kind_only() {
    let texts = [SECRET, NUMBER];
    let list = format!("[\"{SECRET}\",{NUMBER}]");
    let purchase: v2::Purchase =
        body(&format!(r#"{{"_id":{NUMBER},"price":"{SECRET}","type":{list},"createdAt":{list},"location":{list}}}"#));
    let user: v2::User = body(&format!(r#"{{"userId":{list},"phoneNumber":{NUMBER},"location":"{SECRET}"}}"#));
    let envelope: v2::Envelope<v2::PurchasePass> = body(&format!(r#"{{"payload":"{SECRET}","created_at":{list}}}"#));
    let payment: v1::MicroPayment = body(&format!(r#"{{"price":{list}}}"#));
    let errors = [
        purchase.require_id().unwrap_err(),
        purchase.require_price().unwrap_err(),
        purchase.require_kind().unwrap_err(),
        purchase.require_created_at().unwrap_err(),
        user.require_user_id().unwrap_err(),
        user.require_location().unwrap_err(),
        envelope.require_payload().unwrap_err(),
        envelope.require_created_at().unwrap_err(),
    ];
    for error in &errors {
        hides(&format!("{error}\n{error:?}"), &texts);
    }
    assert_eq!(errors[1].to_string(), "Purchase: /price: a string arrived where the samples have a number");
    assert_eq!((user.phone_number(), payment.price()), (None, None));
    hides(&format!("{purchase:?} {user:?} {envelope:?} {payment:?}"), &texts);
    hides(&format!("{:?} {:?}", purchase.price, payment.price), &texts);
}

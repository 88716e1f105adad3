//! The law, for every event of conscent-types: any JSON object decodes, and encodes back to an equal value.
//!
//! Run with `serde_json/arbitrary_precision` too: `cargo test --test law --features arbitrary_precision`.
mod any;
mod check;
mod drift;
mod errors;
mod json;
mod mutate;
mod secrecy;

use any::Any;
use conscent_types::samples;
use json::Json;
use proptest::prelude::*;
use serde_json::Value;

/// Checks the law for one body. A body that is nested too deeply for `serde_json` must be rejected as too deep here, too.
#[track_caller]
fn law(api: &str, event: &str, text: &str) {
    let Ok(expected) = serde_json::from_str::<Value>(text) else {
        let error = Any::decode(api, event, text.as_bytes()).unwrap_err();
        assert!(matches!(error, conscent_types::DecodeError::TooDeep { .. }), "{api} {event}: {error}\n{text}");
        return;
    };
    let decoded = Any::decode(api, event, text.as_bytes()).unwrap();
    assert_eq!(decoded.name(), event);
    assert_eq!(decoded.encode(), expected, "{api} {event}\n{text}");
    assert_eq!(serde_json::from_str::<Value>(&decoded.write()).unwrap(), expected, "{api} {event}\n{text}");
    let again = Any::decode(api, event, decoded.write().as_bytes()).unwrap();
    assert!(again == decoded, "{api} {event}: the encoded body decodes to something else\n{text}");
}

fn law_everywhere(text: &str) {
    for (api, event) in any::events().chain([("v1", "no such event"), ("v2", "")]) {
        law(api, event, text);
    }
}

#[test]
fn every_sample_keeps_the_law_as_any_event() {
    for sample in samples::ALL {
        law_everywhere(sample.text);
    }
}

#[test]
fn a_sample_has_no_drift() {
    for sample in samples::ALL {
        let drift = Any::decode(sample.api, sample.event, sample.text.as_bytes()).unwrap().drift();
        assert!(drift.is_empty(), "{} {}: {drift:?}", sample.api, sample.event);
    }
}

#[test]
fn a_typed_sample_is_the_body_of_its_event() {
    let body = samples::purchase_bundle().decode().unwrap();
    let Any::V2(conscent_types::v2::AnyEvent::PurchaseBundle(same)) =
        Any::decode("v2", "purchase.bundle", samples::purchase_bundle().text.as_bytes()).unwrap()
    else {
        panic!("a purchase.bundle is one");
    };
    assert_eq!(body, *same);
}

#[test]
fn an_unknown_event_is_kept_whole() {
    for sample in samples::ALL {
        let decoded = Any::decode(sample.api, "gift.sent", sample.text.as_bytes()).unwrap();
        assert!(decoded.is_unknown());
        let drift = decoded.drift();
        assert_eq!(drift.len(), 1);
        assert_eq!((drift[0].pointer.as_str(), &drift[0].kind), ("", &conscent_types::DriftKind::UnknownEvent));
    }
    assert!(any::events().all(|(api, event)| !Any::decode(api, event, b"{}").unwrap().is_unknown()));
}

#[test]
fn the_last_of_equal_keys_counts() {
    for sample in samples::ALL {
        let json = Json::of(sample);
        for path in json.paths() {
            for other in ["null", "[]", "{}", "1.50", "\"x\"", "{\"_id\":[{}]}"] {
                let mut repeated = json.clone();
                repeated.repeat(&path, Json::Scalar(other.to_owned()));
                law(sample.api, sample.event, &repeated.to_string());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn any_object_keeps_the_law(object in json::object()) {
        law_everywhere(&object.to_string());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn any_changed_sample_keeps_the_law(sample in prop::sample::select(samples::ALL), changes in mutate::changes()) {
        let mut json = Json::of(&sample);
        for change in &changes {
            change.apply(&mut json);
        }
        law(sample.api, sample.event, &json.to_string());
    }
}

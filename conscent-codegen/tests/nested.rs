//! The generated code of the vendor in `golden/nested`: values at any depth decode, encode again, and are named in errors.
#![allow(unexpected_cfgs, reason = "the features are those of the generated crate")]

#[rustfmt::skip]
#[path = "golden/nested/expected/src/lib.rs"]
#[allow(clippy::all, clippy::pedantic, dead_code, unreachable_pub, unused_imports, reason = "generated")]
mod vendor;

use conscent_core::signature::{Encoding, Scheme, SecretForm, TimestampSource};
use conscent_core::{Api, DriftKind, Event, Incoming, Naming, Undecodable};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;
use vendor::{chat, desk, forge, mail, pay};

/// Decodes a body, and encodes it again.
type There = fn(&str, &[u8]) -> Value;

const APIS: [(&Api, There); 5] = [
    (&chat::API, |event, body| serde_json::to_value(chat::AnyEvent::decode(event, body).unwrap()).unwrap()),
    (&desk::API, |event, body| serde_json::to_value(desk::AnyEvent::decode(event, body).unwrap()).unwrap()),
    (&forge::API, |event, body| serde_json::to_value(forge::AnyEvent::decode(event, body).unwrap()).unwrap()),
    (&mail::API, |event, body| serde_json::to_value(mail::AnyEvent::decode(event, body).unwrap()).unwrap()),
    (&pay::API, |event, body| serde_json::to_value(pay::AnyEvent::decode(event, body).unwrap()).unwrap()),
];

fn sample(api: &str, event: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/nested/samples");
    let text =
        std::fs::read_to_string(folder.join(api).join(conscent_codegen::samples::name::folder(event)).join("a.json"))
            .unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn the_descriptor_has_what_a_receiver_needs() {
    let naming = |header, pointer| Naming { header, pointer };
    for (api, expected, payload, batch) in [
        (&chat::API, naming(None, Some("/event/type")), Some("/event"), false),
        (&desk::API, naming(None, Some("/object_kind")), None, false),
        (&forge::API, naming(Some("x-forge-event"), Some("/action")), None, false),
        (&mail::API, naming(None, Some("/event")), None, true),
        (&pay::API, naming(None, Some("/meta/event_name")), Some("/data/object"), false),
    ] {
        assert_eq!((api.naming, api.payload, api.batch), (expected, payload, batch), "{api}");
        let scheme = Scheme {
            header: "shop-signature",
            separator: Some(','),
            prefix: "v1=",
            encoding: Encoding::Hex,
            signed: "{id}/{timestamp}/{body}",
            timestamp: Some(TimestampSource::Item("t=")),
            id: Some("shop-id"),
            tolerance: Duration::from_secs(60),
            secret: SecretForm::Text,
        };
        assert_eq!(api.signature, Some(scheme));
    }
    assert_eq!(<pay::ChargePaid as Event>::API, &pay::API);
    assert_ne!(<pay::ChargePaid as Event>::API, &chat::API);
    assert_eq!(<pay::Envelope<pay::ChargePaid> as Incoming>::API, &pay::API);
    assert_eq!(pay::API.events, ["charge.lost", "charge.paid", "list.made"]);
}

#[test]
fn samples_have_no_drift() {
    for (api, there) in APIS {
        for event in api.events {
            let body = sample(api.name, event);
            let text = body.to_string();
            assert_eq!((api.drift)(event, text.as_bytes()).unwrap(), [], "{api} {event}");
            assert_eq!(there(event, text.as_bytes()), body);
        }
    }
}

#[test]
fn a_payload_comes_out_of_any_depth() {
    let paid = pay::ChargePaid::incoming("", sample("pay", "charge.paid").to_string().as_bytes()).unwrap();
    assert_eq!(paid.require_card().unwrap().require_brand(), Ok("visa"));
    let list = pay::ListMade::incoming("", sample("pay", "list.made").to_string().as_bytes()).unwrap();
    assert_eq!(list.value().map(Vec::len), Some(1));
    let joined = chat::MemberJoined::incoming("", sample("chat", "member_joined").to_string().as_bytes()).unwrap();
    assert_eq!((joined.kind(), joined.channel()), (Some("member_joined"), Some("C1")));
    let body: pay::Envelope<pay::ChargePaid> =
        conscent_core::decode(sample("pay", "charge.paid").to_string().as_bytes()).unwrap();
    assert_eq!(body.require_meta().unwrap().require_event_name(), Ok("charge.paid"));
    assert_eq!(body.require_data().unwrap().require_object().unwrap().require_id(), Ok("ch_1"));
}

#[test]
fn a_missing_payload_is_an_error_that_names_its_place() {
    for (body, error) in [
        (json!({}), "Envelope: /data: this key is missing, but the samples have an object"),
        (json!({"data": [1]}), "Envelope: /data: a list arrived where the samples have an object"),
        (json!({"data": {}}), "EnvelopeData: /object: this key is missing, but the samples have an object"),
        (
            json!({"data": {"object": "secret"}}),
            "EnvelopeData: /object: a text arrived where the samples have an object",
        ),
    ] {
        let refused = pay::ChargePaid::incoming("charge.paid", body.to_string().as_bytes()).unwrap_err();
        assert!(matches!(refused, Undecodable::Field(_)));
        let said = refused.to_string().replace("a string arrived", "a text arrived");
        assert_eq!(said, format!("{error}"));
    }
}

#[test]
fn drift_has_pointers_into_the_whole_body() {
    let mut body = sample("pay", "charge.paid");
    body["data"]["object"]["card"]["new"] = json!(1);
    body["data"]["new"] = json!(1);
    body["meta"]["live"] = json!("yes");
    let drift = (pay::API.drift)("charge.paid", body.to_string().as_bytes()).unwrap();
    let places: Vec<&str> = drift.iter().map(|one| one.pointer.as_str()).collect();
    assert_eq!(places, ["/data/object/card/new", "/data/new", "/meta/live"]);
    let unknown = (pay::API.drift)("charge.new", body.to_string().as_bytes()).unwrap();
    assert_eq!(unknown.len(), 1);
    assert_eq!(unknown[0].kind, DriftKind::UnknownEvent);
}

#[test]
fn unknown_events_have_the_common_envelope() {
    let body = json!({"id": "evt_4", "meta": {"event_name": "charge.new"}, "data": {"object": {"id": "ch_3"}}});
    let pay::AnyEvent::Unknown(event) = pay::AnyEvent::decode("charge.new", body.to_string().as_bytes()).unwrap()
    else {
        panic!("it is documented")
    };
    assert_eq!(event.body.require_meta().unwrap().require_event_name(), Ok("charge.new"));
    assert!(event.body.require_data().unwrap().require_object().is_ok());
}

/// Any JSON value, a few levels deep.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-z]{0,3}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("data|object|event|type|meta|id|new", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Puts a value somewhere into a body: `way` chooses a key at each level.
fn put(body: &mut Value, way: &[usize], value: Value) {
    let Some((first, rest)) = way.split_first() else {
        *body = value;
        return;
    };
    match body {
        Value::Object(fields) if !fields.is_empty() => {
            let n = first % fields.len();
            let below = fields.values_mut().nth(n).unwrap();
            put(below, rest, value);
        }
        Value::Object(fields) => drop(fields.insert("new".to_owned(), value)),
        other => *other = value,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// The law, for every API, and for known and unknown events.
    #[test]
    fn every_object_decodes_and_comes_back(
        api in 0..APIS.len(),
        event in any::<prop::sample::Index>(),
        changes in prop::collection::vec((prop::collection::vec(0_usize..9, 1..5), value()), 0..4),
    ) {
        let (api, there) = APIS[api];
        let event = event.get(api.events);
        let mut body = sample(api.name, event);
        for (way, value) in changes {
            put(&mut body, &way, value);
        }
        let text = body.to_string();
        prop_assert_eq!(&there(event, text.as_bytes()), &body);
        prop_assert_eq!(&there("an unknown event", text.as_bytes()), &body);
        prop_assert!((api.drift)(event, text.as_bytes()).is_ok());
    }
}

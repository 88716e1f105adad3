//! The keys by which repeated deliveries are recognized.

use bytes::Bytes;
use conscent::auth::signed_headers;
use conscent::signature::Scheme;
use conscent::{Api, Auth, Delivery, Door, Id, Naming, ParseError, Router, samples};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use proptest::prelude::*;
use std::collections::HashSet;
use std::time::SystemTime;

use crate::support::{delivery, parse};

const BODY_NAMES: Naming = Naming { header: None, pointer: Some("/type") };
const HEADER_NAMES: Naming = Naming { header: Some("x-event"), pointer: None };
const IN_BODY: Id = Id { header: None, pointer: Some("/id") };
const IN_HEADER: Id = Id { header: Some("x-delivery"), pointer: None };
const NOTHING: Api = Api::new("shop", &[], |_, _| Ok(Vec::new()));

/// As with Standard Webhooks.
static SIGNED: Api = Api { naming: BODY_NAMES, signature: Some(Scheme::STANDARD_WEBHOOKS), ..NOTHING };
static SIGNED_BATCH: Api = Api { batch: true, ..SIGNED };
/// As with Stripe.
static BODY: Api = Api { naming: BODY_NAMES, signature: Some(Scheme::STRIPE), id: IN_BODY, ..NOTHING };
static BODY_BATCH: Api = Api { batch: true, ..BODY };
/// As with GitHub.
static HEADER: Api = Api { naming: HEADER_NAMES, signature: Some(Scheme::GITHUB), id: IN_HEADER, ..NOTHING };
static HEADER_BATCH: Api = Api { naming: BODY_NAMES, batch: true, ..HEADER };
/// As with Shopify, if it had no ids.
static NO_ID: Api = Api { id: Id { header: None, pointer: None }, ..HEADER };

fn headers(all: &[(&str, &str)]) -> HeaderMap {
    let header = |(name, value): &(&str, &str)| -> (HeaderName, HeaderValue) {
        (name.parse().unwrap(), HeaderValue::from_bytes(value.as_bytes()).unwrap())
    };
    all.iter().map(header).collect()
}

fn sent(api: &'static Api, all: &[(&str, &str)], body: impl Into<Bytes>) -> Delivery {
    Delivery::new(api, body.into(), &headers(all)).unwrap_or_else(ParseError::into_delivery)
}

fn key(api: &'static Api, all: &[(&str, &str)], body: impl Into<Bytes>) -> String {
    sent(api, all, body).dedupe_key()
}

fn keys(api: &'static Api, all: &[(&str, &str)], body: &'static str) -> Vec<String> {
    sent(api, all, body).split().iter().map(Delivery::dedupe_key).collect()
}

const ORDER: &str = r#"{"type":"order.paid","id":"evt_1"}"#;
/// The first half of the output of `printf '{"type":"order.paid","id":"evt_1"}' | sha256sum`.
const HASH_OF_ORDER: &str = "646081e29e693863e279febd808c5e60";

#[test]
fn a_signed_id_is_the_key_for_any_body() {
    let one = |id| key(&SIGNED, &[("webhook-id", id)], ORDER);
    assert_eq!(one("msg_1"), "id:msg_1");
    assert_eq!(one("msg_1"), key(&SIGNED, &[("webhook-id", "msg_1")], r#"{"type":"order.paid","attempt":2}"#));
    assert_ne!(one("msg_1"), one("msg_2"));
}

#[test]
fn an_id_in_the_body_is_the_key_even_if_the_rest_changes() {
    let of = |pending: u8| key(&BODY, &[], format!(r#"{{"type":"order.paid","id":"evt_1","pending":{pending}}}"#));
    assert_eq!((of(2), of(1)), ("id:evt_1".to_owned(), "id:evt_1".to_owned()));
    // The body starts with a byte order mark and has escaped letters, and the last of repeated keys counts.
    assert_eq!(key(&BODY, &[], "\u{feff}{\"id\":\"evt_0\",\"type\":\"order.paid\",\"i\\u0064\":\"evt_1\"}"), of(1));
    assert_eq!(key(&BODY, &[], r#"{"type":"order.paid","id":"evt_1","name":"cut \ud83d"}"#), of(1));
}

#[test]
fn an_unsigned_id_comes_with_the_event_and_the_hash() {
    let one = key(&HEADER, &[("x-event", "push"), ("x-delivery", "72d3162e-cc78-11e3")], ORDER);
    assert_eq!(one, format!("id:72d3162e-cc78-11e3:push:{HASH_OF_ORDER}"));
}

#[test]
fn a_replayed_body_cannot_use_up_the_id_of_another_delivery() {
    let to_come = key(&HEADER, &[("x-event", "push"), ("x-delivery", "2")], r#"{"id":"evt_2"}"#);
    let replays = [
        (&HEADER, [("x-event", "push"), ("x-delivery", "2")], ORDER),
        (&HEADER, [("x-event", "ping"), ("x-delivery", "2")], r#"{"id":"evt_2"}"#),
        (&HEADER, [("x-none", "push"), ("x-delivery", "2")], r#"{"id":"evt_2"}"#),
        (&HEADER, [("x-event", "2:push"), ("x-delivery", "2")], r#"{"id":"evt_2"}"#),
        (&HEADER, [("x-event", "push"), ("x-delivery", "2:push")], r#"{"id":"evt_2"}"#),
        (&HEADER, [("x-event", "push"), ("x-delivery", "")], r#"{"id":"evt_2"}"#),
    ];
    for (api, headers, body) in replays {
        assert_ne!(key(api, &headers, body), to_come, "{headers:?}");
    }
    // The same applies without an id, and to topics like Shopify's, which may share a body.
    let topic = |topic| key(&NO_ID, &[("x-event", topic)], ORDER);
    assert_ne!(topic("orders/create"), topic("orders/paid"));
    assert_eq!(topic("orders/paid"), topic("orders/paid"));
    // The hash of a topic is not equivalent to the topic.
    for api in [&NO_ID, &HEADER] {
        let texts = key(api, &[("x-event", "orders/create"), ("x-delivery", "a b")], ORDER);
        // From `printf 'orders/create' | sha256sum`, and so on.
        let hashes =
            [("x-event", "ada50dd6cd8cc857d5d7bb1c6633ee61"), ("x-delivery", "c8687a08aa5d6ed2044328fa6a697ab8")];
        let hashes = key(api, &hashes, ORDER);
        assert_eq!(texts.replace('~', ""), hashes);
        assert_ne!(texts, hashes);
    }
    // An event with this name and without an id differs from the delivery with that id.
    assert_ne!(
        key(&HEADER, &[("x-event", "id")], ORDER),
        key(&HEADER, &[("x-event", "-"), ("x-delivery", "evt_1")], ORDER)
    );
    // If the endpoint names the event, the signature does not cover the name.
    let at = |event| Delivery::of_event(&BODY, event, ORDER.into()).dedupe_key();
    assert_eq!((at("order.paid"), at("order.lost")), ("id:evt_1".to_owned(), "id:evt_1:order.lost".to_owned()));
}

/// The key of a delivery that an endpoint accepts.
fn admitted(api: &'static Api, auth: Auth, headers: &HeaderMap, body: &'static str) -> String {
    let door = Door::of(api, Router::with_fallback(|| {}).build().unwrap(), auth);
    let mut admitted = door.admit(&Method::POST, headers).unwrap();
    admitted.push(body.as_bytes()).unwrap();
    admitted.finish().unwrap().dedupe_key()
}

#[test]
fn only_what_the_endpoint_has_verified_counts_as_signed() {
    let signed = |scheme, id| -> HeaderMap {
        signed_headers(scheme, "c2VjcmV0", ORDER.as_bytes(), SystemTime::now(), id).unwrap().into_iter().collect()
    };
    let auth = |scheme| Auth::signature(scheme, "c2VjcmV0").unwrap();
    let all = signed(Scheme::STANDARD_WEBHOOKS, "msg_1");
    assert_eq!(admitted(&SIGNED, auth(Scheme::STANDARD_WEBHOOKS), &all, ORDER), "id:msg_1");
    // The endpoint requires the signature, although the hints do not say so.
    assert_eq!(admitted(&BODY, auth(Scheme::STANDARD_WEBHOOKS), &all, ORDER), "id:msg_1");
    // The endpoint requires another signature, which does not cover the id, so the body could be repeated with another
    // id.
    let mut all = signed(Scheme::GITHUB, "");
    all.insert("webhook-id", HeaderValue::from_static("msg_2"));
    assert_eq!(admitted(&SIGNED, auth(Scheme::GITHUB), &all, ORDER), format!("order.paid:evt_1:-:{HASH_OF_ORDER}"));
    // A signature that may be missing proves nothing.
    let auth = Auth::basic("key", "secret").unwrap().scheme(Scheme::STANDARD_WEBHOOKS).unwrap();
    let basic = [("authorization", "Basic a2V5OnNlY3JldA=="), ("webhook-id", "msg_2")];
    let optional = auth.hmac_optional("c2VjcmV0").unwrap();
    assert!(admitted(&SIGNED, optional, &headers(&basic), ORDER).starts_with("order.paid:evt_1:"));
}

#[test]
fn each_delivery_of_a_batch_has_its_own_key() {
    const BATCH: &str = r#"[{"type":"open","id":"a"}, {"type":"open","id":"b"},{"type":"open","id":"b"}]"#;
    assert_eq!(keys(&SIGNED_BATCH, &[("webhook-id", "msg_1")], BATCH), ["id:msg_1:0", "id:msg_1:1", "id:msg_1:2"]);
    assert_eq!(keys(&BODY_BATCH, &[], BATCH), ["id:a", "id:b", "id:b"]);
    let by_header = keys(&HEADER_BATCH, &[("x-delivery", "7")], BATCH);
    assert!(by_header.iter().all(|key| key.starts_with("id:7:") && key.len() == "id:7:".len() + 32), "{by_header:?}");
    assert!(by_header[0] != by_header[1] && by_header[1] == by_header[2]);
    // The batch as a whole, and a body that is not a list.
    assert_eq!(sent(&SIGNED_BATCH, &[("webhook-id", "msg_1")], BATCH).event(), "");
    let broken = keys(&SIGNED_BATCH, &[("webhook-id", "msg_1")], "{");
    assert!(broken.len() == 1 && broken[0] != "id:msg_1", "{broken:?}");
}

#[test]
fn an_id_that_is_not_plain_is_hashed() {
    let ids = [
        "x".repeat(10_000),
        format!("{}y", "x".repeat(9_999)),
        "a\u{0}b\n".to_owned(),
        "a:b".to_owned(),
        "id 1".to_owned(),
        "Bücher".to_owned(),
        "'; DROP TABLE deliveries".to_owned(),
    ];
    let mut found = HashSet::new();
    for id in &ids {
        let of = || key(&BODY, &[], serde_json::json!({"type": "order.paid", "id": id}).to_string());
        let key = of();
        assert!(
            key.len() == 4 + 32 && key.starts_with("id:~") && key[4..].bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{key}"
        );
        assert_eq!(of(), key);
        assert!(found.insert(key), "{id:.20?} has the key of another");
    }
    // In headers, bytes need not be text.
    let of = |id: &[u8]| {
        let mut all = headers(&[("x-event", "push")]);
        all.insert("x-delivery", HeaderValue::from_bytes(id).unwrap());
        Delivery::new(&HEADER, ORDER.into(), &all).unwrap().dedupe_key()
    };
    let odd = [of(&[b'x'; 10_000]), of(b"\xff\xfe"), of(b"\xff\xfd"), of(b"a\tb")];
    assert_eq!(odd.iter().collect::<HashSet<_>>().len(), odd.len());
    assert!(odd.iter().all(|key| key.len() == "id:~".len() + 32 + ":push:".len() + 32), "{odd:?}");
}

#[test]
fn a_number_is_an_id_if_it_is_exact() {
    let of = |id: &str| key(&BODY, &[], format!(r#"{{"type":"order.paid","id":{id}}}"#));
    assert_eq!(of("820982911946154508"), "id:820982911946154508");
    assert_eq!((of("0"), of("-7")), ("id:0".to_owned(), "id:-7".to_owned()));
    assert_eq!(of("18446744073709551615"), "id:18446744073709551615");
    // These two are the same number to a 64-bit reader.
    let [a, b] = ["123456789012345678901234567891", "123456789012345678901234567892"].map(of);
    assert!(a != b && a.starts_with("order.paid:"), "{a} {b}");
    assert!(of("1.5").starts_with("order.paid:1.5:"), "{}", of("1.5"));
}

#[test]
fn without_an_id_the_content_is_the_key() {
    for body in [
        r#"{"type":"order.paid"}"#,
        r#"{"type":"order.paid","id":null}"#,
        r#"{"type":"order.paid","id":""}"#,
        r#"{"type":"order.paid","id":true}"#,
        r#"{"type":"order.paid","id":["evt_1"]}"#,
        r#"{"type":"order.paid","data":{"id":"evt_1"}}"#,
        r#"{"type":"order.paid","id":"\ud800"}"#,
    ] {
        let key = key(&BODY, &[], body);
        let id = if body.contains("data") { "evt_1" } else { "-" };
        assert!(key.starts_with(&format!("order.paid:{id}:-:")), "{body}: {key}");
    }
    assert!(key(&SIGNED, &[], ORDER).starts_with("order.paid:evt_1:-:"));
    assert!(key(&HEADER, &[("x-event", "push")], ORDER).starts_with("push:evt_1:-:"));
    // A truncated body is not yet the delivery with this id.
    for body in [r#"{"type":"order.paid","id":"evt_1""#, "[]", "", "null", "\"evt_1\""] {
        assert!(!key(&BODY, &[], body).starts_with("id:"), "{body}");
    }
}

#[test]
fn dedupe_keys_tell_deliveries_apart() {
    let keys: Vec<String> = samples::ALL.iter().map(|sample| delivery(sample).dedupe_key()).collect();
    let mut unique = keys.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), samples::ALL.len());

    // A payment may complete and fail with the same id and in the same second.
    let complete = samples::transaction_complete().text;
    let failed = parse(complete.replace("transaction.complete", "transaction.failed"));
    let parts = |delivery: &Delivery| delivery.dedupe_key().split(':').map(str::to_owned).collect::<Vec<_>>();
    let (complete, failed) = (parts(&parse(complete)), parts(&failed));
    assert_eq!(complete[..3], ["transaction.complete", "67a33168b06ceb81ad1a0dbd", "1738748264"]);
    assert_eq!(failed[0], "transaction.failed");
    assert_eq!(complete[1..3], failed[1..3]);
    assert_ne!(complete[3], failed[3]);
}

#[test]
fn a_dedupe_key_stays_the_same() {
    let twice = [parse(r#"{"event":"gift.sent"}"#), parse(r#"{"event":"gift.sent"}"#)].map(|one| one.dedupe_key());
    assert_eq!(twice[0], twice[1]);
    // From `printf '{"event":"gift.sent"}' | sha256sum`. This must not change, because users store keys in databases.
    assert_eq!(twice[0], "gift.sent:-:-:f0b410c2a688bcadfdf7cfdb456edfbc");
    assert!(
        delivery(&samples::pass_payment())
            .dedupe_key()
            .starts_with("pass_payment:628b76941ed3d9c772be2626:2022-05-23T11:57:08.061Z:")
    );
    // Values that do not fit into a key are only part of the hash.
    let odd = parse(format!(
        r#"{{"event":"a\nb","payload":{{"b":{{"_id":"2"}},"a":{{"_id":"1"}}}},"created_at":"{}"}}"#,
        "9".repeat(99)
    ));
    assert!(odd.dedupe_key().starts_with("-:1:-:"), "{}", odd.dedupe_key());
    assert!(parse("not JSON").dedupe_key().starts_with("-:-:-:"));
}

/// The parts of a request that no signature covers, and its body, which is signed.
fn request() -> impl Strategy<Value = (Option<String>, Option<String>, String)> {
    let header = || proptest::option::of("[a-c:]{0,3}|[ -~]{0,70}");
    (header(), header(), "[a-c]{0,2}".prop_map(|id| format!(r#"{{"type":"t","id":"{id}"}}"#)))
}

proptest! {
    /// The law: two deliveries have the same key only if they have the same event and the same body, byte for byte.
    #[test]
    fn an_unsigned_part_cannot_make_a_delivery_a_duplicate(one in request(), other in request()) {
        for api in [&HEADER, &NO_ID, &HEADER_BATCH] {
            let [(a, one_key), (b, other_key)] = [&one, &other].map(|(event, id, body)| {
                let named = [("x-event", event), ("x-delivery", id)];
                let named: Vec<_> = named.iter().filter_map(|(name, text)| Some((*name, text.as_deref()?))).collect();
                let delivery = sent(api, &named, body.clone());
                (delivery.clone(), delivery.dedupe_key())
            });
            if one_key == other_key {
                prop_assert_eq!((a.event(), a.body()), (b.event(), b.body()), "{}", one_key);
            }
        }
    }
}

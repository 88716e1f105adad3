//! Unauthorized requests: every cause gets the same response, and only the operator learns the cause.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use conscent::auth::{Rejected, Scheme, Verifier, signed_headers};
use conscent::door::Refusal;
use conscent::{Auth, Door, Router};
use http::{HeaderMap, HeaderValue, Method, Response};

const BODY: &[u8] = br#"{"event": "purchase.pass"}"#;
const SECRET: &str = "c2VjcmV0";
const BASIC: &str = "Basic a2V5OnNlY3JldA==";

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

fn door(auth: Auth) -> Door {
    Door::new(Router::with_fallback(|| ()).build().unwrap(), auth.clock(now))
}

fn refusal(door: &Door, headers: &HeaderMap) -> Option<Refusal> {
    let read = || {
        let mut body = door.admit(&Method::POST, headers)?;
        body.push(BODY)?;
        body.finish()
    };
    read().err()
}

/// The bytes of a response.
fn bytes(response: &Response<Bytes>) -> String {
    format!("{:?} {:?} {:?}", response.status(), response.headers(), response.body())
}

/// Requests that are each wrong in one way, with the cause.
fn wrong() -> Vec<(&'static str, HeaderMap)> {
    let scheme = Scheme::STANDARD_WEBHOOKS;
    let sign = |secret: &str, time| signed_headers(scheme, secret, BODY, time, "msg_1").unwrap();
    let mut right: HeaderMap = sign(SECRET, now()).into_iter().collect();
    right.insert("authorization", HeaderValue::from_static(BASIC));
    let with = |change: &dyn Fn(&mut HeaderMap)| {
        let mut headers = right.clone();
        change(&mut headers);
        headers
    };
    let resign = |secret: &str, time| {
        with(&|headers| {
            for (name, value) in sign(secret, time) {
                headers.insert(name, value);
            }
        })
    };
    let set = |name: &'static str, value: &'static str| {
        with(&|headers| drop(headers.insert(name, HeaderValue::from_static(value))))
    };
    let without = |name: &'static str| with(&|headers| drop(headers.remove(name)));
    vec![
        ("no_credentials", without("authorization")),
        ("malformed_credentials", set("authorization", "Bearer a2V5OnNlY3JldA==")),
        ("wrong_credentials", set("authorization", "Basic a2V5Om90aGVy")),
        ("no_signature", without("webhook-signature")),
        ("malformed_signature", set("webhook-signature", "v1,")),
        ("wrong_signature", resign("b3RoZXI=", now())),
        ("no_timestamp", without("webhook-timestamp")),
        ("malformed_timestamp", set("webhook-timestamp", "now")),
        ("stale_timestamp", resign(SECRET, UNIX_EPOCH)),
        ("no_id", without("webhook-id")),
        ("malformed_id", set("webhook-id", "a.b")),
    ]
}

#[test]
fn every_cause_has_the_same_answer() {
    let door =
        door(Auth::basic("key", "secret").unwrap().scheme(Scheme::STANDARD_WEBHOOKS).unwrap().hmac(SECRET).unwrap());
    let mut answers = Vec::new();
    for (cause, headers) in wrong() {
        let refusal = refusal(&door, &headers).expect(cause);
        assert_eq!((refusal.reason(), refusal.to_string()), ("unauthorized", "unauthorized".to_owned()));
        assert_eq!(refusal.cause(), Some(cause));
        answers.push(bytes(&door.refuse(refusal)));
    }
    answers.dedup();
    let [answer] = &answers[..] else { panic!("{answers:#?}") };
    assert!(answer.contains("Basic realm"), "{answer}");
    assert!(!answer.contains("signature"), "{answer}");
}

#[test]
fn the_challenge_is_sent_where_basic_is_accepted() {
    for (auth, asks) in [
        (Auth::signature(Scheme::GITHUB, SECRET).unwrap(), false),
        (Auth::signature_only(SECRET).unwrap(), false),
        (Auth::verifier(Token), false),
        (Auth::basic("key", "secret").unwrap(), true),
        (Auth::signature(Scheme::GITHUB, SECRET).unwrap().also_basic("key", "secret").unwrap(), true),
    ] {
        let door = door(auth);
        let refusal = refusal(&door, &HeaderMap::new()).unwrap();
        let response = door.refuse(refusal);
        assert_eq!(response.status(), 401);
        assert_eq!(response.headers().contains_key("www-authenticate"), asks);
        assert_eq!(response.body(), r#"{"error":"unauthorized"}"#);
    }
}

#[test]
fn other_refusals_have_no_cause() {
    for refusal in [Refusal::Method, Refusal::TooLarge, Refusal::Incomplete] {
        assert_eq!(refusal.cause(), None);
    }
}

/// Accepts one body with the right token.
struct Token;

impl Verifier for Token {
    fn check_headers(&self, headers: &HeaderMap) -> Result<(), Rejected> {
        headers.get("x-token").map(drop).ok_or(Rejected::because("no_token"))
    }

    fn verify(&self, headers: &HeaderMap, body: &[u8], at: SystemTime) -> Result<(), Rejected> {
        assert_eq!(at, now(), "the clock of the endpoint");
        let right = headers["x-token"] == "right" && body == BODY;
        right.then_some(()).ok_or(Rejected::because("wrong_token"))
    }
}

#[test]
fn a_verifier_may_be_alone_or_with_others() {
    let token = |value| {
        let mut headers = HeaderMap::new();
        headers.insert("x-token", HeaderValue::from_static(value));
        headers
    };
    let alone = door(Auth::verifier(Token));
    let cause = |door: &Door, headers: &HeaderMap| refusal(door, headers).and_then(Refusal::cause);
    assert_eq!(cause(&alone, &HeaderMap::new()), Some("no_token"));
    assert_eq!(cause(&alone, &token("wrong")), Some("wrong_token"));
    assert_eq!(cause(&alone, &token("right")), None);
    assert!(alone.admit(&Method::POST, &HeaderMap::new()).is_err(), "known before the body is read");

    let both = door(Auth::verifier(Token).also_basic("key", "secret").unwrap());
    assert_eq!(cause(&both, &token("right")), Some("no_credentials"));
    let mut right = token("right");
    right.insert("authorization", HeaderValue::from_static(BASIC));
    assert_eq!(cause(&both, &right), None);
    assert_eq!(
        format!("{:?}", Auth::verifier(Token)),
        "Auth { basic: 0, webhook_secrets: 0, signature: Off, verifier: _ }"
    );
}

#[cfg(feature = "test")]
#[test]
fn requests_for_tests_are_signed_by_any_scheme() {
    let sample = conscent::samples::purchase_pass();
    for (name, scheme) in Scheme::PRESETS {
        let request = conscent::test::request(&sample).sign_with(*scheme, SECRET).unwrap();
        let auth = Auth::signature(*scheme, SECRET).unwrap().tolerance(Duration::from_secs(300));
        let pending = auth.check_headers(request.headers()).expect(name);
        pending.check_body(request.body()).expect(name);
    }
    assert!(conscent::test::request(&sample).sign_with(Scheme::GITHUB, "").is_err());
}

//! Signatures of vendors: the requests that each preset accepts, and those that it rejects, with the cause.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use conscent::Auth;
use conscent::auth::{
    AuthError, Cause, Credential, Encoding, Scheme, SchemeError, SecretForm, TimestampSource, Unauthorized,
    signed_headers,
};
use http::{HeaderMap, HeaderValue};
use proptest::prelude::*;

const BODY: &[u8] = br#"{"event": "purchase.pass"}"#;
const ID: &str = "msg_1";
const TIME: u64 = 1_700_000_000;
/// A secret for every form: base64 is a text as well.
const SECRET: &str = "c2VjcmV0";

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn now() -> SystemTime {
    at(TIME)
}

fn auth(scheme: Scheme) -> Auth {
    Auth::signature(scheme, SECRET).unwrap().clock(now)
}

fn presets() -> impl Iterator<Item = Scheme> {
    Scheme::PRESETS.iter().map(|(_, scheme)| *scheme)
}

fn signed(scheme: Scheme, secret: &str, body: &[u8], seconds: u64) -> HeaderMap {
    signed_headers(scheme, secret, body, at(seconds), ID).unwrap().into_iter().collect()
}

fn check(auth: &Auth, headers: &HeaderMap, body: &[u8]) -> Result<(), Cause> {
    auth.check_headers(headers).and_then(|pending| pending.check_body(body)).map_err(Unauthorized::cause)
}

/// The headers of a request, with another value for one of them.
fn with(headers: &HeaderMap, name: &'static str, value: &str) -> HeaderMap {
    let mut headers = headers.clone();
    headers.insert(name, value.parse().unwrap());
    headers
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers[name].to_str().unwrap()
}

#[test]
fn missing_and_malformed_headers_have_a_cause() {
    for scheme in presets() {
        let (auth, right) = (auth(scheme), signed(scheme, SECRET, BODY, TIME));
        assert_eq!(check(&auth, &right, BODY), Ok(()), "{scheme:?}");
        assert_eq!(check(&auth, &HeaderMap::new(), BODY), Err(Cause::NoSignature));
        assert_eq!(check(&auth, &signed(scheme, "b3RoZXI=", BODY, TIME), BODY), Err(Cause::WrongSignature));

        // No header may be missing, be repeated, or contain anything but ASCII.
        for name in right.keys() {
            let (missing, malformed) = match name.as_str() {
                name if name == scheme.header => (Cause::NoSignature, Cause::MalformedSignature),
                name if Some(name) == scheme.id => (Cause::NoId, Cause::MalformedId),
                _ => (Cause::NoTimestamp, Cause::MalformedTimestamp),
            };
            let mut changed = right.clone();
            changed.remove(name);
            assert_eq!(check(&auth, &changed, BODY), Err(missing), "{scheme:?} without {name}");
            changed = right.clone();
            changed.append(name, right[name].clone());
            assert_eq!(check(&auth, &changed, BODY), Err(malformed), "{scheme:?} with {name} twice");
            changed = right.clone();
            changed.insert(name, HeaderValue::from_bytes(&[right[name].as_bytes(), b"\xe9"].concat()).unwrap());
            assert_eq!(check(&auth, &changed, BODY), Err(malformed), "{scheme:?} with {name} beyond ASCII");
        }
    }
}

#[test]
fn a_signature_has_one_spelling() {
    for scheme in presets() {
        let (auth, right) = (auth(scheme), signed(scheme, SECRET, BODY, TIME));
        let value = text(&right, scheme.header);
        let refused = |value: &str| check(&auth, &with(&right, scheme.header, value), BODY).expect_err(value);
        let wrong = [format!("{value} "), format!(" {value}"), format!("{value}=0"), value[..value.len() - 1].into()];
        // The empty text between two spaces is an item, and is ignored.
        for wrong in &wrong[if scheme.separator == Some(' ') { 2 } else { 0 }..] {
            refused(wrong);
        }
        match scheme.encoding {
            Encoding::Hex => assert_eq!(refused(&value.replace(['a', 'b', 'c'], "A")), Cause::MalformedSignature),
            Encoding::Base64 => {
                assert_eq!(refused(value.trim_end_matches('=')), Cause::MalformedSignature);
                // The last character before the padding has two unused bits.
                let (rest, last) = value.trim_end_matches('=').split_at(value.len() - 2);
                let spare = char::from(last.as_bytes()[0] + 1);
                assert_eq!(refused(&format!("{rest}{spare}=")), Cause::MalformedSignature);
            }
        }
        if !scheme.prefix.is_empty() {
            refused(&value.replace(scheme.prefix, ""));
            refused(&value.replace(scheme.prefix, &scheme.prefix.to_uppercase()));
        }
    }
}

#[test]
fn a_header_may_hold_several_signatures() {
    for (scheme, of_others) in
        [(Scheme::STRIPE, "v0=5257a869"), (Scheme::PADDLE, "h2=5257a869"), (Scheme::STANDARD_WEBHOOKS, "v1a,c2ln")]
    {
        let separator = scheme.separator.unwrap();
        let auth = auth(scheme);
        let [right, wrong] = [SECRET, "b3RoZXI="].map(|secret| signed(scheme, secret, BODY, TIME));
        let signature = |headers| {
            let value = text(headers, scheme.header);
            value[value.find(scheme.prefix).unwrap()..].to_owned()
        };
        let (first, second) = (signature(&right), signature(&wrong));
        let time = text(&right, scheme.header).strip_suffix(&first).unwrap();
        let answer = |items: &[&str]| {
            let value = format!("{time}{}", items.join(&separator.to_string()));
            check(&auth, &with(&right, scheme.header, &value), BODY)
        };
        assert_eq!(answer(&[&first, &second]), Ok(()));
        assert_eq!(answer(&[&second, &first]), Ok(()));
        assert_eq!(answer(&[of_others, &second, &first, of_others]), Ok(()));
        assert_eq!(answer(&[&second, &second]), Err(Cause::WrongSignature));
        assert_eq!(answer(&[of_others]), Err(Cause::MalformedSignature), "none of this scheme");
        assert_eq!(answer(&[&first, &format!("{}00", scheme.prefix)]), Err(Cause::MalformedSignature));
        assert_eq!(answer(&vec![&*first; 31]), Ok(()), "{scheme:?}");
        assert_eq!(answer(&vec![&*first; 33]), Err(Cause::MalformedSignature), "{scheme:?}");
    }
}

#[test]
fn each_of_the_secrets_is_accepted() {
    for scheme in presets() {
        let auth = auth(scheme).also_hmac("b2xk").unwrap().also_hmac("b2xkZXI=").unwrap();
        for secret in [SECRET, "b2xk", "b2xkZXI="] {
            assert_eq!(check(&auth, &signed(scheme, secret, BODY, TIME), BODY), Ok(()), "{scheme:?}");
        }
        assert_eq!(check(&auth, &signed(scheme, "b3RoZXI=", BODY, TIME), BODY), Err(Cause::WrongSignature));
    }
}

#[test]
fn the_time_of_signing_is_tolerated_before_and_after() {
    for scheme in presets().filter(|scheme| scheme.timestamp.is_some()) {
        let answer = |auth: &Auth, time| check(auth, &signed(scheme, SECRET, BODY, time), BODY);
        let tolerance = scheme.tolerance.as_secs();
        for (auth, tolerance) in [
            (auth(scheme), tolerance),
            (auth(scheme).tolerance(Duration::from_secs(17)), 17),
            (auth(scheme).tolerance(Duration::ZERO), 0),
        ] {
            for time in [TIME - tolerance, TIME, TIME + tolerance] {
                assert_eq!(answer(&auth, time), Ok(()), "{scheme:?}");
            }
            for time in [0, TIME - tolerance - 1, TIME + tolerance + 1, u64::MAX / 2 / 1_000_000_000] {
                assert_eq!(answer(&auth, time), Err(Cause::StaleTimestamp), "{scheme:?}");
            }
        }
        assert_eq!(answer(&auth(scheme).tolerance(Duration::MAX), 0), Ok(()));
        let before_1970 = auth(scheme).clock(|| UNIX_EPOCH - Duration::from_secs(1));
        assert_eq!(answer(&before_1970, TIME), Err(Cause::StaleTimestamp));
    }
}

#[test]
fn a_time_is_written_in_digits() {
    let malformed = [
        "",
        " ",
        "+1700000000",
        "-1",
        "1700000000.0",
        "1.7e9",
        "0x6553f100",
        "now",
        "1700000000 ",
        "99999999999999999999",
    ];
    for time in malformed {
        let slack = with(&signed(Scheme::SLACK, SECRET, BODY, TIME), "x-slack-request-timestamp", time);
        assert_eq!(check(&auth(Scheme::SLACK), &slack, BODY), Err(Cause::MalformedTimestamp), "{time:?}");

        let right = signed(Scheme::STRIPE, SECRET, BODY, TIME);
        let value = text(&right, "stripe-signature").replace("1700000000", time);
        let stripe = with(&right, "stripe-signature", &value);
        assert_eq!(check(&auth(Scheme::STRIPE), &stripe, BODY), Err(Cause::MalformedTimestamp), "{time:?}");
    }
    let right = signed(Scheme::STRIPE, SECRET, BODY, TIME);
    let (time, signature) = text(&right, "stripe-signature").split_once(',').unwrap();
    for (value, cause) in [
        (signature.to_owned(), Cause::NoTimestamp),
        (format!("{time},{time},{signature}"), Cause::MalformedTimestamp),
        (time.to_owned(), Cause::MalformedSignature),
    ] {
        let changed = with(&right, "stripe-signature", &value);
        assert_eq!(check(&auth(Scheme::STRIPE), &changed, BODY), Err(cause), "{value}");
    }
}

#[test]
fn the_end_of_an_id_is_unambiguous() {
    let scheme = Scheme::STANDARD_WEBHOOKS;
    let right = signed(scheme, SECRET, BODY, TIME);
    for (id, cause) in [
        ("", Cause::NoId),
        ("msg_2", Cause::WrongSignature),
        ("msg_1.1700000000", Cause::MalformedId),
        ("msg 1", Cause::MalformedId),
    ] {
        assert_eq!(check(&auth(scheme), &with(&right, "webhook-id", id), BODY), Err(cause), "{id:?}");
    }
    for id in ["", "a.b", "a b", "\u{e9}", "a\n"] {
        assert_eq!(signed_headers(scheme, SECRET, BODY, now(), id), Err(AuthError::Id), "{id:?}");
    }
}

#[test]
fn an_optional_signature_may_be_missing_but_not_wrong() {
    for scheme in presets() {
        let auth = Auth::basic("key", "secret").unwrap().scheme(scheme).unwrap();
        let auth = auth.hmac_optional(SECRET).unwrap().clock(now);
        let mut basic = HeaderMap::new();
        basic.insert("authorization", HeaderValue::from_static("Basic a2V5OnNlY3JldA=="));
        assert_eq!(check(&auth, &basic, BODY), Ok(()));
        for (secret, answer) in [(SECRET, Ok(())), ("b3RoZXI=", Err(Cause::WrongSignature))] {
            let mut signed = signed(scheme, secret, BODY, TIME);
            assert_eq!(check(&auth, &signed, BODY), Err(Cause::NoCredentials));
            signed.extend(basic.clone());
            assert_eq!(check(&auth, &signed, BODY), answer, "{scheme:?}");
            signed.insert(scheme.header, HeaderValue::from_static(""));
            assert!(check(&auth, &signed, BODY).is_err(), "{scheme:?}");
        }
    }
}

#[test]
fn contradictory_configurations_are_errors() {
    let secret = Credential::WebhookSecret;
    for (scheme, text, expected) in [
        (Scheme::GITHUB, "", AuthError::Empty(secret)),
        (Scheme::GITHUB, "hunter2\n", AuthError::ControlCharacter(secret)),
        (Scheme::STANDARD_WEBHOOKS, "whsec_", AuthError::Empty(secret)),
        (Scheme::STANDARD_WEBHOOKS, "whsec_hunter2", AuthError::NotBase64(secret)),
        (Scheme::STANDARD_WEBHOOKS, "whsec_aHVudGVy\r\n", AuthError::ControlCharacter(secret)),
        (Scheme::STANDARD_WEBHOOKS, "whpk_aHVudGVy", AuthError::NotBase64(secret)),
        (Scheme { signed: "{timestamp}", ..Scheme::GITHUB }, "x", AuthError::Scheme(SchemeError::BodyNotSigned)),
        (Scheme { header: "X-Signature", ..Scheme::GITHUB }, "x", AuthError::Scheme(SchemeError::HeaderName)),
    ] {
        let error = Auth::signature(scheme, text).unwrap_err();
        assert_eq!(error, expected);
        assert_eq!(signed_headers(scheme, text, BODY, now(), ID).unwrap_err(), expected);
        assert!(!error.to_string().contains("hunter"), "{error}");
    }
    let late = Auth::basic("key", "secret").unwrap().hmac("x").unwrap().scheme(Scheme::GITHUB);
    assert_eq!(late.unwrap_err(), AuthError::SchemeAfterSecret);
    let early = UNIX_EPOCH - Duration::from_secs(1);
    assert_eq!(signed_headers(Scheme::SLACK, SECRET, BODY, early, ID), Err(AuthError::Before1970));
    assert!(signed_headers(Scheme::GITHUB, SECRET, BODY, early, "").is_ok(), "neither is signed");
}

#[test]
fn a_base64_secret_may_lack_its_prefix() {
    let scheme = Scheme::STANDARD_WEBHOOKS;
    let with_prefix = format!("whsec_{SECRET}");
    assert_eq!(check(&auth(scheme), &signed(scheme, &with_prefix, BODY, TIME), BODY), Ok(()));
    assert_eq!(scheme.secret, SecretForm::Base64("whsec_"));
}

#[test]
fn a_vendor_without_a_preset_is_data() {
    const SHOP: Scheme = Scheme {
        header: "x-shop-signatures",
        separator: Some('|'),
        prefix: "",
        encoding: Encoding::Base64,
        signed: "<{id}>{body}<{timestamp}",
        timestamp: Some(TimestampSource::Item("at ")),
        id: Some("x-shop-id"),
        ..Scheme::STANDARD_WEBHOOKS
    };
    let right = signed(SHOP, SECRET, BODY, TIME);
    assert!(text(&right, "x-shop-signatures").starts_with("at 1700000000|"));
    assert_eq!(check(&auth(SHOP), &right, BODY), Ok(()));
    assert_eq!(check(&auth(SHOP), &right, b"{}"), Err(Cause::WrongSignature));
}

fn message() -> impl Strategy<Value = (Scheme, Vec<u8>, u64, String)> {
    let preset = prop::sample::select(presets().collect::<Vec<_>>());
    (preset, prop::collection::vec(any::<u8>(), 0..200), TIME - 5..=TIME + 5, "[!-+/-~-]{1,40}")
}

proptest! {
    #[test]
    fn signed_requests_are_accepted_and_changed_ones_rejected(
        (scheme, body, time, id) in message(),
        at_header in any::<prop::sample::Index>(),
        at_byte in any::<prop::sample::Index>(),
        other in 0x20_u8..0x7f,
        flip in 1_u8..,
    ) {
        let headers: HeaderMap = signed_headers(scheme, SECRET, &body, at(time), &id).unwrap().into_iter().collect();
        let auth = auth(scheme);
        prop_assert_eq!(check(&auth, &headers, &body), Ok(()));

        // Change any byte of the signature, the time or the id.
        let name = headers.keys().nth(at_header.index(headers.keys_len())).unwrap().clone();
        let mut value = headers[&name].as_bytes().to_vec();
        let at = at_byte.index(value.len());
        if value[at] != other {
            value[at] = other;
            let mut changed = headers.clone();
            changed.insert(name, HeaderValue::from_bytes(&value).unwrap());
            prop_assert!(check(&auth, &changed, &body).is_err());
        }

        // Change, add or remove any byte of the body.
        let mut changed = body.clone();
        changed.push(flip);
        prop_assert_eq!(check(&auth, &headers, &changed), Err(Cause::WrongSignature));
        if !body.is_empty() {
            prop_assert_eq!(check(&auth, &headers, &body[1..]), Err(Cause::WrongSignature));
            changed.clone_from(&body);
            changed[at_byte.index(body.len())] ^= flip;
            prop_assert_eq!(check(&auth, &headers, &changed), Err(Cause::WrongSignature));
        }
    }

    #[test]
    fn no_header_trips_it(
        (scheme, ..) in message(),
        lines in prop::collection::vec((any::<prop::sample::Index>(), prop::collection::vec(any::<u8>(), 0..60)), 0..5),
    ) {
        let right = signed(scheme, SECRET, BODY, TIME);
        let mut headers = HeaderMap::new();
        for (at, value) in lines {
            let name = right.keys().nth(at.index(right.keys_len())).unwrap();
            if let Ok(value) = HeaderValue::from_bytes(&value) {
                headers.append(name, value);
            }
        }
        prop_assert!(check(&auth(scheme), &headers, BODY).is_err());
    }
}

//! HTTP Basic and signatures: the test vectors of their RFCs, rejected requests, and output that must not show secrets.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use conscent::Auth;
use conscent::auth::{AuthError, Credential, SIGNATURE_HEADER, Unauthorized, sign};
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue};
use proptest::prelude::*;

const BODY: &[u8] = br#"{"event": "purchase.pass"}"#;

fn headers<const N: usize>(lines: [(&'static str, &[u8]); N]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        headers.append(name, HeaderValue::from_bytes(value).expect("no line breaks"));
    }
    headers
}

fn check(auth: &Auth, headers: &HeaderMap, body: &[u8]) -> Result<(), Unauthorized> {
    auth.check_headers(headers)?.check_body(body)
}

fn authorization(auth: &Auth, value: &[u8]) -> bool {
    check(auth, &headers([(AUTHORIZATION.as_str(), value)]), BODY).is_ok()
}

fn basic(key: &str, secret: &str) -> Vec<u8> {
    format!("Basic {}", STANDARD.encode(format!("{key}:{secret}"))).into_bytes()
}

fn signed(auth: &Auth, signature: &str) -> bool {
    check(auth, &headers([(SIGNATURE_HEADER, signature.as_bytes())]), BODY).is_ok()
}

#[test]
fn vectors_of_rfc_7617() {
    let aladdin = Auth::basic("Aladdin", "open sesame").unwrap();
    assert!(authorization(&aladdin, b"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
    assert!(!authorization(&aladdin, b"Basic dGVzdDoxMjPCow=="));

    let pound = Auth::basic("test", "123\u{a3}").unwrap();
    assert!(authorization(&pound, b"Basic dGVzdDoxMjPCow=="), "charset is UTF-8");
    assert!(!authorization(&pound, &[b"Basic ", STANDARD.encode(b"test:123\xa3").as_bytes()].concat()), "not Latin-1");
}

#[test]
fn vectors_of_rfc_4231() {
    let long = b"This is a test using a larger than block-size key and a larger than block-size data. \
        The key needs to be hashed before being used by the HMAC algorithm.";
    let vectors: [(&[u8], &[u8], &str); 6] = [
        (&[0x0b; 20], b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (b"Jefe", b"what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (&[0xaa; 20], &[0xdd; 50], "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        (
            &std::array::from_fn::<u8, 25, _>(|i| u8::try_from(i + 1).unwrap()),
            &[0xcd; 50],
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
        ),
        (
            &[0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
        (&[0xaa; 131], long, "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    ];
    for (secret, body, expected) in vectors {
        assert_eq!(sign(secret, body), expected);
        let auth = Auth::signature_only(secret).unwrap();
        assert!(check(&auth, &headers([(SIGNATURE_HEADER, expected.as_bytes())]), body).is_ok());
    }
}

#[test]
fn the_scheme_is_named_in_any_case_and_followed_by_spaces() {
    let auth = Auth::basic("key", "secret").unwrap();
    let token = STANDARD.encode("key:secret");
    for accepted in ["Basic ", "basic ", "BASIC ", "bAsIc  "] {
        assert!(authorization(&auth, format!("{accepted}{token}").as_bytes()), "{accepted:?}");
    }
    for refused in ["", "Basic", "Basic\t", "Basic \t", "Basic:", "Bearer ", " Basic ", "Basic Basic "] {
        assert!(!authorization(&auth, format!("{refused}{token}").as_bytes()), "{refused:?}");
    }
}

#[test]
fn malformed_credentials_are_refused() {
    let auth = Auth::basic("key", "secret").unwrap();
    let refused: [&[u8]; 12] = [
        b"",
        b"Basic",
        b"Basic ",
        b"Basic key:secret",
        b"Basic a2V5OnNlY3JldA=",    // one = too many
        b"Basic a2V5OnNlY3JldA ",    // a trailing space
        b"Basic a2V5OnNlY3JldA,",    // a list
        b"Basic a2V5OnNlY3JldB",     // the same bytes, except for bits that base64 does not use
        b"Basic a2V5",               // no colon
        b"Basic \xc2\xa3",           // not ASCII
        b"Basic a2V5OnNlY3JldA\xe9", // not ASCII
        b"Basic a2V5OgBzZWNyZXQ=",   // contains a NUL
    ];
    assert!(authorization(&auth, b"Basic a2V5OnNlY3JldA=="));
    for value in refused {
        assert!(!authorization(&auth, value), "{}", value.escape_ascii());
    }
    assert_eq!(check(&auth, &HeaderMap::new(), BODY).unwrap_err().to_string(), "unauthorized");
}

#[test]
fn a_secret_may_have_colons() {
    let auth = Auth::basic("key", ":a:b:").unwrap();
    assert!(authorization(&auth, &basic("key", ":a:b:")));
    assert!(!authorization(&auth, &basic("key", "a:b")));
    assert!(!authorization(&auth, &basic("key:", ":a:b:")));
}

#[test]
fn a_header_that_comes_twice_is_refused() {
    let auth = Auth::basic("key", "secret").unwrap().hmac("webhook").unwrap();
    let (basic, signature) = (basic("key", "secret"), sign("webhook", BODY));
    let (basic, signature) = ((AUTHORIZATION.as_str(), &*basic), (SIGNATURE_HEADER, signature.as_bytes()));
    assert!(check(&auth, &headers([basic, signature]), BODY).is_ok());
    assert!(auth.check_headers(&headers([basic, basic, signature])).is_err());
    assert!(auth.check_headers(&headers([basic, signature, signature])).is_err());
}

#[test]
fn each_of_the_credentials_is_accepted_and_no_mix_of_them() {
    let auth = Auth::basic("new", "1").unwrap().also_basic("old", "2").unwrap().also_basic("older", "3").unwrap();
    for (key, secret, accepted) in
        [("new", "1", true), ("old", "2", true), ("older", "3", true), ("new", "2", false), ("old", "1", false)]
    {
        assert_eq!(authorization(&auth, &basic(key, secret)), accepted, "{key} {secret}");
    }

    // The new credentials may equal the old ones.
    let auth = Auth::basic("key", "secret").unwrap().also_basic("key", "secret").unwrap();
    assert!(authorization(&auth, &basic("key", "secret")));
    let auth = Auth::signature_only("same").unwrap().also_hmac("same").unwrap();
    assert!(signed(&auth, &sign("same", BODY)));

    let auth = Auth::signature_only("new").unwrap().also_hmac("old").unwrap();
    assert!(signed(&auth, &sign("new", BODY)));
    assert!(signed(&auth, &sign("old", BODY)));
    assert!(!signed(&auth, &sign("older", BODY)));
}

#[test]
fn a_signature_is_64_lower_case_digits() {
    let auth = Auth::signature_only("webhook").unwrap();
    let right = sign("webhook", BODY);
    assert!(signed(&auth, &right));
    for wrong in [
        String::new(),
        right.to_uppercase(),
        format!("sha256={right}"),
        format!(" {right}"),
        format!("{right}0"),
        format!("{right}00"),
        right[1..].to_owned(),
        right[2..].to_owned(),
        "0".repeat(64),
        "g".repeat(64),
        sign("another", BODY),
    ] {
        assert!(!signed(&auth, &wrong), "{wrong}");
    }
}

#[test]
fn what_is_asked_of_the_signature() {
    let basic = basic("key", "secret");
    let with = |signature: Option<String>| {
        let mut headers = headers([(AUTHORIZATION.as_str(), &*basic)]);
        headers.extend(
            signature
                .map(|signature| (Some(SIGNATURE_HEADER.parse().unwrap()), HeaderValue::try_from(signature).unwrap())),
        );
        headers
    };
    let auth = || Auth::basic("key", "secret").unwrap();
    let [right, wrong] = ["webhook", "another"].map(|secret| Some(sign(secret, BODY)));
    for (auth, missing, right_accepted, wrong_accepted) in [
        (auth(), true, true, true),
        (auth().hmac("webhook").unwrap(), false, true, false),
        (auth().hmac_optional("webhook").unwrap(), true, true, false),
        (auth().also_hmac("webhook").unwrap(), false, true, false),
        (auth().hmac_optional("first").unwrap().also_hmac("webhook").unwrap(), true, true, false),
    ] {
        assert_eq!(check(&auth, &with(None), BODY).is_ok(), missing, "{auth:?}");
        assert_eq!(check(&auth, &with(right.clone()), BODY).is_ok(), right_accepted, "{auth:?}");
        assert_eq!(check(&auth, &with(wrong.clone()), BODY).is_ok(), wrong_accepted, "{auth:?}");
    }
    assert!(auth().hmac("webhook").unwrap().check_headers(&with(None)).is_err(), "known before the body is read");
}

#[test]
fn unusable_credentials_are_rejected() {
    use Credential::{ApiKey, ApiSecret, WebhookSecret};
    for (made, expected) in [
        (Auth::basic("", "secret"), AuthError::Empty(ApiKey)),
        (Auth::basic("key", ""), AuthError::Empty(ApiSecret)),
        (Auth::basic("key:secret", "secret"), AuthError::ColonInKey),
        (Auth::basic("key\n", "secret"), AuthError::ControlCharacter(ApiKey)),
        (Auth::basic("key", "secret\r\n"), AuthError::ControlCharacter(ApiSecret)),
        (Auth::basic("key", "\u{7f}"), AuthError::ControlCharacter(ApiSecret)),
        (Auth::signature_only(""), AuthError::Empty(WebhookSecret)),
        (Auth::signature_only("secret\n"), AuthError::ControlCharacter(WebhookSecret)),
    ] {
        assert_eq!(made.unwrap_err(), expected);
    }
    let auth = || Auth::basic("key", "secret").unwrap();
    for made in [auth().also_basic("key", ""), auth().hmac(""), auth().hmac_optional([]), auth().also_hmac("")] {
        assert!(matches!(made, Err(AuthError::Empty(_))));
    }
}

#[test]
fn errors_say_which_and_why() {
    let told = [
        AuthError::Empty(Credential::ApiSecret),
        AuthError::ColonInKey,
        AuthError::ControlCharacter(Credential::WebhookSecret),
    ]
    .map(|error| error.to_string());
    assert_eq!(
        told,
        [
            "API secret: is empty, and would protect nothing; check that its environment variable is set",
            "API key: contains ':', where HTTP Basic would end the key; pass the key and the secret as two arguments",
            "webhook secret: contains a control character or ends with a line break, as files often do; trim it",
        ]
    );
}

#[test]
fn debug_shows_how_many_and_nothing_else() {
    let auth = Auth::basic("hunter", "hunter2").unwrap().hmac("hunter3").unwrap().also_hmac("hunter4").unwrap();
    assert_eq!(format!("{auth:?}"), "Auth { basic: 1, webhook_secrets: 2, signature: Required }");
    let basic = basic("hunter", "hunter2");
    let signature = sign("hunter3", BODY);
    let headers = headers([(AUTHORIZATION.as_str(), &*basic), (SIGNATURE_HEADER, signature.as_bytes())]);
    assert_eq!(format!("{:?}", auth.check_headers(&headers).unwrap()), "Pending { signature: true, .. }");
}

proptest! {
    #[test]
    fn an_altered_body_is_refused(
        body in prop::collection::vec(any::<u8>(), 1..200),
        at in any::<prop::sample::Index>(),
        flip in 1_u8..,
    ) {
        let auth = Auth::signature_only("webhook").unwrap();
        let signature = sign("webhook", &body);
        let headers = headers([(SIGNATURE_HEADER, signature.as_bytes())]);
        prop_assert!(check(&auth, &headers, &body).is_ok());

        let mut altered = body.clone();
        altered[at.index(body.len())] ^= flip;
        prop_assert!(check(&auth, &headers, &altered).is_err());
        prop_assert!(check(&auth, &headers, &body[..body.len() - 1]).is_err());
        altered.clone_from(&body);
        altered.push(flip);
        prop_assert!(check(&auth, &headers, &altered).is_err());
    }

    #[test]
    fn an_altered_header_is_refused(
        key in "[^:\\x00-\\x1f\\x7f]{1,20}",
        secret in "[^\\x00-\\x1f\\x7f]{1,20}",
        of_signature in any::<bool>(),
        at in any::<prop::sample::Index>(),
        other in 0x21_u8..0x7f,
    ) {
        let auth = Auth::basic(&key, &secret).unwrap().hmac(&secret).unwrap();
        let mut lines = [basic(&key, &secret), sign(&secret, BODY).into_bytes()];
        let accepted = |[basic, signature]: &[Vec<u8>; 2]| {
            check(&auth, &headers([(AUTHORIZATION.as_str(), &**basic), (SIGNATURE_HEADER, &**signature)]), BODY).is_ok()
        };
        prop_assert!(accepted(&lines));

        let line = &mut lines[usize::from(of_signature)];
        let at = at.index(line.len());
        prop_assume!(line[at] != other && (of_signature || !line[at].eq_ignore_ascii_case(&other) || at > 5));
        line[at] = other;
        prop_assert!(!accepted(&lines));
    }

    #[test]
    fn no_header_trips_it(value in prop::collection::vec(any::<u8>(), 0..100)) {
        let auth = Auth::basic("key", "secret").unwrap().hmac("webhook").unwrap();
        if let Ok(value) = HeaderValue::from_bytes(&value) {
            let mut headers = HeaderMap::new();
            headers.insert(AUTHORIZATION, value.clone());
            headers.insert(SIGNATURE_HEADER, value);
            prop_assert!(auth.check_headers(&headers).is_err());
        }
    }
}

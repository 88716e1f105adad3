//! Code in `guide/credentials.md`.

use conscent::auth::{Encoding, Rejected, Scheme, TimestampSource, Verifier, signed_headers};
use conscent::{Auth, BoxError};
use http::HeaderMap;
use std::env;
use std::time::SystemTime;

// ANCHOR: environment
fn variable(name: &str) -> Result<String, BoxError> {
    env::var(name).map_err(|error| format!("{name}: {error}; set it to the value in the dashboard").into())
}
// ANCHOR_END: environment

// ANCHOR: scheme
/// A vendor that signs the time and the body, and sends both the time and the signature in a header.
const SHOP: Scheme = Scheme {
    header: "x-shop-signature",
    encoding: Encoding::Base64,
    signed: "{timestamp}.{body}",
    timestamp: Some(TimestampSource::Header("x-shop-timestamp")),
    ..Scheme::CONSCENT
};
// ANCHOR_END: scheme

// ANCHOR: verifier
/// Accepts requests whose client certificate is the vendor's, according to the proxy.
struct Certificate {
    subject: &'static str,
}

impl Verifier for Certificate {
    fn check_headers(&self, headers: &HeaderMap) -> Result<(), Rejected> {
        let subject = headers.get("x-client-subject").ok_or(Rejected::because("no_certificate"))?;
        if subject == self.subject { Ok(()) } else { Err(Rejected::because("wrong_certificate")) }
    }

    fn verify(&self, _: &HeaderMap, _body: &[u8], _now: SystemTime) -> Result<(), Rejected> {
        Ok(()) // TLS protects the body
    }
}
// ANCHOR_END: verifier

#[test]
fn who_is_accepted() -> Result<(), BoxError> {
    assert!(variable("A_VARIABLE_THAT_IS_NOT_SET").is_err());
    let (key, secret, webhook_secret, old_secret) = ("key", "secret", "webhook", "old");

    // ANCHOR: basic
    let auth = Auth::basic(key, secret)?.hmac_optional(webhook_secret)?;
    // ANCHOR_END: basic
    assert!(auth.check_headers(&HeaderMap::new()).is_err());

    // ANCHOR: signature
    let auth = Auth::signature(Scheme::GITHUB, webhook_secret)?;
    // ANCHOR_END: signature
    assert!(auth.check_headers(&HeaderMap::new()).is_err());

    // ANCHOR: rotation
    let auth = Auth::signature(SHOP, webhook_secret)?.also_hmac(old_secret)?;
    // ANCHOR_END: rotation
    for (secret, is_accepted) in [(webhook_secret, true), (old_secret, true), ("another", false)] {
        let headers = signed_headers(SHOP, secret, b"{}", SystemTime::now(), "")?.into_iter().collect();
        assert_eq!(auth.check_headers(&headers)?.check_body(b"{}").is_ok(), is_accepted);
    }

    // ANCHOR: own
    let auth = Auth::verifier(Certificate { subject: "CN=webhooks.shop.example" });
    // ANCHOR_END: own
    let mut headers = HeaderMap::new();
    assert_eq!(auth.check_headers(&headers).unwrap_err().cause().as_str(), "no_certificate");
    headers.insert("x-client-subject", "CN=webhooks.shop.example".parse()?);
    auth.check_headers(&headers)?.check_body(b"{}")?;
    Ok(())
}

//! Authentication of senders, by the vendors' signatures and by HTTP Basic.
//!
//! ```
//! use conscent::Auth;
//! use conscent::auth::Scheme;
//!
//! let auth = Auth::signature(Scheme::GITHUB, "the secret of the webhook")?
//!     .also_hmac("the secret of last month")?; // until the vendor no longer uses it
//! # Ok::<(), conscent::auth::AuthError>(())
//! ```
//!
//! | constructor | HTTP Basic | signature |
//! |---|---|---|
//! | [`Auth::signature`] | ignored | required |
//! | [`Auth::basic`] | required | ignored |
//! | … [`.hmac`](Auth::hmac) | required | required, in the scheme of Conscent.ai or in the one set by [`.scheme`](Auth::scheme) |
//! | … [`.hmac_optional`](Auth::hmac_optional) | required | checked if present |
//! | [`Auth::verifier`] | ignored | what the [`Verifier`] requires |
//!
//! A request must meet all requirements, which can be combined: `Auth::verifier(…).also_basic(…)?.hmac(…)?` has all
//! three. If both `.hmac` and `.hmac_optional` are called, the last call decides whether the signature may be missing.
//! No `Auth` accepts every request.
//!
//! # Schemes
//!
//! A [`Scheme`] is plain data. For a vendor that is not in this table, set its header and a few more fields; no code is
//! needed. All schemes use HMAC-SHA256.
//!
//! | scheme | header | signature | signed content |
//! |---|---|---|---|
//! | [`CONSCENT`](Scheme::CONSCENT) | `X-Conscent-Signature` | hex | the body |
//! | [`GITHUB`](Scheme::GITHUB) | `X-Hub-Signature-256` | `sha256=` and hex | the body |
//! | [`PADDLE`](Scheme::PADDLE) | `Paddle-Signature` | `ts=…;h1=…`, hex | time `:` body |
//! | [`RAZORPAY`](Scheme::RAZORPAY) | `X-Razorpay-Signature` | hex | the body |
//! | [`SHOPIFY`](Scheme::SHOPIFY) | `X-Shopify-Hmac-Sha256` | base64 | the body |
//! | [`SLACK`](Scheme::SLACK) | `X-Slack-Signature`, `X-Slack-Request-Timestamp` | `v0=` and hex | `v0:` time `:` body |
//! | [`STANDARD_WEBHOOKS`](Scheme::STANDARD_WEBHOOKS) | `webhook-signature`, `webhook-timestamp`, `webhook-id` | a list of `v1,` and base64; the secret is base64 after `whsec_` | id `.` time `.` body |
//! | [`STRIPE`](Scheme::STRIPE) | `Stripe-Signature` | `t=…,v1=…`, hex | time `.` body |
//!
//! The vendors' documentation is the source of these schemes:
//! [GitHub](https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries),
//! [Paddle](https://developer.paddle.com/webhooks/about/signature-verification),
//! [Razorpay](https://razorpay.com/docs/webhooks/validate-test/),
//! [Shopify](https://shopify.dev/docs/apps/build/webhooks),
//! [Slack](https://api.slack.com/docs/verifying-requests-from-slack), [Standard
//! Webhooks](https://www.standardwebhooks.com), [Stripe](https://docs.stripe.com/webhooks/signature). `.ci/signatures`
//! compares each scheme with the vendor's own library, and the tests contain the examples that vendors publish.
//!
//! A scheme that does not sign the time cannot detect a delivery that is replayed by someone who has seen it.
//! [`Delivery::dedupe_key`](crate::Delivery::dedupe_key) helps to detect that.
//!
//! # What Conscent.ai sends
//!
//! With HTTP Basic enabled in the dashboard, each request has the API key as user and the API secret as password. With
//! a webhook secret, it has the header `X-Conscent-Signature`. That header is documented for the old webhooks only. For
//! the new ones, [`Auth::hmac_optional`] accepts requests with and without it.
//!
//! ```
//! # use conscent::Auth;
//! let auth = Auth::basic("key", "secret")? // as given in the dashboard
//!     .hmac_optional("webhook secret")?;
//! # Ok::<(), conscent::auth::AuthError>(())
//! ```
//!
//! # Guarantees
//!
//! - Comparisons take constant time, and each request is compared with all accepted credentials, even after a match.
//! - Each value has only one valid spelling: hex in lower case, canonical base64, a time in decimal digits. A header is
//!   rejected if it is repeated, is not ASCII, or lists more than 32 items. If any signature of a list is malformed,
//!   the request is rejected.
//! - A time must be within the tolerance of this machine's clock, before or after it.
//! - The response to an [`Unauthorized`] request is the same for every cause. Only the operator learns the [`Cause`],
//!   from the log and the metrics; see `observe`.
//! - Secrets are not stored. `Auth` keeps only a hash of the key and the API secret, and the keyed state of HMAC. Both
//!   are wiped when `Auth` is dropped, and `Debug` shows neither.

mod basic;
mod cause;
mod error;
mod received;
mod secret;
mod sign;
mod verifier;

use std::fmt;
use std::time::{Duration, SystemTime};

use http::HeaderMap;
use subtle::Choice;

use basic::Basic;
use received::Received;
use secret::WebhookSecret;

pub use cause::{Cause, Rejected, Unauthorized};
pub use conscent_core::signature::{Encoding, Scheme, SchemeError, SecretForm, Segment, TimestampSource};
pub use error::{AuthError, Credential};
pub use sign::{SIGNATURE_HEADER, sign, signed_headers};
pub use verifier::Verifier;

/// Authenticates requests by the accepted credentials. See the [module](self).
pub struct Auth {
    basic: Vec<Basic>,
    scheme: Scheme,
    secrets: Vec<WebhookSecret>,
    policy: Policy,
    verifier: Option<Box<dyn Verifier>>,
    tolerance: Option<Duration>,
    clock: fn() -> SystemTime,
}

/// Whether a signature is checked, and whether it may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Policy {
    Off,
    Optional,
    Required,
}

impl Auth {
    /// An `Auth` without requirements. Each public constructor adds some.
    fn nothing() -> Self {
        Self {
            basic: Vec::new(),
            scheme: Scheme::CONSCENT,
            secrets: Vec::new(),
            policy: Policy::Off,
            verifier: None,
            tolerance: None,
            clock: SystemTime::now,
        }
    }

    /// Requires HTTP Basic with this API key and API secret.
    ///
    /// # Errors
    /// [`AuthError`]: the key or the secret is empty or contains a control character, or the key contains a `:`.
    pub fn basic(key: impl AsRef<str>, secret: impl AsRef<str>) -> Result<Self, AuthError> {
        Self::nothing().also_basic(key, secret)
    }

    /// Requires a signature of this scheme, but not HTTP Basic.
    ///
    /// ```
    /// use conscent::Auth;
    /// use conscent::auth::{Encoding, Scheme, TimestampSource};
    ///
    /// // A vendor that also signs the time, and sends it in a header.
    /// const SHOP: Scheme = Scheme {
    ///     header: "x-shop-signature",
    ///     encoding: Encoding::Base64,
    ///     signed: "{timestamp}{body}",
    ///     timestamp: Some(TimestampSource::Header("x-shop-timestamp")),
    ///     ..Scheme::CONSCENT
    /// };
    /// let auth = Auth::signature(SHOP, "webhook secret")?;
    /// # Ok::<(), conscent::auth::AuthError>(())
    /// ```
    ///
    /// # Errors
    /// [`AuthError`]: the secret is empty, ends with a line break, or is not written as the scheme requires; or the fields of the scheme
    /// contradict each other.
    pub fn signature(scheme: Scheme, secret: impl AsRef<[u8]>) -> Result<Self, AuthError> {
        Self::nothing().scheme(scheme)?.hmac(secret)
    }

    /// Requires a signature of Conscent.ai, but not HTTP Basic, for webhooks that were set up without HTTP Basic.
    ///
    /// # Errors
    /// The same as for [`Auth::signature`].
    pub fn signature_only(secret: impl AsRef<[u8]>) -> Result<Self, AuthError> {
        Self::signature(Scheme::CONSCENT, secret)
    }

    /// Requires what your own verifier requires. See [`Verifier`] for an example.
    #[must_use]
    pub fn verifier(verifier: impl Verifier + 'static) -> Self {
        Self { verifier: Some(Box::new(verifier)), ..Self::nothing() }
    }

    /// Also accepts another key and secret, such as the old ones until the vendor uses the new ones.
    ///
    /// # Errors
    /// The same as for [`Auth::basic`].
    pub fn also_basic(mut self, key: impl AsRef<str>, secret: impl AsRef<str>) -> Result<Self, AuthError> {
        self.basic.push(Basic::new(key.as_ref(), secret.as_ref())?);
        Ok(self)
    }

    /// Changes the signature scheme. The default is Conscent.ai's. Call this before adding secrets.
    ///
    /// ```
    /// use conscent::Auth;
    /// use conscent::auth::Scheme;
    ///
    /// let auth = Auth::basic("key", "secret")?.scheme(Scheme::RAZORPAY)?.hmac("webhook secret")?;
    /// # Ok::<(), conscent::auth::AuthError>(())
    /// ```
    ///
    /// # Errors
    /// [`AuthError`]: the fields of the scheme contradict each other, or a secret was added before.
    pub fn scheme(mut self, scheme: Scheme) -> Result<Self, AuthError> {
        if !self.secrets.is_empty() {
            return Err(AuthError::SchemeAfterSecret);
        }
        scheme.check().map_err(AuthError::Scheme)?;
        self.scheme = scheme;
        Ok(self)
    }

    /// Requires each body to be signed with this webhook secret.
    ///
    /// # Errors
    /// The same as for [`Auth::signature`].
    pub fn hmac(self, secret: impl AsRef<[u8]>) -> Result<Self, AuthError> {
        self.secret(secret.as_ref(), Policy::Required)
    }

    /// Accepts bodies without a signature. If a body has one, it must be made with this webhook secret.
    ///
    /// This does not protect against a sender who knows the API secret. It detects a wrong webhook secret while
    /// signatures are being introduced.
    ///
    /// # Errors
    /// The same as for [`Auth::signature`].
    pub fn hmac_optional(self, secret: impl AsRef<[u8]>) -> Result<Self, AuthError> {
        self.secret(secret.as_ref(), Policy::Optional)
    }

    /// Also accepts signatures made with another webhook secret, such as the old one until the vendor uses the new one.
    ///
    /// Called without [`hmac`](Self::hmac) or [`hmac_optional`](Self::hmac_optional) before it, this requires a
    /// signature, like `hmac`.
    ///
    /// # Errors
    /// The same as for [`Auth::signature`].
    pub fn also_hmac(self, secret: impl AsRef<[u8]>) -> Result<Self, AuthError> {
        let policy = if self.policy == Policy::Off { Policy::Required } else { self.policy };
        self.secret(secret.as_ref(), policy)
    }

    fn secret(mut self, secret: &[u8], policy: Policy) -> Result<Self, AuthError> {
        self.secrets.push(WebhookSecret::new(self.scheme.secret, secret)?);
        self.policy = policy;
        Ok(self)
    }

    /// Changes how far the time of signing may be before or after this machine's clock. The default is the scheme's
    /// tolerance.
    #[must_use]
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = Some(tolerance);
        self
    }

    /// Replaces the clock, for tests with requests that were signed at a fixed time.
    ///
    /// ```
    /// use std::time::{Duration, UNIX_EPOCH};
    ///
    /// use conscent::Auth;
    /// use conscent::auth::{Scheme, signed_headers};
    ///
    /// let now = || UNIX_EPOCH + Duration::from_secs(1_614_265_330);
    /// let auth = Auth::signature(Scheme::SLACK, "secret")?.clock(now);
    /// let headers = signed_headers(Scheme::SLACK, "secret", b"{}", now(), "")?;
    /// assert!(auth.check_headers(&headers.into_iter().collect()).is_ok());
    ///
    /// let old = signed_headers(Scheme::SLACK, "secret", b"{}", now() - Duration::from_secs(301), "")?;
    /// assert!(auth.check_headers(&old.into_iter().collect()).is_err());
    /// # Ok::<(), conscent::auth::AuthError>(())
    /// ```
    #[must_use]
    pub fn clock(mut self, clock: fn() -> SystemTime) -> Self {
        self.clock = clock;
        self
    }

    /// Checks everything that can be checked before the body is read. [`Pending::check_body`] then checks the
    /// signature.
    ///
    /// # Errors
    /// [`Unauthorized`]: HTTP Basic is wrong; a required header is missing, malformed or repeated; or the time of signing is out of tolerance.
    pub fn check_headers<'a>(&'a self, headers: &'a HeaderMap) -> Result<Pending<'a>, Unauthorized> {
        if !self.basic.is_empty() {
            let given = Basic::of(headers)?;
            let accepted = self.basic.iter().fold(Choice::from(0), |found, accepted| found | accepted.matches(&given));
            require(accepted, Cause::WrongCredentials)?;
        }
        let tolerance = self.tolerance.unwrap_or(self.scheme.tolerance);
        let received = match self.policy {
            Policy::Off => None,
            Policy::Optional => Received::of(headers, &self.scheme, tolerance, self.clock)?,
            Policy::Required => {
                Some(Received::of(headers, &self.scheme, tolerance, self.clock)?.ok_or(Cause::NoSignature)?)
            }
        };
        if let Some(verifier) = &self.verifier {
            verifier.check_headers(headers)?;
        }
        Ok(Pending { auth: self, headers, received })
    }

    /// The header with the signature, which is not passed on to deliveries.
    pub(crate) fn signature_header(&self) -> &'static str {
        self.scheme.header
    }

    /// The header with an id, if every accepted request has a signature over that header.
    pub(crate) fn signed_id(&self) -> Option<&'static str> {
        self.scheme.id.filter(|_| self.policy == Policy::Required)
    }

    /// The `WWW-Authenticate` challenge for an unauthorized request, if HTTP Basic is accepted.
    pub(crate) fn challenge(&self) -> Option<&'static str> {
        (!self.basic.is_empty()).then_some(r#"Basic realm="webhooks", charset="UTF-8""#)
    }
}

#[expect(clippy::missing_fields_in_debug, reason = "shows only the number of credentials")]
impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut auth = f.debug_struct("Auth");
        auth.field("basic", &self.basic.len())
            .field("webhook_secrets", &self.secrets.len())
            .field("signature", &self.policy);
        if self.verifier.is_some() {
            auth.field("verifier", &format_args!("_"));
        }
        auth.finish()
    }
}

/// A request whose headers were accepted, and whose body has not been checked yet.
#[must_use = "the signature has not been checked yet"]
pub struct Pending<'a> {
    auth: &'a Auth,
    headers: &'a HeaderMap,
    received: Option<Received<'a>>,
}

impl Pending<'_> {
    /// Checks the signature, if there is one to check, over the body as it arrived.
    ///
    /// # Errors
    /// [`Unauthorized`]: the signature was not made with any of the webhook secrets, or the verifier rejected the
    /// request.
    pub fn check_body(&self, body: &[u8]) -> Result<(), Unauthorized> {
        let auth = self.auth;
        if let Some(received) = &self.received {
            require(received.is_made_by(&auth.secrets, &auth.scheme, body), Cause::WrongSignature)?;
        }
        match &auth.verifier {
            Some(verifier) => Ok(verifier.verify(self.headers, body, (auth.clock)())?),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Pending<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").field("signature", &self.received.is_some()).finish_non_exhaustive()
    }
}

fn require(choice: Choice, otherwise: Cause) -> Result<(), Cause> {
    if choice.into() { Ok(()) } else { Err(otherwise) }
}

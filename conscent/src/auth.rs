//! Authentication of senders: signatures, as vendors make them, and HTTP Basic.
//!
//! ```
//! use conscent::Auth;
//! use conscent::auth::Scheme;
//!
//! let auth = Auth::signature(Scheme::GITHUB, "the secret of the webhook")?
//!     .also_hmac("the secret of last month")?; // while it is being replaced
//! # Ok::<(), conscent::auth::AuthError>(())
//! ```
//!
//! | made by | HTTP Basic | signature |
//! |---|---|---|
//! | [`Auth::signature`] | ignored | required |
//! | [`Auth::basic`] | required | ignored |
//! | … [`.hmac`](Auth::hmac) | required | required, of Conscent.ai or of the [`.scheme`](Auth::scheme) |
//! | … [`.hmac_optional`](Auth::hmac_optional) | required | checked if present |
//! | [`Auth::verifier`] | ignored | what the [`Verifier`] asks for |
//!
//! What is asked for has to hold together, so each of the last three can be added to the others. No `Auth` lets everybody in.
//!
//! # Schemes
//!
//! A [`Scheme`] is plain data, so a vendor that is not here needs its header and a few more fields, and no code. All use HMAC-SHA256.
//!
//! | scheme | header | signature | what is signed |
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
//! Their sources are what the vendors document:
//! [GitHub](https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries),
//! [Paddle](https://developer.paddle.com/webhooks/about/signature-verification),
//! [Razorpay](https://razorpay.com/docs/webhooks/validate-test/),
//! [Shopify](https://shopify.dev/docs/apps/build/webhooks),
//! [Slack](https://api.slack.com/docs/verifying-requests-from-slack),
//! [Standard Webhooks](https://www.standardwebhooks.com),
//! [Stripe](https://docs.stripe.com/webhooks/signature). `.ci/signatures` compares each of these with the vendor's own library, and the
//! tests have the examples that vendors publish.
//!
//! A scheme that signs no time does not notice a delivery that is replayed by someone who has seen it.
//! [`Delivery::dedupe_key`](crate::Delivery::dedupe_key) helps to notice that.
//!
//! # What Conscent.ai sends
//!
//! With HTTP Basic enabled in the dashboard, each request has the API key as user and the API secret as password. With
//! a webhook secret, it has `X-Conscent-Signature`. That header is documented for the old webhooks only; for the new ones,
//! [`Auth::hmac_optional`] accepts requests with and without it.
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
//! - Each text has one spelling: hex in lower case, canonical base64, a time in decimal digits. A repeated header is rejected, and so is
//!   one that is not ASCII, or a list of more than 32 items. If one signature of a list cannot be read, the request is rejected.
//! - A time has to be within the tolerance of this machine's clock, before or after it.
//! - [`Unauthorized`] is answered the same for every cause. Only the operator learns the [`Cause`], from the log and the metrics; see
//!   `observe`.
//! - Secrets are not kept: only a hash of key and API secret, and the keyed state of HMAC. Both are wiped when `Auth`
//!   is dropped, and `Debug` shows neither.

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

/// The accepted credentials. See the [module](self).
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
    /// Nothing is asked for yet. Each public constructor adds what is.
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
    /// [`AuthError`]: one of the two is empty or has a control character, or the key has a `:`.
    pub fn basic(key: impl AsRef<str>, secret: impl AsRef<str>) -> Result<Self, AuthError> {
        Self::nothing().also_basic(key, secret)
    }

    /// Requires a signature of this scheme, and not HTTP Basic.
    ///
    /// ```
    /// use conscent::Auth;
    /// use conscent::auth::{Encoding, Scheme, TimestampSource};
    ///
    /// // A vendor that signs the time, too, and sends it in a header.
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
    /// [`AuthError`]: the secret is empty, ends with a line break, or is not in the form of the scheme; or the fields of the scheme
    /// contradict each other.
    pub fn signature(scheme: Scheme, secret: impl AsRef<[u8]>) -> Result<Self, AuthError> {
        Self::nothing().scheme(scheme)?.hmac(secret)
    }

    /// Requires a signature of Conscent.ai, but not HTTP Basic: for webhooks that were set up without it.
    ///
    /// # Errors
    /// As [`Auth::signature`].
    pub fn signature_only(secret: impl AsRef<[u8]>) -> Result<Self, AuthError> {
        Self::signature(Scheme::CONSCENT, secret)
    }

    /// Requires what a verifier of the user's own requires. See [`Verifier`] for an example.
    #[must_use]
    pub fn verifier(verifier: impl Verifier + 'static) -> Self {
        Self { verifier: Some(Box::new(verifier)), ..Self::nothing() }
    }

    /// Also accepts another key and secret: the old ones, until the vendor uses the new.
    ///
    /// # Errors
    /// As [`Auth::basic`].
    pub fn also_basic(mut self, key: impl AsRef<str>, secret: impl AsRef<str>) -> Result<Self, AuthError> {
        self.basic.push(Basic::new(key.as_ref(), secret.as_ref())?);
        Ok(self)
    }

    /// Chooses how requests are signed: as Conscent.ai does, unless this says otherwise. It comes before the secrets.
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
    /// [`AuthError`]: the fields of the scheme contradict each other, or a secret was given before.
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
    /// As [`Auth::signature`].
    pub fn hmac(self, secret: impl AsRef<[u8]>) -> Result<Self, AuthError> {
        self.secret(secret.as_ref(), Policy::Required)
    }

    /// Requires the signature of a body, if there is one, to be made with this webhook secret.
    ///
    /// This does not protect from a sender who knows the API secret. It detects a wrong webhook secret while one is
    /// being introduced.
    ///
    /// # Errors
    /// As [`Auth::signature`].
    pub fn hmac_optional(self, secret: impl AsRef<[u8]>) -> Result<Self, AuthError> {
        self.secret(secret.as_ref(), Policy::Optional)
    }

    /// Also accepts signatures of another webhook secret: the old one, until the vendor uses the new.
    ///
    /// Without [`hmac`](Self::hmac) or [`hmac_optional`](Self::hmac_optional) before it, it requires a signature, as
    /// `hmac` does.
    ///
    /// # Errors
    /// As [`Auth::signature`].
    pub fn also_hmac(self, secret: impl AsRef<[u8]>) -> Result<Self, AuthError> {
        let policy = if self.policy == Policy::Off { Policy::Required } else { self.policy };
        self.secret(secret.as_ref(), policy)
    }

    fn secret(mut self, secret: &[u8], policy: Policy) -> Result<Self, AuthError> {
        self.secrets.push(WebhookSecret::new(self.scheme.secret, secret)?);
        self.policy = policy;
        Ok(self)
    }

    /// Changes how far the time of signing may be from this machine's clock, before or after it. The default is that of the scheme.
    #[must_use]
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = Some(tolerance);
        self
    }

    /// Changes the clock, for tests with requests of a fixed time.
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
    /// [`Unauthorized`]: HTTP Basic is wrong, a required header is missing, malformed or repeated, or the time of signing is not tolerated.
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

    /// The header with the signature, which goes no further than the endpoint.
    pub(crate) fn signature_header(&self) -> &'static str {
        self.scheme.header
    }

    /// The header with an id, if every request that is let in has it signed.
    pub(crate) fn signed_id(&self) -> Option<&'static str> {
        self.scheme.id.filter(|_| self.policy == Policy::Required)
    }

    /// What a response to an unauthorized request asks for: HTTP Basic, where it is accepted.
    pub(crate) fn challenge(&self) -> Option<&'static str> {
        (!self.basic.is_empty()).then_some(r#"Basic realm="webhooks", charset="UTF-8""#)
    }
}

#[expect(clippy::missing_fields_in_debug, reason = "how many credentials there are, and nothing else")]
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

/// A request whose headers were accepted, and whose body is still to be checked.
#[must_use = "the signature is not checked yet"]
pub struct Pending<'a> {
    auth: &'a Auth,
    headers: &'a HeaderMap,
    received: Option<Received<'a>>,
}

impl Pending<'_> {
    /// Checks the signature, if one is to be checked, over the body as it arrived.
    ///
    /// # Errors
    /// [`Unauthorized`]: the signature was made with none of the webhook secrets.
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

//! Authentication of senders: HTTP Basic, and the signature of the raw body.
//!
//! ```
//! use conscent::Auth;
//!
//! let auth = Auth::basic("key", "secret")? // as given in the dashboard
//!     .also_basic("key", "the secret of last month")? // while it is being replaced
//!     .hmac("webhook secret")?; // every body has to be signed
//! # Ok::<(), conscent::auth::AuthError>(())
//! ```
//!
//! # What the vendor sends
//!
//! With HTTP Basic enabled in the dashboard, each request has the API key as user and the API secret as password. With
//! a webhook secret, it has `X-Conscent-Signature`: HMAC-SHA256 of the raw body, keyed by that secret, in lower-case
//! hex. That header is documented for the old webhooks only; for the new ones, [`Auth::hmac_optional`] accepts requests
//! with and without it.
//!
//! Neither covers a time or a nonce, so a delivery can be replayed by anyone who has seen it.
//! [`Delivery::dedupe_key`](crate::Delivery::dedupe_key) helps to notice that.
//!
//! | made by | Basic | signature |
//! |---|---|---|
//! | [`Auth::basic`] | required | ignored |
//! | … [`.hmac`](Auth::hmac) | required | required |
//! | … [`.hmac_optional`](Auth::hmac_optional) | required | checked if present |
//! | [`Auth::signature_only`] | ignored | required |
//!
//! There is no `Auth` that lets everybody in.
//!
//! # Guarantees
//!
//! - Comparisons take constant time, and each request is compared with all accepted credentials, even after a match.
//! - [`Unauthorized`] is the same for every cause. A repeated header is rejected, and so is one that is not ASCII.
//! - Secrets are not kept: only a hash of key and API secret, and the keyed state of HMAC. Both are wiped when `Auth`
//!   is dropped, and `Debug` shows neither.

mod basic;
mod error;
mod signature;

use std::fmt;

use http::HeaderMap;
use subtle::Choice;

use basic::Basic;
use signature::{Signature, WebhookSecret};

pub use error::{AuthError, Credential, Unauthorized};
pub use signature::{SIGNATURE_HEADER, sign};

/// The accepted credentials. See the [module](self).
pub struct Auth {
    basic: Vec<Basic>,
    secrets: Vec<WebhookSecret>,
    policy: Policy,
}

/// Whether a signature is checked, and whether it may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Policy {
    Off,
    Optional,
    Required,
}

impl Auth {
    /// Requires HTTP Basic with this API key and API secret.
    ///
    /// # Errors
    /// [`AuthError`]: one of the two is empty or has a control character, or the key has a `:`.
    pub fn basic(key: impl AsRef<str>, secret: impl AsRef<str>) -> Result<Self, AuthError> {
        let basic = Basic::new(key.as_ref(), secret.as_ref())?;
        Ok(Self { basic: vec![basic], secrets: Vec::new(), policy: Policy::Off })
    }

    /// Requires a signature, but not HTTP Basic: for webhooks that were set up without it.
    ///
    /// # Errors
    /// [`AuthError`]: the secret is empty, or ends with a control character.
    pub fn signature_only(secret: impl AsRef<[u8]>) -> Result<Self, AuthError> {
        Self { basic: Vec::new(), secrets: Vec::new(), policy: Policy::Off }.hmac(secret)
    }

    /// Also accepts another key and secret: the old ones, until the vendor uses the new.
    ///
    /// # Errors
    /// As [`Auth::basic`].
    pub fn also_basic(mut self, key: impl AsRef<str>, secret: impl AsRef<str>) -> Result<Self, AuthError> {
        self.basic.push(Basic::new(key.as_ref(), secret.as_ref())?);
        Ok(self)
    }

    /// Requires each body to be signed with this webhook secret.
    ///
    /// # Errors
    /// As [`Auth::signature_only`].
    pub fn hmac(self, secret: impl AsRef<[u8]>) -> Result<Self, AuthError> {
        self.secret(secret.as_ref(), Policy::Required)
    }

    /// Requires the signature of a body, if there is one, to be made with this webhook secret.
    ///
    /// This does not protect from a sender who knows the API secret. It detects a wrong webhook secret while one is
    /// being introduced.
    ///
    /// # Errors
    /// As [`Auth::signature_only`].
    pub fn hmac_optional(self, secret: impl AsRef<[u8]>) -> Result<Self, AuthError> {
        self.secret(secret.as_ref(), Policy::Optional)
    }

    /// Also accepts signatures of another webhook secret: the old one, until the vendor uses the new.
    ///
    /// Without [`hmac`](Self::hmac) or [`hmac_optional`](Self::hmac_optional) before it, it requires a signature, as
    /// `hmac` does.
    ///
    /// # Errors
    /// As [`Auth::signature_only`].
    pub fn also_hmac(self, secret: impl AsRef<[u8]>) -> Result<Self, AuthError> {
        let policy = if self.policy == Policy::Off { Policy::Required } else { self.policy };
        self.secret(secret.as_ref(), policy)
    }

    fn secret(mut self, secret: &[u8], policy: Policy) -> Result<Self, AuthError> {
        self.secrets.push(WebhookSecret::new(secret)?);
        self.policy = policy;
        Ok(self)
    }

    /// Checks everything that can be checked before the body is read. [`Pending::check_body`] then checks the
    /// signature.
    ///
    /// # Errors
    /// [`Unauthorized`]: HTTP Basic is wrong, or a required header is missing, malformed or repeated.
    pub fn check_headers(&self, headers: &HeaderMap) -> Result<Pending<'_>, Unauthorized> {
        if !self.basic.is_empty() {
            let given = Basic::of(headers)?;
            any(self.basic.iter().map(|accepted| accepted.matches(&given)))?;
        }
        let signature = match self.policy {
            Policy::Off => None,
            Policy::Optional => Signature::of(headers)?,
            Policy::Required => Some(Signature::of(headers)?.ok_or(Unauthorized)?),
        };
        Ok(Pending { secrets: &self.secrets, signature })
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Auth")
            .field("basic", &self.basic.len())
            .field("webhook_secrets", &self.secrets.len())
            .field("signature", &self.policy)
            .finish()
    }
}

/// A request whose headers were accepted, and whose body is still to be checked.
#[must_use = "the signature is not checked yet"]
pub struct Pending<'a> {
    secrets: &'a [WebhookSecret],
    signature: Option<Signature>,
}

impl Pending<'_> {
    /// Checks the signature, if one is to be checked, over the body as it arrived.
    ///
    /// # Errors
    /// [`Unauthorized`]: the signature was made with none of the webhook secrets.
    pub fn check_body(&self, body: &[u8]) -> Result<(), Unauthorized> {
        match &self.signature {
            None => Ok(()),
            Some(given) => any(self.secrets.iter().map(|secret| secret.signed(body).matches(given))),
        }
    }
}

impl fmt::Debug for Pending<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").field("signature", &self.signature.is_some()).finish_non_exhaustive()
    }
}

/// Succeeds if any of the choices is true. All are evaluated, so that the time taken does not reveal which one was.
fn any(choices: impl Iterator<Item = Choice>) -> Result<(), Unauthorized> {
    let found = choices.fold(Choice::from(0), |found, choice| found | choice);
    if found.into() { Ok(()) } else { Err(Unauthorized) }
}

/// The only value of a header: `None` if it is missing, an error if it is repeated.
fn single<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a [u8]>, Unauthorized> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (value, None) => Ok(value.map(http::HeaderValue::as_bytes)),
        _ => Err(Unauthorized),
    }
}

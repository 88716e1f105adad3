//! `X-Conscent-Signature`: HMAC-SHA256 (RFC 2104) of the raw body, in lower-case hex.

use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

use super::{AuthError, Credential, Unauthorized, single};

/// The header that holds the signature: `x-conscent-signature`.
pub const SIGNATURE_HEADER: &str = "x-conscent-signature";

/// Signs a body as the vendor does for `X-Conscent-Signature`: 64 lower-case hex digits.
///
/// ```
/// let signature = conscent::auth::sign("Jefe", b"what do ya want for nothing?"); // RFC 4231, test case 2
/// assert_eq!(signature, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
/// ```
#[must_use]
pub fn sign(secret: impl AsRef<[u8]>, body: &[u8]) -> String {
    let Signature(bytes) = WebhookSecret::keyed(secret.as_ref()).signed(body);
    base16ct::lower::encode_string(&bytes)
}

/// The keyed state of HMAC: two states of SHA-256, which are wiped when dropped.
pub(super) struct WebhookSecret(Hmac<Sha256>);

impl WebhookSecret {
    pub(super) fn new(secret: &[u8]) -> Result<Self, AuthError> {
        match secret.last() {
            None => Err(AuthError::Empty(Credential::WebhookSecret)),
            Some(b'\r' | b'\n') => Err(AuthError::ControlCharacter(Credential::WebhookSecret)),
            Some(_) => Ok(Self::keyed(secret)),
        }
    }

    fn keyed(secret: &[u8]) -> Self {
        Self(Hmac::new_from_slice(secret).expect("HMAC takes keys of every length"))
    }

    pub(super) fn signed(&self, body: &[u8]) -> Signature {
        Signature(self.0.clone().chain_update(body).finalize().into_bytes().into())
    }
}

/// The 32 bytes of a signature.
pub(super) struct Signature([u8; 32]);

impl Signature {
    /// Reads the signature of a request, if it has one.
    pub(super) fn of(headers: &HeaderMap) -> Result<Option<Self>, Unauthorized> {
        single(headers, SIGNATURE_HEADER)?.map(|hex| Self::from_hex(hex).ok_or(Unauthorized)).transpose()
    }

    /// Decodes lower case only, so that a body has one signature, and in constant time.
    fn from_hex(hex: &[u8]) -> Option<Self> {
        let mut bytes = [0; 32];
        let length = base16ct::lower::decode(hex, &mut bytes).ok()?.len();
        (length == bytes.len()).then_some(Self(bytes))
    }

    pub(super) fn matches(&self, other: &Self) -> Choice {
        self.0.ct_eq(&other.0)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn states_of_sha_256_are_wiped() {
        fn wiped<T: zeroize::ZeroizeOnDrop>() {}
        wiped::<sha2::Sha256>(); // compiles only with the feature `zeroize` of sha2
    }
}

//! The keys of signatures, for HMAC-SHA256 (RFC 2104).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use conscent_core::signature::{Encoding, Scheme, SecretForm, Segment};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{AuthError, Credential};

/// The bytes of a signature.
pub(super) type Signature = [u8; 32];

/// The keyed state of HMAC: two states of SHA-256, which are wiped when dropped.
pub(super) struct WebhookSecret(Hmac<Sha256>);

impl WebhookSecret {
    /// Reads a secret as the vendor writes it.
    pub(super) fn new(form: SecretForm, secret: &[u8]) -> Result<Self, AuthError> {
        let what = Credential::WebhookSecret;
        match secret.last() {
            None => return Err(AuthError::Empty(what)),
            Some(b'\r' | b'\n') => return Err(AuthError::ControlCharacter(what)),
            Some(_) => {}
        }
        match form {
            SecretForm::Text => Ok(Self::keyed(secret)),
            SecretForm::Base64(prefix) => {
                let text = secret.strip_prefix(prefix.as_bytes()).unwrap_or(secret);
                let key = Zeroizing::new(STANDARD.decode(text).map_err(|_| AuthError::NotBase64(what))?);
                if key.is_empty() { Err(AuthError::Empty(what)) } else { Ok(Self::keyed(&key)) }
            }
        }
    }

    pub(super) fn keyed(key: &[u8]) -> Self {
        Self(Hmac::new_from_slice(key).expect("HMAC takes keys of every length"))
    }

    /// The signature of a message.
    pub(super) fn sign(&self, scheme: &Scheme, message: &Message<'_>) -> Signature {
        let mut state = self.0.clone();
        for segment in scheme.segments() {
            state.update(match segment {
                Segment::Text(text) => text.as_bytes(),
                Segment::Timestamp => message.timestamp.as_bytes(),
                Segment::Id => message.id.as_bytes(),
                Segment::Body => message.body,
            });
        }
        state.finalize().into_bytes().into()
    }
}

/// The message that a signature covers. `timestamp` and `id` are empty if they are not signed.
pub(super) struct Message<'a> {
    pub(super) timestamp: &'a str,
    pub(super) id: &'a str,
    pub(super) body: &'a [u8],
}

/// Encodes a signature.
pub(super) fn encode(encoding: Encoding, signature: &Signature) -> String {
    match encoding {
        Encoding::Hex => base16ct::lower::encode_string(signature),
        Encoding::Base64 => STANDARD.encode(signature),
    }
}

/// Decodes a signature from its only valid spelling: hex in lower case, or base64 with padding and without spare bits.
pub(super) fn decode(encoding: Encoding, text: &str) -> Option<Signature> {
    let mut bytes = [0; 33]; // 44 characters of base64 hold up to 33 bytes
    let length = match encoding {
        Encoding::Hex => base16ct::lower::decode(text, &mut bytes).ok()?.len(),
        Encoding::Base64 if text.len() == 44 => STANDARD.decode_slice(text, &mut bytes).ok()?,
        Encoding::Base64 => return None,
    };
    bytes[..length].try_into().ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn states_of_sha_256_are_wiped() {
        fn wiped<T: zeroize::ZeroizeOnDrop>() {}
        wiped::<sha2::Sha256>(); // compiles only with the feature `zeroize` of sha2
    }
}

//! HTTP Basic, RFC 7617.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

use super::received::single;
use super::{AuthError, Cause, Credential};

/// The hash of `key:secret`. All hashes have the same length, so comparing them does not reveal the length of the
/// secret.
pub(super) struct Basic(Zeroizing<[u8; 32]>);

impl Basic {
    pub(super) fn new(key: &str, secret: &str) -> Result<Self, AuthError> {
        for (what, text) in [(Credential::ApiKey, key), (Credential::ApiSecret, secret)] {
            if text.is_empty() {
                return Err(AuthError::Empty(what));
            }
            if text.contains(|c: char| c.is_ascii_control()) {
                return Err(AuthError::ControlCharacter(what));
            }
        }
        if key.contains(':') {
            return Err(AuthError::ColonInKey);
        }
        let hash = Sha256::new().chain_update(key).chain_update(":").chain_update(secret).finalize();
        Ok(Self(Zeroizing::new(hash.into())))
    }

    /// Reads the credentials of a request: `Authorization: Basic`, one or more spaces, base64 of `key:secret`.
    pub(super) fn of(headers: &HeaderMap) -> Result<Self, Cause> {
        let malformed = Cause::MalformedCredentials;
        let value = single(headers, AUTHORIZATION.as_str(), malformed)?.ok_or(Cause::NoCredentials)?;
        let (scheme, token) = value.split_once(' ').ok_or(malformed)?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return Err(malformed);
        }
        // The text is not split at the colon. No accepted key contains one, so equal texts mean equal keys and secrets.
        let token = token.trim_start_matches(' ');
        let credentials = Zeroizing::new(STANDARD.decode(token).map_err(|_| malformed)?);
        Ok(Self(Zeroizing::new(Sha256::digest(credentials.as_slice()).into())))
    }

    pub(super) fn matches(&self, other: &Self) -> Choice {
        self.0.ct_eq(&*other.0)
    }
}

//! Errors of credentials that cannot be accepted as configured.

use std::fmt;

use conscent_core::signature::SchemeError;

/// A credential cannot be accepted as configured. The error names the credential and the reason, never the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthError {
    /// The credential is empty, often because its environment variable is not set.
    Empty(Credential),
    /// The API key contains a `:`, where HTTP Basic would end it.
    ColonInKey,
    /// The credential contains a control character, which HTTP Basic cannot carry; or it is a webhook secret that ends
    /// with a line break, often the one at the end of the file from which it was read.
    ControlCharacter(Credential),
    /// The secret is not base64 with padding, although the vendor writes it like that.
    NotBase64(Credential),
    /// The fields of the scheme contradict each other.
    Scheme(SchemeError),
    /// The scheme was chosen after a secret had been added, but a secret is read in the form that its scheme requires.
    SchemeAfterSecret,
    /// The message id to be signed is empty, or cannot be sent in its header.
    Id,
    /// The time of signing is before 1970.
    Before1970,
}

/// A credential that the vendor and the receiver share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credential {
    /// The user of HTTP Basic.
    ApiKey,
    /// The password of HTTP Basic.
    ApiSecret,
    /// The key with which bodies are signed.
    WebhookSecret,
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty(what) => {
                write!(f, "{what}: is empty, and would protect nothing; check that its environment variable is set")
            }
            Self::ColonInKey => write!(
                f,
                "{}: contains ':', where HTTP Basic would end the key; pass the key and the secret as two arguments",
                Credential::ApiKey
            ),
            Self::ControlCharacter(what) => {
                write!(f, "{what}: contains a control character or ends with a line break, as files often do; trim it")
            }
            Self::NotBase64(what) => {
                write!(f, "{what}: is not base64; copy all of it, from its prefix to the last `=`")
            }
            Self::Scheme(error) => write!(f, "signature scheme: {error}"),
            Self::SchemeAfterSecret => {
                f.write_str("signature scheme: was chosen after a secret; choose it before the secrets")
            }
            Self::Id => f.write_str("message id: cannot be sent in its header; use letters, digits, `_` and `-`"),
            Self::Before1970 => f.write_str("time of signing: is before 1970; check the clock"),
        }
    }
}

impl std::error::Error for AuthError {}

impl fmt::Display for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ApiKey => "API key",
            Self::ApiSecret => "API secret",
            Self::WebhookSecret => "webhook secret",
        })
    }
}

//! Credentials that cannot be accepted: the errors are for the one who configures them.

use std::fmt;

use conscent_core::signature::SchemeError;

/// A credential cannot be accepted as configured. The error names the credential and the reason, never the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthError {
    /// It is empty: often its environment variable is not set.
    Empty(Credential),
    /// The API key has a `:`, at which HTTP Basic would end it.
    ColonInKey,
    /// It has a control character, which HTTP Basic cannot carry, or it is a webhook secret that ends with a line
    /// break: often that of the file it was read from.
    ControlCharacter(Credential),
    /// It is not base64 with padding, in which the vendor writes it.
    NotBase64(Credential),
    /// The fields of the scheme contradict each other.
    Scheme(SchemeError),
    /// The scheme is chosen after a secret was read by another: a secret is written as its scheme says.
    SchemeAfterSecret,
    /// The id of a message to be signed is empty, or cannot be sent in its header.
    Id,
    /// The time of signing is before 1970.
    Before1970,
}

/// One of the credentials that a vendor has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credential {
    /// The user of HTTP Basic.
    ApiKey,
    /// The password of HTTP Basic.
    ApiSecret,
    /// The key of the signature of bodies.
    WebhookSecret,
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty(what) => write!(f, "{what}: empty: it would protect nothing; is its environment variable set?"),
            Self::ColonInKey => write!(
                f,
                "{}: has a ':': HTTP Basic ends the key there; give key and secret as two arguments",
                Credential::ApiKey
            ),
            Self::ControlCharacter(what) => {
                write!(
                    f,
                    "{what}: has a control character: it cannot arrive like that; trim the line break of the file"
                )
            }
            Self::NotBase64(what) => {
                write!(f, "{what}: is not base64: copy it whole, from its prefix to the last `=`")
            }
            Self::Scheme(error) => write!(f, "signature scheme: {error}"),
            Self::SchemeAfterSecret => f.write_str("signature scheme: comes too late: choose it before the secrets"),
            Self::Id => f.write_str("id of the message: cannot be sent: use letters, digits, `_` and `-`"),
            Self::Before1970 => f.write_str("time of signing: is before 1970: is the clock set?"),
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

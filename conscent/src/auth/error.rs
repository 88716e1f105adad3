//! Errors of credentials: detailed for the one who configures them, opaque for the one who presents them.

use std::fmt;

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
}

/// One of the vendor's three credentials.
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

/// The credentials or the signature of a request are missing or wrong. The error is the same for every cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unauthorized;

impl fmt::Display for Unauthorized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unauthorized")
    }
}

impl std::error::Error for Unauthorized {}

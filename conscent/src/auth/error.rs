//! What is wrong with credentials: told in full to who sets them up, not at all to who presents them.

use std::fmt;

/// A credential that cannot be meant. It says which and why, never the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthError {
    /// Nothing to compare with: often a variable of the environment that is not set.
    Empty(Credential),
    /// HTTP Basic ends the key at the first `:`.
    ColonInKey,
    /// HTTP Basic carries no control characters, and a webhook secret does not end with a line break: often one of the file it was read
    /// from.
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
    /// What bodies are signed with.
    WebhookSecret,
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty(what) => write!(f, "{what}: empty: it would keep nobody out; is its environment variable set?"),
            Self::ColonInKey => write!(
                f,
                "{}: has a ':': HTTP Basic ends the key there; give the key alone, and the secret beside it",
                Credential::ApiKey
            ),
            Self::ControlCharacter(what) => {
                write!(f, "{what}: has a control character: it never arrives so; trim the line break of a file")
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

/// The request is not from who it should be, or cannot show it. It is the same for every cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unauthorized;

impl fmt::Display for Unauthorized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unauthorized")
    }
}

impl std::error::Error for Unauthorized {}

//! Why a request is not authorized. Only the operator learns the cause; the sender learns nothing.

use std::fmt;

/// The credentials or the signature of a request are missing or wrong. The sender gets the same response for every
/// cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unauthorized(Cause);

impl Unauthorized {
    /// What is missing or wrong, for the operator's log and metrics. Do not send it to the sender.
    #[must_use]
    pub fn cause(self) -> Cause {
        self.0
    }
}

impl From<Cause> for Unauthorized {
    fn from(cause: Cause) -> Self {
        Self(cause)
    }
}

impl From<Rejected> for Unauthorized {
    fn from(Rejected(word): Rejected) -> Self {
        Self(Cause::Custom(word))
    }
}

/// Writes the same text for every cause.
impl fmt::Display for Unauthorized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unauthorized")
    }
}

impl std::error::Error for Unauthorized {}

/// Why a request is not authorized.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// HTTP Basic is required, and the request has no `Authorization`.
    NoCredentials,
    /// `Authorization` is not HTTP Basic, is repeated, or is not ASCII.
    MalformedCredentials,
    /// The credentials are not among the accepted ones.
    WrongCredentials,
    /// A signature is required, and the request does not have its header.
    NoSignature,
    /// The signature header contains no signature, contains a malformed one, or has more items than are read. Or it is
    /// repeated, or not ASCII.
    MalformedSignature,
    /// No signature of the request was made with an accepted secret, for this body, time and id.
    WrongSignature,
    /// The time of signing is missing.
    NoTimestamp,
    /// The time of signing is not a number of seconds, or is repeated.
    MalformedTimestamp,
    /// The time of signing is outside the tolerance: an old request is being replayed, or a clock is wrong.
    StaleTimestamp,
    /// The id of the message is missing or empty.
    NoId,
    /// The id of the message is repeated, is not ASCII, or contains the text that separates it from the rest of the
    /// signed content.
    MalformedId,
    /// A [`Verifier`](super::Verifier) rejected the request for this reason.
    Custom(&'static str),
}

impl Cause {
    /// The cause as one word: `no_credentials`, `malformed_credentials`, `wrong_credentials`, `no_signature`,
    /// `malformed_signature`, `wrong_signature`, `no_timestamp`, `malformed_timestamp`, `stale_timestamp`, `no_id`,
    /// `malformed_id`, or the verifier's own word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoCredentials => "no_credentials",
            Self::MalformedCredentials => "malformed_credentials",
            Self::WrongCredentials => "wrong_credentials",
            Self::NoSignature => "no_signature",
            Self::MalformedSignature => "malformed_signature",
            Self::WrongSignature => "wrong_signature",
            Self::NoTimestamp => "no_timestamp",
            Self::MalformedTimestamp => "malformed_timestamp",
            Self::StaleTimestamp => "stale_timestamp",
            Self::NoId => "no_id",
            Self::MalformedId => "malformed_id",
            Self::Custom(word) => word,
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The rejection of a request by a [`Verifier`](super::Verifier).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rejected(&'static str);

impl Rejected {
    /// Rejects the request for this reason, which only the operator learns. Use a short identifier such as
    /// `wrong_token`, because it becomes a label of metrics.
    #[must_use]
    pub const fn because(word: &'static str) -> Self {
        Self(word)
    }
}

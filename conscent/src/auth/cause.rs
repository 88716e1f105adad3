//! What a request that is not authorized learns, which is nothing; and what the operator learns.

use std::fmt;

/// The credentials or the signature of a request are missing or wrong. The sender is answered the same for every cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unauthorized(Cause);

impl Unauthorized {
    /// What is missing or wrong, for the log and the metrics of the operator. It must not reach the sender.
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

/// The same for every cause.
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
    /// The credentials are none of those that are accepted.
    WrongCredentials,
    /// A signature is required, and the request does not have its header.
    NoSignature,
    /// The header of the signature has none that can be read, has one that cannot, or more items than are looked at. Or it is repeated,
    /// or not ASCII.
    MalformedSignature,
    /// No signature of the request was made with an accepted secret, for this body, time and id.
    WrongSignature,
    /// The time of signing is missing.
    NoTimestamp,
    /// The time of signing is not a number of seconds, or is repeated.
    MalformedTimestamp,
    /// The time of signing is further from this machine's clock than is tolerated: an old request is replayed, or a clock is wrong.
    StaleTimestamp,
    /// The id of the message is missing or empty.
    NoId,
    /// The id of the message is repeated, is not ASCII, or has the text that separates it from what is signed after it.
    MalformedId,
    /// A [`Verifier`](super::Verifier) rejected the request, for the reason of this word.
    Custom(&'static str),
}

impl Cause {
    /// The cause in a word: `no_credentials`, `malformed_credentials`, `wrong_credentials`, `no_signature`, `malformed_signature`,
    /// `wrong_signature`, `no_timestamp`, `malformed_timestamp`, `stale_timestamp`, `no_id`, `malformed_id`, or that of the verifier.
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

/// A [`Verifier`](super::Verifier) rejects a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rejected(&'static str);

impl Rejected {
    /// Rejects the request for a reason, which only the operator learns: a word as `wrong_token`, since it is a label in metrics.
    #[must_use]
    pub const fn because(word: &'static str) -> Self {
        Self(word)
    }
}

//! Why a request is rejected.

use std::fmt;

use bytes::Bytes;
use http::header::{ALLOW, CONNECTION, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Response, StatusCode};

use crate::auth::Unauthorized;

/// Why a request is rejected. Neither a handler nor the fallback sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The method is not POST: 405.
    Method,
    /// The credentials or the signature are missing or wrong: 401.
    Unauthorized(Unauthorized),
    /// The body exceeds the limit: 413.
    TooLarge,
    /// The body ended early: 400.
    Incomplete,
    /// The request has both a length and a transfer coding, so two readers could disagree about where it ends: 400.
    Framing,
    /// The body took too long to arrive: 408.
    TooSlow,
    /// The endpoint is at its limits: 503.
    Busy,
    /// The delivery could not be [stored](super::Door::store): 503.
    NotStored,
}

impl Refusal {
    /// The HTTP status.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unauthorized(_) => StatusCode::UNAUTHORIZED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Incomplete | Self::Framing => StatusCode::BAD_REQUEST,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Busy | Self::NotStored => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The reason as one word: `method`, `unauthorized`, `too_large`, `incomplete`, `framing`, `too_slow`, `busy`,
    /// `not_stored`.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Method => "method",
            Self::Unauthorized(_) => "unauthorized",
            Self::TooLarge => "too_large",
            Self::Incomplete => "incomplete",
            Self::Framing => "framing",
            Self::TooSlow => "too_slow",
            Self::Busy => "busy",
            Self::NotStored => "not_stored",
        }
    }

    /// Why a request is not authorized, as one word: [`Cause::as_str`](crate::auth::Cause::as_str). It is for the
    /// operator. Do not send it to the sender.
    #[must_use]
    pub fn cause(self) -> Option<&'static str> {
        match self {
            Self::Unauthorized(unauthorized) => Some(unauthorized.cause().as_str()),
            _ => None,
        }
    }

    /// The HTTP response, which is the same for all requests that are rejected for this reason. The response to an
    /// unauthorized sender includes the `challenge`, if there is one.
    pub(crate) fn response(self, challenge: Option<&'static str>) -> Response<Bytes> {
        let mut response = super::response(
            self.status(),
            match self {
                Self::Method => r#"{"error":"only POST"}"#,
                Self::Unauthorized(_) => r#"{"error":"unauthorized"}"#,
                Self::TooLarge => r#"{"error":"body too large"}"#,
                Self::Incomplete => r#"{"error":"body incomplete"}"#,
                Self::Framing => r#"{"error":"both length and coding"}"#,
                Self::TooSlow => r#"{"error":"body too slow"}"#,
                Self::Busy => r#"{"error":"busy"}"#,
                Self::NotStored => r#"{"error":"not stored"}"#,
            },
        );
        let header = match self {
            Self::Method => Some((ALLOW, "POST")),
            Self::Unauthorized(_) => challenge.map(|challenge| (WWW_AUTHENTICATE, challenge)),
            Self::Busy | Self::NotStored => Some((RETRY_AFTER, "1")),
            // The end of the request is not known.
            Self::Framing | Self::TooSlow => Some((CONNECTION, "close")),
            Self::TooLarge | Self::Incomplete => None,
        };
        response.headers_mut().extend(header.map(|(name, value)| (name, HeaderValue::from_static(value))));
        response
    }
}

impl From<Unauthorized> for Refusal {
    fn from(unauthorized: Unauthorized) -> Self {
        Self::Unauthorized(unauthorized)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Method => "only POST",
            Self::Unauthorized(_) => "unauthorized",
            Self::TooLarge => "body too large",
            Self::Incomplete => "body incomplete",
            Self::Framing => "both length and coding",
            Self::TooSlow => "body too slow",
            Self::Busy => "busy",
            Self::NotStored => "not stored",
        })
    }
}

impl std::error::Error for Refusal {}

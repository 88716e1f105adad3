//! Why a request is rejected.

use std::fmt;

use bytes::Bytes;
use http::header::{ALLOW, WWW_AUTHENTICATE};
use http::{HeaderValue, Response, StatusCode};

use crate::auth::Unauthorized;

/// Why a request is rejected. Neither a handler nor the fallback sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The method is not POST: 405.
    Method,
    /// The credentials or the signature are missing or wrong: 401.
    Unauthorized,
    /// The body exceeds the limit: 413.
    TooLarge,
    /// The body ended early: 400.
    Incomplete,
}

impl Refusal {
    /// The HTTP status.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Incomplete => StatusCode::BAD_REQUEST,
        }
    }

    /// The reason in a word: `method`, `unauthorized`, `too_large`, `incomplete`.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Method => "method",
            Self::Unauthorized => "unauthorized",
            Self::TooLarge => "too_large",
            Self::Incomplete => "incomplete",
        }
    }

    /// The HTTP response, the same for all requests that are rejected for this reason.
    pub(super) fn response(self) -> Response<Bytes> {
        let mut response = super::response(
            self.status(),
            match self {
                Self::Method => r#"{"error":"only POST"}"#,
                Self::Unauthorized => r#"{"error":"unauthorized"}"#,
                Self::TooLarge => r#"{"error":"body too large"}"#,
                Self::Incomplete => r#"{"error":"body incomplete"}"#,
            },
        );
        let header = match self {
            Self::Method => Some((ALLOW, "POST")),
            Self::Unauthorized => Some((WWW_AUTHENTICATE, r#"Basic realm="webhooks", charset="UTF-8""#)),
            Self::TooLarge | Self::Incomplete => None,
        };
        response.headers_mut().extend(header.map(|(name, value)| (name, HeaderValue::from_static(value))));
        response
    }
}

impl From<Unauthorized> for Refusal {
    fn from(_: Unauthorized) -> Self {
        Self::Unauthorized
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Method => "only POST",
            Self::Unauthorized => "unauthorized",
            Self::TooLarge => "body too large",
            Self::Incomplete => "body incomplete",
        })
    }
}

impl std::error::Error for Refusal {}

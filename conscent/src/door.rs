//! The HTTP endpoint: from a request to a delivery, and from its outcome to a response. It needs no framework and no
//! sockets.
//!
//! The adapters of this crate feed it with the requests of a framework. To feed it from elsewhere:
//!
//! ```
//! # use conscent::{Door, door::Refusal};
//! # use http::{Request, Response};
//! async fn answer(door: &Door, request: Request<&[u8]>) -> Response<bytes::Bytes> {
//!     let delivery = || {
//!         let mut body = door.admit(request.method(), request.headers())?; // nothing of the body is read before this
//!         body.push(*request.body())?; // as often as something arrives
//!         body.finish()
//!     };
//!     match delivery() {
//!         Ok(delivery) => door.dispatch(delivery).await,
//!         Err(refusal) => door.refuse(refusal),
//!     }
//! }
//! ```
//!
//! # The order
//!
//! Each step is taken only if the ones before it succeeded. An unauthorized sender cannot make the server read a body,
//! and learns nothing about what it accepts. Where a signature is required, no unsigned body is parsed.
//!
//! | step | if not | status | body |
//! |---|---|---|---|
//! | the method is POST | refused | 405, `Allow: POST` | `{"error":"only POST"}` |
//! | the headers are [authorized](crate::auth) | refused | 401, `WWW-Authenticate: Basic` | `{"error":"unauthorized"}` |
//! | `Content-Length`, if there is one, is within the limit | refused | 413 | `{"error":"body too large"}` |
//! | the body is within the limit while it arrives | refused | 413 | `{"error":"body too large"}` |
//! | the body arrives whole | refused | 400 | `{"error":"body incomplete"}` |
//! | its signature is right | refused | 401, `WWW-Authenticate: Basic` | `{"error":"unauthorized"}` |
//! | it is a JSON object that names its event, and has the payload that the handler takes | the fallback takes it | 422 | `{"error":"body undecodable"}` |
//! | the event is known, and has a handler | the fallback takes it | of its [`Ack`](crate::Ack): 200 | `{}` |
//! | the handler, or the fallback, returns no error and does not panic | the error goes to the router's observers | 500 | `{"error":"handler failed"}` |
//! | | | of its [`Ack`](crate::Ack): 200 | `{}` |
//!
//! So a complete body from an authorized sender always reaches a handler or the fallback. Every response is one of
//! these texts: none holds anything of the request, of a secret, or of a handler's error.
//!
//! # What it leaves to the server
//!
//! Timeouts. A body that arrives slowly takes no more memory than the limit, but it occupies a connection: give the
//! server a read timeout.

mod admitted;
mod refusal;

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};

use crate::telemetry::report;
use crate::{Auth, Delivery, Router};

pub use admitted::Admitted;
pub use refusal::Refusal;

/// The default limit of a body, in bytes: 64 KiB. [`Door::body_limit`] changes it.
///
/// The documented payloads have up to 3 KiB, so this leaves room for events to grow twentyfold.
pub const DEFAULT_BODY_LIMIT: usize = 64 * 1024;

/// An endpoint: who may deliver, how much, and to which router. A clone is cheap, and is the same endpoint.
///
/// With the feature `tower` it is a `tower` service. See the [module](self).
#[derive(Clone)]
pub struct Door {
    router: Router,
    auth: Arc<Auth>,
    body_limit: usize,
    v1: Option<Arc<str>>,
}

impl Door {
    /// Makes an endpoint of the new webhooks, which name their event in the body.
    #[must_use]
    pub fn new(router: Router, auth: Auth) -> Self {
        Self { router, auth: Arc::new(auth), body_limit: DEFAULT_BODY_LIMIT, v1: None }
    }

    /// Makes it an endpoint of one of the old webhooks, which do not name their event: `pass_payment`.
    #[must_use]
    pub fn v1(mut self, event: &str) -> Self {
        self.v1 = Some(event.into());
        self
    }

    /// Changes the limit of a body, in bytes.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Checks everything that comes before the body.
    ///
    /// # Errors
    /// [`Refusal`]: the method is not POST, the request is not authorized, or the declared length exceeds the limit; in
    /// this order.
    pub fn admit<'a>(&'a self, method: &Method, headers: &'a HeaderMap) -> Result<Admitted<'a>, Refusal> {
        if method != Method::POST {
            return Err(Refusal::Method);
        }
        let pending = self.auth.check_headers(headers)?;
        if declared_length(headers).is_some_and(|bytes| bytes > self.body_limit) {
            return Err(Refusal::TooLarge);
        }
        Ok(Admitted::new(self, headers, pending))
    }

    /// Builds the response to a rejected request, and records the rejection with the features `metrics` and `tracing`.
    /// Equal rejections get equal responses.
    #[must_use]
    pub fn refuse(&self, refusal: Refusal) -> Response<Bytes> {
        let api = if self.v1.is_some() { "v1" } else { "v2" };
        report::rejected(api, refusal.reason(), refusal.status());
        refusal.response()
    }

    /// Dispatches a delivery to the router, and builds the response from its outcome. A panic of a handler is a
    /// response too.
    pub async fn dispatch(&self, delivery: Delivery) -> Response<Bytes> {
        match self.router.dispatch(delivery).await {
            Ok(ack) if ack.status().is_success() => response(ack.status(), "{}"),
            Ok(ack) => response(ack.status(), r#"{"error":"body undecodable"}"#),
            Err(_) => failed(),
        }
    }
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { router, auth, body_limit, v1 } = self;
        f.debug_struct("Door")
            .field("router", router)
            .field("auth", auth)
            .field("body_limit", body_limit)
            .field("v1", v1)
            .finish()
    }
}

/// The declared length of the body, if it is a number. One that overflows exceeds every limit.
///
/// Any other length is left to the server, and to the limit while reading.
fn declared_length(headers: &HeaderMap) -> Option<usize> {
    let digits = headers.get(CONTENT_LENGTH)?.to_str().ok()?;
    let number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    number.then(|| digits.parse().unwrap_or(usize::MAX))
}

pub(crate) fn failed() -> Response<Bytes> {
    response(StatusCode::INTERNAL_SERVER_ERROR, r#"{"error":"handler failed"}"#)
}

fn response(status: StatusCode, body: &'static str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(body.as_bytes()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

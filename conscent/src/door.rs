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
//! | the request has not both `Content-Length` and `Transfer-Encoding` | refused | 400, `Connection: close` | `{"error":"both length and coding"}` |
//! | the method is POST | refused | 405, `Allow: POST` | `{"error":"only POST"}` |
//! | the headers are [authorized](crate::auth) | refused | 401 | `{"error":"unauthorized"}` |
//! | `Content-Length`, if there is one, is within the limit | refused | 413 | `{"error":"body too large"}` |
//! | the endpoint has room: fewer deliveries and bytes in hand than its [limits](Limits) | refused | 503, `Retry-After: 1` | `{"error":"busy"}` |
//! | the body is within the limit while it arrives | refused | 413 | `{"error":"body too large"}` |
//! | the body arrives whole | refused | 400 | `{"error":"body incomplete"}` |
//! | … within the [time](Door::body_timeout) for it | refused | 408, `Connection: close` | `{"error":"body too slow"}` |
//! | … and the bodies in hand are within the limit | refused | 503, `Retry-After: 1` | `{"error":"busy"}` |
//! | its signature is right | refused | 401 | `{"error":"unauthorized"}` |
//! | there are fewer deliveries in hand than the limit | refused | 503, `Retry-After: 1` | `{"error":"busy"}` |
//! | with a [store](Door::store): it is stored | refused | 503, `Retry-After: 1` | `{"error":"not stored"}` |
//! | | acknowledged, and nothing below happens here | of its [`Ack`] | `{}` |
//! | it is a JSON object that names its event, and has the payload that the handler takes | the fallback takes it | 422 | `{"error":"body undecodable"}` |
//! | the event is known, and has a handler | the fallback takes it | of its [`Ack`]: 200 | `{}` |
//! | the handler, or the fallback, returns no error and does not panic | the error goes to the router's observers | 500 | `{"error":"handler failed"}` |
//! | | | of its [`Ack`]: 200 | `{}` |
//!
//! The status 401 comes with `WWW-Authenticate: Basic` where HTTP Basic is accepted.
//!
//! So a complete body from an authorized sender always reaches a handler or the fallback. Every response is one of
//! these texts: none holds anything of the request, of a secret, or of a handler's error.
//!
//! # Time and load
//!
//! A delivery counts against the [limits](Limits) from the moment its body is whole and its signature checked, until its
//! handler is done, even if the sender has hung up; its bytes count from their arrival on. The clones of an endpoint
//! share its limits.
//!
//! The adapters of this crate give a whole body [ten seconds](DEFAULT_BODY_TIMEOUT). For that they need a tokio runtime
//! with its timer enabled, as `#[tokio::main]` and `actix-web` have; outside of tokio, a body takes the time it takes.
//!
//! What comes before a request's head is complete, and how many connections there are, is the server's: with `axum` and
//! every other `tower` service, [`serve`](crate::serve) keeps slow senders from locking out good ones; for `actix-web`,
//! its [module](crate::actix) lists the calls. At the end of a program, [`drained`] waits for what is still handled.

mod admitted;
mod load;
mod refusal;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};

use crate::router::{Keeping, kept};
use crate::telemetry::report;
use crate::{Ack, Api, Auth, BoxError, Delivery, Router};
use load::Load;

pub use admitted::{Admitted, Arrived};
#[cfg(feature = "serve")]
pub(crate) use load::ended;
pub use load::{Limits, drained, running};
pub use refusal::Refusal;

/// The default limit of a body, in bytes: 64 KiB. [`Door::body_limit`] changes it.
///
/// The documented payloads have up to 3 KiB, so this leaves room for events to grow twentyfold.
pub const DEFAULT_BODY_LIMIT: usize = 64 * 1024;

/// The default time for a whole body: 10 seconds. [`Door::body_timeout`] changes it.
pub const DEFAULT_BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// An endpoint: who may deliver, how much, and to which router. A clone is cheap, and is the same endpoint.
///
/// With the feature `tower` it is a `tower` service. See the [module](self).
#[derive(Clone)]
pub struct Door {
    router: Router,
    auth: Arc<Auth>,
    body_limit: usize,
    api: &'static Api,
    event: Option<Arc<str>>,
    pub(crate) body_timeout: Duration,
    load: Arc<Load>,
    store: Option<Arc<Store>>,
}

type Store = dyn Fn(Delivery) -> Keeping + Send + Sync;

impl Door {
    /// Makes an endpoint of an api, by its descriptor, such as `v2::API` of a generated crate.
    #[must_use]
    pub fn of(api: &'static Api, router: Router, auth: Auth) -> Self {
        Self {
            router,
            auth: Arc::new(auth),
            body_limit: DEFAULT_BODY_LIMIT,
            body_timeout: DEFAULT_BODY_TIMEOUT,
            load: Arc::default(),
            store: None,
            api,
            event: None,
        }
    }

    /// Makes it an endpoint of another api, with the same router and credentials.
    #[must_use]
    pub fn api(self, api: &'static Api) -> Self {
        Self { api, ..self }
    }

    /// Makes it an endpoint of one event, for an api whose deliveries do not name theirs.
    #[must_use]
    pub fn event(self, event: &str) -> Self {
        Self { event: Some(event.into()), ..self }
    }

    /// Changes the limit of a body, in bytes.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Changes the time that a whole body may take to arrive.
    #[must_use]
    pub fn body_timeout(mut self, time: Duration) -> Self {
        self.body_timeout = time;
        self
    }

    /// Changes how much the endpoint takes on at a time. It shares this with the clones that are made of it from now on.
    ///
    /// ```
    /// # fn door(router: conscent::Router, auth: conscent::Auth) -> conscent::Door {
    /// use conscent::Door;
    /// use conscent::door::Limits;
    ///
    /// Door::new(router, auth).in_flight(Limits { deliveries: 100, bytes: 1024 * 1024 })
    /// # }
    /// ```
    #[must_use]
    pub fn in_flight(mut self, limits: Limits) -> Self {
        self.load = Arc::new(Load::new(limits));
        self
    }

    /// Stores each delivery with `store`, and answers with the acknowledgement that it returns. The router does not get
    /// the delivery: what is stored is to be given to it later, as the crate `conscent-inbox` does.
    ///
    /// `store` gets what has passed every check: also a body that names no event or does not decode, and a batch as a
    /// whole. If it returns an error, or panics, the answer is the status 503, so that a sender that repeats
    /// deliveries repeats this one.
    #[must_use]
    pub fn store<S, F>(self, store: S) -> Self
    where
        S: Fn(Delivery) -> F + Send + Sync + 'static,
        F: Future<Output = Result<Ack, BoxError>> + Send + 'static,
    {
        Self { store: Some(Arc::new(move |delivery| -> Keeping { Box::pin(store(delivery)) })), ..self }
    }

    /// The router that it dispatches to.
    #[must_use]
    pub fn router(&self) -> &Router {
        &self.router
    }

    /// The api whose deliveries it takes.
    #[must_use]
    pub fn descriptor(&self) -> &'static Api {
        self.api
    }

    /// Checks everything that comes before the body.
    ///
    /// # Errors
    /// [`Refusal`]: the request has two framings, the method is not POST, the request is not authorized, the declared
    /// length exceeds the limit, or there is no room; in this order.
    pub fn admit<'a>(&'a self, method: &Method, headers: &'a HeaderMap) -> Result<Admitted<'a>, Refusal> {
        if headers.contains_key(TRANSFER_ENCODING) && headers.contains_key(CONTENT_LENGTH) {
            return Err(Refusal::Framing);
        }
        if method != Method::POST {
            return Err(Refusal::Method);
        }
        let pending = self.auth.check_headers(headers)?;
        let length = declared_length(headers).unwrap_or(0);
        if length > self.body_limit {
            return Err(Refusal::TooLarge);
        }
        self.load.check(length, self.body_limit)?;
        Ok(Admitted::new(self, headers, pending))
    }

    /// Builds the response to a rejected request, and records the rejection with the features `metrics` and `tracing`.
    /// Rejections for the same [reason](Refusal::reason) get the same response, byte for byte.
    #[must_use]
    pub fn refuse(&self, refusal: Refusal) -> Response<Bytes> {
        report::rejected(self.api.name, refusal);
        refusal.response(self.auth.challenge())
    }

    /// Dispatches a delivery to the router, or [stores](Self::store) it, and builds the response from the outcome. A panic
    /// of a handler is a response too.
    pub async fn dispatch(&self, arrived: Arrived) -> Response<Bytes> {
        let (delivery, _share) = arrived.into_parts();
        if let Some(store) = &self.store {
            return match kept(|| store(delivery)).await {
                Some(ack) => response(ack.status(), "{}"),
                None => self.refuse(Refusal::NotStored),
            };
        }
        match self.router.dispatch(delivery).await {
            Ok(ack) if ack.status().is_success() => response(ack.status(), "{}"),
            Ok(ack) => response(ack.status(), r#"{"error":"body undecodable"}"#),
            Err(_) => failed(),
        }
    }
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { router, auth, body_limit, api, event, body_timeout, load, store } = self;
        f.debug_struct("Door")
            .field("router", router)
            .field("auth", auth)
            .field("body_limit", body_limit)
            .field("api", &api.name)
            .field("event", event)
            .field("body_timeout", body_timeout)
            .field("in_flight", &load.limits)
            .field("stores", &store.is_some())
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

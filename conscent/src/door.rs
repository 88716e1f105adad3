//! The HTTP endpoint. It turns a request into a delivery, and the outcome into a response. It needs no framework and no
//! sockets.
//!
//! The adapters of this crate connect it to frameworks. Other programs can call it directly:
//!
//! ```
//! # use conscent::{Door, door::Refusal};
//! # use http::{Request, Response};
//! async fn answer(door: &Door, request: Request<&[u8]>) -> Response<bytes::Bytes> {
//!     let delivery = || {
//!         let mut body = door.admit(request.method(), request.headers())?; // the body is not read before this
//!         body.push(*request.body())?; // call it for each piece that arrives
//!         body.finish()
//!     };
//!     match delivery() {
//!         Ok(delivery) => door.dispatch(delivery).await,
//!         Err(refusal) => door.refuse(refusal),
//!     }
//! }
//! ```
//!
//! # Order of the checks
//!
//! Each step is taken only if all previous ones succeeded. An unauthorized sender cannot make the server read a body,
//! and does not learn what the endpoint accepts. If a signature is required, unsigned bodies are not parsed.
//!
//! | check | otherwise | status | body |
//! |---|---|---|---|
//! | the request does not have both `Content-Length` and `Transfer-Encoding` | rejected | 400, `Connection: close` | `{"error":"both length and coding"}` |
//! | the method is POST | rejected | 405, `Allow: POST` | `{"error":"only POST"}` |
//! | the headers are [authorized](crate::auth) | rejected | 401 | `{"error":"unauthorized"}` |
//! | `Content-Length`, if present, is within the limit | rejected | 413 | `{"error":"body too large"}` |
//! | the deliveries and bytes in flight are within the [limits](Limits) of the endpoint | rejected | 503, `Retry-After: 1` | `{"error":"busy"}` |
//! | the body is within the limit while it arrives | rejected | 413 | `{"error":"body too large"}` |
//! | the body is complete | rejected | 400 | `{"error":"body incomplete"}` |
//! | … within its [time limit](Door::body_timeout) | rejected | 408, `Connection: close` | `{"error":"body too slow"}` |
//! | … while the bodies in flight are within the limit | rejected | 503, `Retry-After: 1` | `{"error":"busy"}` |
//! | the signature is correct | rejected | 401 | `{"error":"unauthorized"}` |
//! | the deliveries in flight are within the limit | rejected | 503, `Retry-After: 1` | `{"error":"busy"}` |
//! | with a [store](Door::store), the delivery is stored | rejected | 503, `Retry-After: 1` | `{"error":"not stored"}` |
//! | | acknowledged; the following steps do not happen here | the [`Ack`]'s | `{}` |
//! | the body is a JSON object that names its event, and has the payload that the handler takes | the fallback takes it | 422 | `{"error":"body undecodable"}` |
//! | the event is known, and has a handler | the fallback takes it | the [`Ack`]'s: 200 | `{}` |
//! | the handler, or the fallback, does not return an error or panic | the error goes to the router's observers | 500 | `{"error":"handler failed"}` |
//! | | | the [`Ack`]'s: 200 | `{}` |
//!
//! The status 401 comes with `WWW-Authenticate: Basic` if HTTP Basic is accepted.
//!
//! So a complete body from an authorized sender reaches a handler, the fallback or the store, unless the endpoint is
//! busy or the store fails. Every response body is one of these texts. It never contains anything from the request, a
//! secret, or a handler's error.
//!
//! # Time and load
//!
//! A delivery counts against the [limits](Limits) once its body is complete and its signature checked, until its
//! handler finishes, even if the sender has disconnected. Its bytes count as soon as they arrive. The clones of an
//! endpoint share its limits.
//!
//! The adapters of this crate allow [ten seconds](DEFAULT_BODY_TIMEOUT) for a whole body. This requires a tokio runtime
//! with its timer enabled, as with `#[tokio::main]` and `actix-web`. Outside of tokio, a body has no time limit.
//!
//! The server is responsible for incomplete request heads, and for the number of connections. For `axum` and every
//! other `tower` service, [`serve`](crate::serve) prevents slow senders from blocking good ones. For `actix-web`, its
//! [module](crate::actix) lists the settings. At the end of a program, [`drained`] waits for the handlers that are
//! still running.

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

/// The default limit of a body, in bytes: 64 KiB. Change it with [`Door::body_limit`].
///
/// The documented payloads have up to 3 KiB, so this leaves room for events to grow twentyfold.
pub const DEFAULT_BODY_LIMIT: usize = 64 * 1024;

/// The default time for a whole body: 10 seconds. Change it with [`Door::body_timeout`].
pub const DEFAULT_BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// Receives webhooks over HTTP: authenticates the sender, limits the load, and dispatches deliveries to a router. A
/// clone is cheap, and is the same endpoint.
///
/// With the feature `tower`, it is a `tower` service. See the [module](self).
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
    /// Creates an endpoint of an api from its descriptor, such as `v2::API` of a generated crate.
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

    /// Changes the api of the endpoint. The router and the credentials stay the same.
    #[must_use]
    pub fn api(self, api: &'static Api) -> Self {
        Self { api, ..self }
    }

    /// Sets the event of the endpoint, for an api whose deliveries do not name theirs.
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

    /// Changes how many deliveries and bytes the endpoint handles at once. Clones that are made from now on share the
    /// limits.
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

    /// Stores each delivery with `store`, and responds with the acknowledgement that it returns. The router does not
    /// get the delivery. Give the stored delivery to a router later, as the crate `conscent-inbox` does.
    ///
    /// `store` gets every delivery that passed all checks, including a body that names no event or does not decode, and
    /// a batch as a whole. If it returns an error or panics, the response has the status 503, so that a sender that
    /// retries deliveries retries this one.
    #[must_use]
    pub fn store<S, F>(self, store: S) -> Self
    where
        S: Fn(Delivery) -> F + Send + Sync + 'static,
        F: Future<Output = Result<Ack, BoxError>> + Send + 'static,
    {
        Self { store: Some(Arc::new(move |delivery| -> Keeping { Box::pin(store(delivery)) })), ..self }
    }

    /// The router to which deliveries are dispatched.
    #[must_use]
    pub fn router(&self) -> &Router {
        &self.router
    }

    /// The api whose deliveries the endpoint accepts.
    #[must_use]
    pub fn descriptor(&self) -> &'static Api {
        self.api
    }

    /// Checks everything that can be checked before the body is read.
    ///
    /// # Errors
    /// [`Refusal`], checked in this order: the request has both a length and a transfer coding; the method is not POST;
    /// the request is not authorized; the declared length exceeds the limit; or the endpoint is at its limits.
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

    /// Dispatches a delivery to the router, or [stores](Self::store) it, and builds the response from the outcome. A
    /// panic of a handler becomes a response too.
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

/// The declared length of the body, if it is a number. A number that overflows exceeds every limit.
///
/// Any other value is left to the server, and to the limit while reading.
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

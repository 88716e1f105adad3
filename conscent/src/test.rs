//! For tests of one's own handlers: the documented payloads as deliveries, and as requests with credentials.
//!
//! ```
//! use conscent::{Ack, Router, conscent_handler, handlers, samples, v2::PurchasePass};
//!
//! #[conscent_handler(event = "purchase.pass")]
//! async fn on_pass(event: PurchasePass) -> Result<(), &'static str> {
//!     event.purchase().map(drop).ok_or("no purchase")
//! }
//!
//! #[conscent_handler(fallback)]
//! async fn other() {}
//!
//! # async fn test() -> Result<(), Box<dyn std::error::Error>> {
//! let router = Router::with_fallback(other).handlers(handlers![on_pass]).build()?;
//! assert_eq!(router.test_dispatch(&samples::purchase_pass()).await?, Ack::OK);
//! # Ok(())
//! # }
//!
//! let request = conscent::test::request(&samples::purchase_pass()).basic("key", "secret").sign("webhook secret");
//! assert!(request.headers().contains_key("x-conscent-signature")); // for whatever serves the route
//! ```

use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use conscent_types::Sample;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, Method, Uri};

use crate::{Ack, Delivery, HandlerError, ParseError, Router};

/// A sample as it would arrive.
#[must_use]
pub fn delivery(sample: &Sample) -> Delivery {
    let body = Bytes::from_static(sample.text.as_bytes());
    match sample.api {
        "v1" => Delivery::v1(sample.event, body),
        _ => Delivery::parse(body, &HeaderMap::new()).unwrap_or_else(ParseError::into_delivery),
    }
}

impl Router {
    /// Dispatches a sample as it would arrive.
    ///
    /// # Errors
    /// As [`dispatch`](Self::dispatch).
    pub async fn test_dispatch(&self, sample: &Sample) -> Result<Ack, HandlerError> {
        self.dispatch(delivery(sample)).await
    }
}

/// A sample as a request: `POST /`, without credentials until they are added.
pub fn request(sample: &Sample) -> Request {
    let mut request = http::Request::new(Bytes::from_static(sample.text.as_bytes()));
    *request.method_mut() = Method::POST;
    request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Request(request)
}

/// A request in the making; see [`request`].
#[derive(Clone, Debug)]
#[must_use = "it becomes an `http::Request` by `.sign(…)` or `.unsigned()`"]
pub struct Request(http::Request<Bytes>);

impl Request {
    /// Sends it to another path than `/`.
    pub fn to(mut self, uri: Uri) -> Self {
        *self.0.uri_mut() = uri;
        self
    }

    /// Adds HTTP Basic credentials.
    pub fn basic(mut self, key: &str, secret: &str) -> Self {
        let text = format!("Basic {}", BASE64_STANDARD.encode(format!("{key}:{secret}")));
        if let Ok(mut value) = HeaderValue::from_str(&text) {
            value.set_sensitive(true);
            self.0.headers_mut().insert(AUTHORIZATION, value);
        }
        self
    }

    /// Signs the body with the webhook secret, and gives the request.
    #[must_use]
    pub fn sign(mut self, secret: &str) -> http::Request<Bytes> {
        let signature = crate::auth::sign(secret, self.0.body());
        if let Ok(mut value) = HeaderValue::from_str(&signature) {
            value.set_sensitive(true);
            self.0.headers_mut().insert(crate::auth::SIGNATURE_HEADER, value);
        }
        self.0
    }

    /// Gives the request without a signature.
    #[must_use]
    pub fn unsigned(self) -> http::Request<Bytes> {
        self.0
    }
}

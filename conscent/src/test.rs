//! Test helpers: turn the documented payloads into deliveries, and into requests with credentials.
//!
//! ```
//! use conscent::{Ack, Delivery, Router, Sample, conscent_handler, handlers, samples, v2::PurchasePass};
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
//!
//! // The same payload with one change: null instead of the purchase.
//! let changed = Sample::with(&samples::purchase_pass(), "/payload/purchase", ())?;
//! let delivery = Delivery::parse(changed.to_string().into(), &http::HeaderMap::new())?;
//! assert!(router.dispatch(delivery).await.is_err());
//! # Ok(())
//! # }
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(test())?;
//!
//! let request = conscent::test::request(&samples::purchase_pass()).basic("key", "secret").sign("webhook secret");
//! assert!(request.headers().contains_key("x-conscent-signature")); // send this request to your server
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::time::SystemTime;

use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, Method, Uri};

use crate::auth::{AuthError, Scheme, signed_headers};
use crate::{Ack, Delivery, HandlerError, ParseError, Router, Sample};

/// Creates the delivery that arrives if a sender sends this sample.
#[must_use]
pub fn delivery(sample: &Sample) -> Delivery {
    if !sample.descriptor.naming.is_given() {
        return Delivery::of_event(sample.descriptor, sample.event, body(sample));
    }
    Delivery::new(sample.descriptor, body(sample), &headers(sample)).unwrap_or_else(ParseError::into_delivery)
}

/// The body of a delivery with a sample: the sample itself, or a list that contains it if the api sends batches.
fn body(sample: &Sample) -> Bytes {
    if sample.descriptor.batch {
        format!("[{}]", sample.text).into()
    } else {
        Bytes::from_static(sample.text.as_bytes())
    }
}

/// The header that names the event, if the api has one.
fn headers(sample: &Sample) -> HeaderMap {
    let header = |(name, value): (&str, &str)| {
        Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_str(value).ok()?))
    };
    sample.header().and_then(header).into_iter().collect()
}

impl Router {
    /// Dispatches the delivery that arrives if a sender sends this sample.
    ///
    /// # Errors
    /// The same as for [`dispatch`](Self::dispatch).
    pub async fn test_dispatch(&self, sample: &Sample) -> Result<Ack, HandlerError> {
        self.dispatch(delivery(sample)).await
    }
}

/// Creates a request from a sample: `POST /`, with the header that names the event if the api has one. Add credentials
/// with the methods of [`Request`].
pub fn request(sample: &Sample) -> Request {
    let mut request = http::Request::new(body(sample));
    *request.method_mut() = Method::POST;
    *request.headers_mut() = headers(sample);
    request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Request(request)
}

/// Builds a request. [`request`] creates it.
#[derive(Clone, Debug)]
#[must_use = "call `.sign(…)` or `.unsigned()` to get an `http::Request`"]
pub struct Request(http::Request<Bytes>);

impl Request {
    /// Changes the path, which is `/` by default.
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

    /// Signs the body with the webhook secret as Conscent.ai does, and returns the request.
    #[must_use]
    pub fn sign(mut self, secret: &str) -> http::Request<Bytes> {
        let signature = crate::auth::sign(secret, self.0.body());
        if let Ok(mut value) = HeaderValue::from_str(&signature) {
            value.set_sensitive(true);
            self.0.headers_mut().insert(crate::auth::SIGNATURE_HEADER, value);
        }
        self.0
    }

    /// Signs the request as a vendor with this scheme does, with the current time and the id `msg_test`, and returns
    /// it.
    ///
    /// For another time or id, add [`signed_headers`] to the [`unsigned`](Self::unsigned) request.
    ///
    /// # Errors
    /// [`AuthError`]: the secret does not have the form that the scheme requires, or the fields of the scheme contradict each other.
    pub fn sign_with(mut self, scheme: Scheme, secret: impl AsRef<[u8]>) -> Result<http::Request<Bytes>, AuthError> {
        let headers = signed_headers(scheme, secret, self.0.body(), SystemTime::now(), "msg_test")?;
        self.0.headers_mut().extend(headers);
        Ok(self.0)
    }

    /// Returns the request without a signature.
    #[must_use]
    pub fn unsigned(self) -> http::Request<Bytes> {
        self.0
    }
}

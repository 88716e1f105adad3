//! Deliveries: webhooks that have arrived.

mod batch;
mod dedupe;
mod error;
mod meta;
mod peek;
mod stored;

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use conscent_core::{Api, Drift, Incoming, Undecodable, UnknownEvent};
use http::HeaderMap;

pub use error::ParseError;
pub use meta::Meta;
pub use stored::Stored;

use dedupe::SentAs;

/// Holds one webhook that has arrived: its event, its raw body, and the metadata of its request.
///
/// It is created from bytes, with or without HTTP, and decoded on demand. A handler can take it as a parameter. A clone
/// is cheap, and shares the body. `Debug` shows no content.
#[derive(Clone)]
pub struct Delivery {
    api: &'static Api,
    event: String,
    body: Bytes,
    meta: Meta,
    unreadable: Option<Undecodable>,
    /// Whether the body is a list of deliveries that has not been split yet.
    is_batch: bool,
    sent_as: SentAs,
    /// The key of a restored delivery, whose original input was not stored.
    stored_key: Option<Arc<str>>,
    attachment: Option<Arc<dyn Any + Send + Sync>>,
}

impl Delivery {
    /// Creates a delivery of an api, such as `v2::API`. It reads the event's name from the body or the header where the
    /// api puts it.
    ///
    /// The body is not decoded, and if possible not read beyond the name. A batch is not read at all:
    /// [`split`](Self::split) returns its deliveries, and a router does that automatically. Headers with credentials
    /// are not kept.
    ///
    /// # Errors
    /// The delivery does not name its event: the header is missing, or the body ended or stopped being a JSON object
    /// before a string in that place. The error holds the delivery, because it has arrived anyway:
    /// [`ParseError::into_delivery`] returns it, and a router gives it to the fallback.
    pub fn new(api: &'static Api, body: Bytes, headers: &HeaderMap) -> Result<Self, ParseError> {
        let named = if api.batch { Ok(String::new()) } else { peek::event(api.naming, headers, &body) };
        let (event, unreadable) = match named {
            Ok(event) => (event, None),
            Err(why) => (String::new(), Some(why)),
        };
        let made = Self::with_meta(api, event, body, Meta::new(api, headers));
        let delivery = Self { unreadable: unreadable.clone(), is_batch: api.batch, ..made };
        match unreadable {
            None => Ok(delivery),
            Some(why) => Err(ParseError::new(delivery, why)),
        }
    }

    /// Creates a delivery whose event is already known, for an api whose endpoints determine the event.
    #[must_use]
    pub fn of_event(api: &'static Api, event: impl Into<String>, body: Bytes) -> Self {
        Self::with_meta(api, event.into(), body, Meta::new(api, &HeaderMap::new()))
    }

    fn with_meta(api: &'static Api, event: String, body: Bytes, meta: Meta) -> Self {
        let sent_as = SentAs::by(api);
        Self { api, event, body, meta, unreadable: None, is_batch: false, sent_as, stored_key: None, attachment: None }
    }

    /// Splits a batch into its deliveries, each with the headers of the request. Returns any other delivery as the only
    /// item.
    ///
    /// A batch whose body is not a list becomes one delivery without an event, which a router gives to the fallback.
    #[must_use]
    pub fn split(mut self) -> Vec<Self> {
        if !self.is_batch {
            return vec![self];
        }
        self.is_batch = false;
        let items = match batch::items(&self.body) {
            Ok(items) => items,
            Err(why) => {
                self.unreadable = Some(why);
                return vec![self];
            }
        };
        let one = |(place, body): (usize, Bytes)| {
            let (event, unreadable) = match peek::event(self.api.naming, self.meta.headers(), &body) {
                Ok(event) => (event, None),
                Err(why) => (String::new(), Some(why)),
            };
            Self { event, body, unreadable, sent_as: self.sent_as.item(place), ..self.clone() }
        };
        items.into_iter().enumerate().map(one).collect()
    }

    /// Whether the body is a list of deliveries that has not been [split](Self::split) yet.
    #[must_use]
    pub fn is_batch(&self) -> bool {
        self.is_batch
    }

    /// Returns the delivery with the headers of its request, except those with credentials.
    #[must_use]
    pub fn with_headers(mut self, headers: &HeaderMap) -> Self {
        self.meta = Meta::new(self.api, headers);
        self
    }

    /// Attaches a value that parameters of handlers can extract, and replaces any earlier one. A store uses it to pass
    /// its own data about a delivery to the router.
    #[must_use]
    pub fn attach<T: Any + Send + Sync>(mut self, value: Arc<T>) -> Self {
        self.attachment = Some(value);
        self
    }

    /// The attached value, if it is of this type.
    #[must_use]
    pub fn attachment<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.attachment.clone()?.downcast().ok()
    }

    /// Removes a header with credentials.
    pub(crate) fn forget(&mut self, header: &str) {
        self.meta.forget(header);
    }

    /// Sets the header whose id the endpoint found to be signed, if there is one.
    pub(crate) fn signed_id(&mut self, header: Option<&'static str>) {
        self.sent_as.signed_id = header;
    }

    /// The event's name: `purchase.pass`. It is empty if the body did not name the event.
    ///
    /// The name is what was sent: a string of any length, not necessarily a documented name.
    #[must_use]
    pub fn event(&self) -> &str {
        &self.event
    }

    /// The api of the event. It can be compared with a name: `delivery.api() == "v2"`.
    #[must_use]
    pub fn api(&self) -> &'static Api {
        self.api
    }

    /// The body, byte for byte as it arrived.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The metadata of the request.
    #[must_use]
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// Whether a sample documents the event.
    #[must_use]
    pub fn is_documented(&self) -> bool {
        self.api.documents(&self.event)
    }

    /// The event's name, if a sample documents the event. An undocumented name can be any text, and does not belong in
    /// metrics or logs.
    pub(crate) fn documented_event(&self) -> Option<&str> {
        self.is_documented().then_some(self.event.as_str())
    }

    /// Decodes the body as a payload, as an `Envelope` of a payload, or as the enum of a group such as
    /// `v2::PurchaseEvent`.
    ///
    /// It does not check that `T` is the type of this delivery's event: every JSON object decodes into every type.
    ///
    /// # Errors
    /// The body is not a JSON object, or `T` is a payload and the envelope contains none.
    pub fn decode<T: Incoming>(&self) -> Result<T, Undecodable> {
        self.readable()?;
        T::incoming(&self.event, &self.body)
    }

    /// Lists the parts of this body that the samples do not document, with JSON pointers into it. It decodes the body.
    ///
    /// # Errors
    /// The body is not a JSON object.
    pub fn drift(&self) -> Result<Vec<Drift>, Undecodable> {
        self.readable()?;
        Ok((self.api.drift)(&self.event, &self.body)?)
    }

    /// A key for recognizing repeated deliveries. The same request gives the same key on every machine.
    ///
    /// | where the delivery has its sender's id | key |
    /// |---|---|
    /// | in a header that is signed ([`Scheme::id`](conscent_core::signature::Scheme::id)), as with Standard Webhooks | `id:<id>` |
    /// | in the body, at the place in [`Api::id`], as with Stripe: the rest of the body may differ | `id:<id>` |
    /// | in the header named by [`Api::id`], as with GitHub | `id:<id>:<hash>` |
    /// | nowhere | `<event>:<id of the entity>:<time of creation>:<hash>` |
    ///
    /// The first row that applies counts. The hash is the first half of the SHA-256 of the body, in hex.
    ///
    /// An attacker who repeats a request without knowing the secret can change the parts that the signature does not
    /// cover, but cannot produce the key of another delivery like that. For this reason, an unsigned id is followed by
    /// the hash. If a header or the endpoint names the event instead of the body, the id is followed by the event's
    /// name. A header counts as signed if the [`Auth`](crate::Auth) of the endpoint requires a signature that covers
    /// it. For a delivery that was created without an endpoint, the signature scheme of the api decides.
    ///
    /// Each delivery of a [batch](Self::split) has its own key. Deliveries that share the signed id of their batch are
    /// distinguished by their positions: `id:<id>:0`. An id is replaced by `~` and its hash if it is longer than 64
    /// bytes, or contains characters other than ASCII letters, digits, `.`, `_` and `-`. In a body, an id is a
    /// non-empty string or a whole number.
    #[must_use]
    pub fn dedupe_key(&self) -> String {
        self.stored_key.as_deref().map_or_else(|| dedupe::key(self), str::to_owned)
    }

    /// Checks that the body names its event.
    pub(crate) fn readable(&self) -> Result<(), Undecodable> {
        self.unreadable.clone().map_or(Ok(()), Err)
    }

    /// Checks that the body decodes, for callers that do not need its content.
    pub(crate) fn check(&self) -> Result<(), Undecodable> {
        self.readable()?;
        <UnknownEvent>::decode("", &self.body)?;
        Ok(())
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("api", &self.api.name)
            .field("event", &self.documented_event())
            .field("body", &format_args!("<{} bytes>", self.body.len()))
            .field("meta", &self.meta)
            .finish_non_exhaustive()
    }
}

//! One webhook that arrived.

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

/// One webhook that arrived: its event, its raw body, and the metadata of its request.
///
/// It is made from bytes, with or without HTTP, and decoded on demand. A handler can take it as a parameter; a clone is
/// cheap, and shares the body. `Debug` shows no content.
#[derive(Clone)]
pub struct Delivery {
    api: &'static Api,
    event: String,
    body: Bytes,
    meta: Meta,
    unreadable: Option<Undecodable>,
    /// Whether the body is a list of deliveries, and not split yet.
    is_batch: bool,
    sent_as: SentAs,
    /// The key of a delivery that was stored: what it was made of is not stored with it.
    stored_key: Option<Arc<str>>,
    attachment: Option<Arc<dyn Any + Send + Sync>>,
}

impl Delivery {
    /// Makes a delivery of an api, such as `v2::API`. It reads the event's name where the api has it: in the body, or in a
    /// header.
    ///
    /// The body is not decoded, and not read beyond the name if that suffices. A batch is not read at all: [`split`](Self::split)
    /// gives its deliveries, and a router does that by itself. Headers with credentials are not kept.
    ///
    /// # Errors
    /// The delivery does not name its event: the header is missing, or the body ended, or stopped being a JSON object,
    /// before there was a text in its place. The error holds the delivery, because it has arrived all the same:
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

    /// Makes a delivery whose event is known from elsewhere: for an api whose endpoints determine the event.
    #[must_use]
    pub fn of_event(api: &'static Api, event: impl Into<String>, body: Bytes) -> Self {
        Self::with_meta(api, event.into(), body, Meta::new(api, &HeaderMap::new()))
    }

    fn with_meta(api: &'static Api, event: String, body: Bytes, meta: Meta) -> Self {
        let sent_as = SentAs::by(api);
        Self { api, event, body, meta, unreadable: None, is_batch: false, sent_as, stored_key: None, attachment: None }
    }

    /// Splits a batch into its deliveries, with the headers of its request. Any other delivery is the only one.
    ///
    /// A batch whose body is not a list is one delivery without an event, which a router gives to the fallback.
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

    /// Whether the body is a list of deliveries, still to be [split](Self::split).
    #[must_use]
    pub fn is_batch(&self) -> bool {
        self.is_batch
    }

    /// The same delivery with the headers of its request, except those with credentials.
    #[must_use]
    pub fn with_headers(mut self, headers: &HeaderMap) -> Self {
        self.meta = Meta::new(self.api, headers);
        self
    }

    /// Attaches a value for the parameters of handlers, in place of any other: what a store knows of a delivery that it
    /// gives to a router.
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

    /// Forgets a header with credentials.
    pub(crate) fn forget(&mut self, header: &str) {
        self.meta.forget(header);
    }

    /// Says which header has an id that the endpoint found to be signed, if any has.
    pub(crate) fn signed_id(&mut self, header: Option<&'static str>) {
        self.sent_as.signed_id = header;
    }

    /// The event's name: `purchase.pass`. It is empty if the body did not name the event.
    ///
    /// The name is what was sent: a text of any length, not necessarily a documented name.
    #[must_use]
    pub fn event(&self) -> &str {
        &self.event
    }

    /// The api of the event. It compares with its name: `delivery.api() == "v2"`.
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

    /// The event's name, if a sample documents the event. Any other name may be anything that was sent, and is not for
    /// metrics or logs.
    pub(crate) fn documented_event(&self) -> Option<&str> {
        self.is_documented().then_some(self.event.as_str())
    }

    /// Decodes the body: as a payload, as an `Envelope` of one, or as the enum of a group such as `v2::PurchaseEvent`.
    ///
    /// It does not check that `T` is the type of this delivery's event: every JSON object decodes into every type.
    ///
    /// # Errors
    /// The body is not a JSON object, or `T` is a payload and the envelope holds none.
    pub fn decode<T: Incoming>(&self) -> Result<T, Undecodable> {
        self.readable()?;
        T::incoming(&self.event, &self.body)
    }

    /// Lists what the samples do not document of this body, with JSON pointers into it. It decodes the body.
    ///
    /// # Errors
    /// The body is not a JSON object.
    pub fn drift(&self) -> Result<Vec<Drift>, Undecodable> {
        self.readable()?;
        Ok((self.api.drift)(&self.event, &self.body)?)
    }

    /// A key by which to notice a delivery that is sent twice. The same request gives the same key, on every machine.
    ///
    /// | the delivery has an id of its sender | key |
    /// |---|---|
    /// | in a header that is signed ([`Scheme::id`](conscent_core::signature::Scheme::id)), as with Standard Webhooks | `id:<id>` |
    /// | in the body, where [`Api::id`] says, as with Stripe: the rest of the body may differ | `id:<id>` |
    /// | in the header that [`Api::id`] names, as with GitHub | `id:<id>:<hash>` |
    /// | nowhere | `<event>:<id of the entity>:<time of creation>:<hash>` |
    ///
    /// The first row that applies counts. The hash is half of the SHA-256 of the body, in hex.
    ///
    /// Whoever repeats a request without knowing the secret can change what the signature does not cover, but cannot
    /// get the key of another delivery with that. So the hash comes with an id that is not signed; and if a header or the
    /// endpoint names the event, and not the body, the event's name follows the id. A header counts as signed if the
    /// [`Auth`](crate::Auth) of the endpoint requires a signature that covers it; of a delivery that was made without an
    /// endpoint, if the signature of the api does.
    ///
    /// Each delivery of a [batch](Self::split) has a key of its own. Those that have only the signed id of the batch are
    /// told apart by their places: `id:<id>:0`. In the place of an id there is `~` and its hash if it is longer than 64
    /// bytes, or has others than ASCII letters, digits, `.`, `_` and `-`. In a body, an id is a text that is not empty, or
    /// a whole number.
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

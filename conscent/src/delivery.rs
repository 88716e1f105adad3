//! One webhook that arrived.

mod api;
mod dedupe;
mod error;
mod meta;
mod peek;

use std::fmt;

use bytes::Bytes;
use conscent_types::{Drift, Incoming, Undecodable, v1, v2};
use http::HeaderMap;

use api::Api;

pub use error::ParseError;
pub use meta::Meta;

/// One webhook that arrived: its event, its raw body, and the metadata of its request.
///
/// It is made from bytes, with or without HTTP, and decoded on demand. A handler can take it as a parameter; a clone is
/// cheap, and shares the body. `Debug` shows no content.
#[derive(Clone)]
pub struct Delivery {
    api: Api,
    event: String,
    body: Bytes,
    meta: Meta,
    unreadable: Option<Undecodable>,
}

impl Delivery {
    /// Reads the event's name from a body of the new webhooks (`v2`).
    ///
    /// The body is not decoded, and not read beyond the name if that suffices. Headers with credentials are not kept.
    ///
    /// # Errors
    /// The body ended, or stopped being a JSON object, before an `event` was found, or the `event` is not a text. The
    /// error holds the delivery, because it has arrived all the same: [`ParseError::into_delivery`] returns it, and a
    /// router gives it to the fallback.
    pub fn parse(body: Bytes, headers: &HeaderMap) -> Result<Self, ParseError> {
        let (event, unreadable) = match peek::event(&body) {
            Ok(event) => (event, None),
            Err(why) => (String::new(), Some(why)),
        };
        let delivery = Self { api: Api::V2, event, body, meta: Meta::new(headers), unreadable: unreadable.clone() };
        match unreadable {
            None => Ok(delivery),
            Some(why) => Err(ParseError::new(delivery, why)),
        }
    }

    /// Makes a delivery of the old webhooks (`v1`), whose body does not name the event: the endpoint determines it.
    #[must_use]
    pub fn v1(event: impl Into<String>, body: Bytes) -> Self {
        Self { api: Api::V1, event: event.into(), body, meta: Meta::new(&HeaderMap::new()), unreadable: None }
    }

    /// The same delivery with the headers of its request, except those with credentials.
    #[must_use]
    pub fn with_headers(mut self, headers: &HeaderMap) -> Self {
        self.meta = Meta::new(headers);
        self
    }

    /// The event's name: `purchase.pass`. It is empty if the body did not name the event.
    ///
    /// The name is what was sent: a text of any length, not necessarily a documented name.
    #[must_use]
    pub fn event(&self) -> &str {
        &self.event
    }

    /// The api (generation of webhooks) of the event: `v1` or `v2`.
    #[must_use]
    pub fn api(&self) -> &'static str {
        self.api.name()
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
        let events = match self.api {
            Api::V1 => v1::EVENTS,
            Api::V2 => v2::EVENTS,
        };
        events.contains(&self.event.as_str())
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
        match self.api {
            Api::V1 => Ok(v1::AnyEvent::drift_of(&self.event, &self.body)?),
            Api::V2 => Ok(v2::AnyEvent::drift_of(&self.event, &self.body)?),
        }
    }

    /// A key by which to notice a delivery that is sent twice: the event's name, the entity's id, the time of creation,
    /// and a hash of the body.
    ///
    /// The vendor sends no delivery id, and events of different names can share id and time. The same bytes give the
    /// same key, on every machine and in every version of this crate.
    #[must_use]
    pub fn dedupe_key(&self) -> String {
        dedupe::key(self)
    }

    /// Checks that the body names its event.
    pub(crate) fn readable(&self) -> Result<(), Undecodable> {
        self.unreadable.clone().map_or(Ok(()), Err)
    }

    /// Checks that the body is a JSON object, for callers that do not decode it.
    pub(crate) fn check(&self) -> Result<(), Undecodable> {
        self.readable()?;
        peek::object(&self.body)
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("api", &self.api.name())
            .field("event", &self.documented_event())
            .field("body", &format_args!("<{} bytes>", self.body.len()))
            .field("meta", &self.meta)
            .finish_non_exhaustive()
    }
}

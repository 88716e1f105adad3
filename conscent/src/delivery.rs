//! One webhook that arrived.

mod dedupe;
mod peek;

use std::fmt;

use bytes::Bytes;
use conscent_types::{Drift, Incoming, Undecodable, v1, v2};
use http::HeaderMap;

use crate::{Meta, ParseError};

/// One webhook that arrived: its event, its raw body, and what is known besides.
///
/// It is made from bytes, with or without HTTP, and not decoded until someone asks. A handler can take it as a parameter; a clone is
/// cheap, and shares the body. `Debug` shows no content.
#[derive(Clone)]
pub struct Delivery {
    api: &'static str,
    event: String,
    body: Bytes,
    meta: Meta,
    unreadable: Option<Undecodable>,
}

impl Delivery {
    /// Reads which event a body of the new webhooks (`v2`) is. The body is not decoded, and not looked at beyond the name if that can do.
    ///
    /// Of `headers`, those with credentials are left behind.
    ///
    /// # Errors
    /// No `event` was found before the body ended or stopped being a JSON object, or it is no text. The error holds the delivery, because it has arrived all the same:
    /// [`ParseError::into_delivery`] gives it back, and a router hands it to the fallback.
    pub fn parse(body: Bytes, headers: &HeaderMap) -> Result<Self, ParseError> {
        let (event, unreadable) = match peek::event(&body) {
            Ok(event) => (event, None),
            Err(why) => (String::new(), Some(why)),
        };
        let delivery = Self { api: "v2", event, body, meta: Meta::new(headers), unreadable: unreadable.clone() };
        match unreadable {
            None => Ok(delivery),
            Some(why) => Err(ParseError::new(delivery, why)),
        }
    }

    /// A body of the old webhooks (`v1`), which do not name their event: the endpoint tells it.
    #[must_use]
    pub fn v1(event: impl Into<String>, body: Bytes) -> Self {
        Self { api: "v1", event: event.into(), body, meta: Meta::new(&HeaderMap::new()), unreadable: None }
    }

    /// The same delivery with the headers that it came with, but for those with credentials.
    #[must_use]
    pub fn with_headers(mut self, headers: &HeaderMap) -> Self {
        self.meta = Meta::new(headers);
        self
    }

    /// The event's name: `purchase.pass`. Empty if the body did not tell it.
    ///
    /// It is what was sent: a text of any length, not necessarily a documented name.
    #[must_use]
    pub fn event(&self) -> &str {
        &self.event
    }

    /// The api (generation of webhooks) that it came by: `v1` or `v2`.
    #[must_use]
    pub fn api(&self) -> &'static str {
        self.api
    }

    /// The body, byte for byte as it arrived.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// What is known besides.
    #[must_use]
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// Whether a sample documents the event.
    #[must_use]
    pub fn is_documented(&self) -> bool {
        let events = if self.api == "v1" { v1::EVENTS } else { v2::EVENTS };
        events.contains(&self.event.as_str())
    }

    /// Decodes the body: as a payload, as an `Envelope` of one, or as the enum of a group such as `v2::PurchaseEvent`.
    ///
    /// Whether `T` is this delivery's event is not looked at: every JSON object decodes into every type.
    ///
    /// # Errors
    /// The body is no JSON object, or `T` is a payload and the envelope holds none.
    pub fn decode<T: Incoming>(&self) -> Result<T, Undecodable> {
        self.readable()?;
        T::incoming(&self.event, &self.body)
    }

    /// What the samples did not know about this body, with JSON pointers into it. It decodes the body.
    ///
    /// # Errors
    /// The body is no JSON object.
    pub fn drift(&self) -> Result<Vec<Drift>, Undecodable> {
        self.readable()?;
        match self.api {
            "v1" => Ok(v1::AnyEvent::decode(&self.event, &self.body)?.drift()),
            _ => Ok(v2::AnyEvent::decode(&self.event, &self.body)?.drift()),
        }
    }

    /// What tells this delivery from others, to notice one that is sent twice: the event's name, the entity's id, the time of
    /// creation, and a hash of the body.
    ///
    /// The vendor sends no delivery id, and events of different names can share id and time. The same bytes give the same key, on every
    /// machine and in every version of this crate.
    #[must_use]
    pub fn dedupe_key(&self) -> String {
        dedupe::key(self)
    }

    /// Whether it tells its event.
    pub(crate) fn readable(&self) -> Result<(), Undecodable> {
        self.unreadable.clone().map_or(Ok(()), Err)
    }

    /// Whether the body is a JSON object, for whoever does not decode it.
    pub(crate) fn check(&self) -> Result<(), Undecodable> {
        self.readable()?;
        peek::object(&self.body)
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("api", &self.api)
            .field("event", &self.is_documented().then_some(&self.event))
            .field("body", &format_args!("<{} bytes>", self.body.len()))
            .field("meta", &self.meta)
            .finish_non_exhaustive()
    }
}

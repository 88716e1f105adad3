//! The descriptor of an api: what a receiver has to know about its webhooks, as plain data.

use std::fmt;
use std::hash::{Hash, Hasher};

use crate::pointer::unescape;
use crate::signature::Scheme;
use crate::{DecodeError, Drift};

/// What a receiver has to know about the webhooks of one api. Generated crates have one per module: `v2::API`.
///
/// Two descriptors are equal only if they are the same `static`, because two crates may both have an api `v1`.
#[derive(Debug)]
pub struct Api {
    /// The name of the api, which is the name of its samples folder: `v2`.
    pub name: &'static str,
    /// The names of all documented events, sorted.
    pub events: &'static [&'static str],
    /// The keys that the generated types have, sorted.
    pub keys: &'static [&'static str],
    /// The values of open enums, sorted by the key under which the types have them. They are words from the
    /// documentation, and reveal nothing about a person.
    pub codes: &'static [(&'static str, &'static [&'static str])],
    /// Where a delivery names its event.
    pub naming: Naming,
    /// Where a body holds the payload, as a JSON pointer. `None`: the whole body is the payload.
    pub payload: Option<&'static str>,
    /// Whether a body is a list of deliveries, each with its own event and payload.
    pub batch: bool,
    /// How requests are signed, if the hints say so.
    pub signature: Option<Scheme>,
    /// Where a delivery carries the id that its sender gave it, if the signature does not cover an id ([`Scheme::id`]).
    pub id: Id,
    /// The status that acknowledges a delivery that is stored now and handled later: 202, unless the hints set another.
    pub accepted: u16,
    /// Lists what an event has that its samples do not: `AnyEvent::drift_of`.
    pub drift: fn(event: &str, body: &[u8]) -> Result<Vec<Drift>, DecodeError>,
}

/// Where a delivery names its event: in a header, in the body, or partly in both. With neither, only the endpoint knows
/// the event.
///
/// With both, the name is the header's value and, if the body has a string at the pointer, a dot and that string.
/// GitHub sends `pull_request` in a header and `opened` in the body, which makes `pull_request.opened`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Naming {
    /// The name of the header, in lower case.
    pub header: Option<&'static str>,
    /// The JSON pointer (RFC 6901) into the body: `/meta/event_name`.
    pub pointer: Option<&'static str>,
}

impl Naming {
    /// Whether deliveries name their event themselves.
    #[must_use]
    pub const fn is_given(&self) -> bool {
        self.header.is_some() || self.pointer.is_some()
    }
}

/// Where a delivery carries the id that its sender gave it and repeats on every retry: in the body, or in a header.
/// With neither, the sender documents no such id.
///
/// GitHub sends it in a header, `x-github-delivery`; Stripe sends it in the body, at `/id`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Id {
    /// The name of the header, in lower case. No signature covers it: a signed id is described by the [`Scheme`].
    pub header: Option<&'static str>,
    /// The JSON pointer (RFC 6901) into the body.
    pub pointer: Option<&'static str>,
}

impl Api {
    /// Creates a descriptor without details of the delivery: only the endpoint knows the event, the whole body is the
    /// payload, and requests are not signed. Set the other fields as the vendor documents them.
    ///
    /// ```
    /// use conscent_core::{Api, Naming};
    ///
    /// static SHOP: Api = Api {
    ///     naming: Naming { header: Some("x-shop-topic"), pointer: None },
    ///     ..Api::new("shop", &["orders/create"], |_, _| Ok(Vec::new()))
    /// };
    /// assert!(SHOP.documents("orders/create") && SHOP.accepted == 202);
    /// ```
    #[must_use]
    pub const fn new(
        name: &'static str,
        events: &'static [&'static str],
        drift: fn(event: &str, body: &[u8]) -> Result<Vec<Drift>, DecodeError>,
    ) -> Self {
        Self {
            name,
            events,
            keys: &[],
            codes: &[],
            naming: Naming { header: None, pointer: None },
            payload: None,
            batch: false,
            signature: None,
            id: Id { header: None, pointer: None },
            accepted: 202,
            drift,
        }
    }

    /// Whether a sample documents the event.
    #[must_use]
    pub fn documents(&self, event: &str) -> bool {
        self.events.binary_search(&event).is_ok()
    }

    /// Whether the types have the key, or the key is on the path to the event's name, the payload or the id.
    #[must_use]
    pub fn documents_key(&self, key: &str) -> bool {
        let is_on_the_way = |place: &str| place.split('/').skip(1).any(|token| unescape(token) == key);
        self.keys.binary_search(&key).is_ok()
            || [self.naming.pointer, self.payload, self.id.pointer].into_iter().flatten().any(is_on_the_way)
    }

    /// Whether the types have an open enum under the key, and the enum has the value.
    ///
    /// ```
    /// use conscent_core::Api;
    ///
    /// let shop = Api { codes: &[("status", &["PAID", "VOID"])], ..Api::new("shop", &[], |_, _| Ok(Vec::new())) };
    /// assert!(shop.documents_code("status", "PAID") && !shop.documents_code("name", "PAID"));
    /// ```
    #[must_use]
    pub fn documents_code(&self, key: &str, code: &str) -> bool {
        let of_key = self.codes.binary_search_by_key(&key, |(key, _)| *key).ok();
        of_key.and_then(|place| self.codes.get(place)).is_some_and(|(_, codes)| codes.contains(&code))
    }
}

/// Equal means the same `static`.
impl PartialEq for Api {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Api {}

/// Hashes the address of the `static`.
impl Hash for Api {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::ptr::hash(self, state);
    }
}

/// Compares the name, so that `delivery.api() == "v2"` works.
impl PartialEq<str> for Api {
    fn eq(&self, name: &str) -> bool {
        self.name == name
    }
}

/// Writes the name.
impl fmt::Display for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name)
    }
}

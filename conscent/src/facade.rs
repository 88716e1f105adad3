//! Shorthands for Conscent.ai's webhooks. The rest of this crate works with descriptors of any vendor.

use bytes::Bytes;
use conscent_types::{v1, v2};
use http::HeaderMap;

use crate::{Auth, Delivery, Door, ParseError, Router};

impl Delivery {
    /// Creates a delivery of Conscent.ai's new webhooks (`v2`), whose body names the event.
    ///
    /// # Errors
    /// The same as for [`Delivery::new`].
    pub fn parse(body: Bytes, headers: &HeaderMap) -> Result<Self, ParseError> {
        Self::new(&v2::API, body, headers)
    }

    /// Creates a delivery of Conscent.ai's old webhooks (`v1`), whose body does not name the event: the endpoint
    /// determines it.
    #[must_use]
    pub fn v1(event: impl Into<String>, body: Bytes) -> Self {
        Self::of_event(&v1::API, event, body)
    }
}

impl Door {
    /// Creates an endpoint of Conscent.ai's new webhooks (`v2`), which name their event in the body.
    #[must_use]
    pub fn new(router: Router, auth: Auth) -> Self {
        Self::of(&v2::API, router, auth)
    }

    /// Makes this an endpoint of one of Conscent.ai's old webhooks (`v1`), which do not name their event:
    /// `pass_payment`.
    #[must_use]
    pub fn v1(self, event: &str) -> Self {
        self.api(&v1::API).event(event)
    }
}

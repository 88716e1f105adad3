//! Requests that may send their body, and requests whose body has arrived.

use std::fmt;
use std::ops::Deref;

use bytes::{Buf, BufMut, BytesMut};
use http::HeaderMap;

use super::load::Share;
use super::{Door, Refusal};
use crate::auth::Pending;
use crate::{Delivery, ParseError};

/// A request that may send its body. It holds the bytes that have arrived, which never exceed the limit.
#[must_use = "the body has not been read yet"]
pub struct Admitted<'a> {
    door: &'a Door,
    headers: &'a HeaderMap,
    pending: Pending<'a>,
    body: BytesMut,
    share: Share,
}

impl<'a> Admitted<'a> {
    /// Reserves no memory for a declared length, because such a body may never arrive.
    pub(super) fn new(door: &'a Door, headers: &'a HeaderMap, pending: Pending<'a>) -> Self {
        Self { door, headers, pending, body: BytesMut::new(), share: Share::new(&door.load) }
    }

    /// Appends the next piece of the body.
    ///
    /// # Errors
    /// [`Refusal::TooLarge`]: the piece would make the body exceed its limit. [`Refusal::Busy`]: it would make the bodies of all
    /// requests together exceed theirs. In either case, the piece is not appended.
    pub fn push(&mut self, piece: impl Buf) -> Result<(), Refusal> {
        if piece.remaining() > self.door.body_limit - self.body.len() {
            return Err(Refusal::TooLarge);
        }
        self.share.add(piece.remaining(), self.door.body_limit)?;
        self.body.put(piece);
        Ok(())
    }

    /// Completes the delivery, once the whole body has been pushed.
    ///
    /// An unreadable body is a delivery too, which the router gives to the fallback.
    ///
    /// # Errors
    /// [`Refusal::Unauthorized`]: the signature does not match this body. [`Refusal::Busy`]: too many handlers are running.
    pub fn finish(mut self) -> Result<Arrived, Refusal> {
        self.pending.check_body(&self.body)?;
        self.share.run()?; // only after the signature check, so that nobody without the secret takes up a slot
        let body = self.body.freeze();
        let Door { api, event, auth, .. } = self.door;
        let mut delivery = match event {
            Some(event) => Delivery::of_event(api, &**event, body).with_headers(self.headers),
            None => Delivery::new(api, body, self.headers).unwrap_or_else(ParseError::into_delivery),
        };
        if api.signature.is_none_or(|scheme| scheme.header != auth.signature_header()) {
            delivery.forget(auth.signature_header());
        }
        delivery.signed_id(auth.signed_id());
        Ok(Arrived { delivery, share: self.share })
    }
}

impl fmt::Debug for Admitted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Admitted")
            .field("body", &format_args!("<{} bytes>", self.body.len()))
            .field("limit", &self.door.body_limit)
            .finish_non_exhaustive()
    }
}

/// An accepted delivery, for [`Door::dispatch`]. As long as this value exists, it counts against the endpoint's
/// [`Limits`](super::Limits), and [`drained`](super::drained) waits for it.
#[derive(Debug)]
#[must_use = "dispatch the delivery, or it is lost"]
pub struct Arrived {
    delivery: Delivery,
    share: Share,
}

impl Arrived {
    pub(super) fn into_parts(self) -> (Delivery, Share) {
        (self.delivery, self.share)
    }
}

impl Deref for Arrived {
    type Target = Delivery;

    fn deref(&self) -> &Delivery {
        &self.delivery
    }
}

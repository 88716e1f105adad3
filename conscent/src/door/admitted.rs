//! A request whose body may be read.

use std::fmt;

use bytes::{Buf, BufMut, BytesMut};
use http::HeaderMap;

use super::{Door, Refusal};
use crate::auth::Pending;
use crate::{Delivery, ParseError};

/// A request that may send its body. It holds what has arrived, which never exceeds the limit.
#[must_use = "the body is still to be read"]
pub struct Admitted<'a> {
    door: &'a Door,
    headers: &'a HeaderMap,
    pending: Pending<'a>,
    body: BytesMut,
}

impl<'a> Admitted<'a> {
    /// No memory is reserved for a declared length: such a body may never arrive.
    pub(super) fn new(door: &'a Door, headers: &'a HeaderMap, pending: Pending<'a>) -> Self {
        Self { door, headers, pending, body: BytesMut::new() }
    }

    /// Appends the next piece of the body.
    ///
    /// # Errors
    /// [`Refusal::TooLarge`]: the piece would make the body exceed the limit. It is not appended then.
    pub fn push(&mut self, piece: impl Buf) -> Result<(), Refusal> {
        if piece.remaining() > self.door.body_limit - self.body.len() {
            return Err(Refusal::TooLarge);
        }
        self.body.put(piece);
        Ok(())
    }

    /// Completes the delivery, once the whole body has been pushed.
    ///
    /// An unreadable body is a delivery too: the router gives it to the fallback.
    ///
    /// # Errors
    /// [`Refusal::Unauthorized`]: the signature is not that of this body.
    pub fn finish(self) -> Result<Delivery, Refusal> {
        self.pending.check_body(&self.body)?;
        let body = self.body.freeze();
        Ok(match &self.door.v1 {
            Some(event) => Delivery::v1(&**event, body).with_headers(self.headers),
            None => Delivery::parse(body, self.headers).unwrap_or_else(ParseError::into_delivery),
        })
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

//! Events: what a whole body is decoded into.

use std::fmt;

use crate::{DecodeError, FieldError, Object, decode};

/// The payload of one kind of webhook: what its envelope holds, or the whole body where the api has no envelope.
pub trait Event: Object {
    /// The event's name on the wire, or the name of its sample where bodies carry none: `purchase.pass`.
    const NAME: &'static str;

    /// The api (generation of webhooks) that it belongs to: `v2`.
    const API: &'static str;

    /// The whole body: the envelope around this payload, or the payload itself.
    type Body: Object;

    /// Takes the payload out of the body.
    ///
    /// # Errors
    /// The envelope has no payload, or one of another kind.
    fn from_body(body: Self::Body) -> Result<Self, FieldError>;
}

/// What a handler can take: a payload, an envelope with its payload, or the enum of a group of events.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what arrives as an event",
    label = "neither a payload, nor an `Envelope` of one, nor the enum of a group",
    note = "take a type such as `v2::PurchasePass`, `v2::Envelope<v2::PurchasePass>` or `v2::PurchaseEvent`"
)]
pub trait Incoming: Sized {
    /// The name of the event, or of its group: `purchase.pass`, `purchase.*`.
    const EVENT: &'static str;

    /// The api that it belongs to: `v2`.
    const API: &'static str;

    /// Decodes the whole body of `event`. Only a group needs to be told which of its events it is.
    ///
    /// # Errors
    /// The body is no JSON object, or there is no payload in its envelope.
    fn incoming(event: &str, body: &[u8]) -> Result<Self, Undecodable>;
}

impl<P: Event> Incoming for P {
    const EVENT: &'static str = P::NAME;
    const API: &'static str = P::API;

    fn incoming(_: &str, body: &[u8]) -> Result<Self, Undecodable> {
        Ok(P::from_body(decode(body)?)?)
    }
}

/// Why a body is not what was asked for. It never holds anything of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Undecodable {
    /// It is no JSON object.
    Body(DecodeError),
    /// It is one, without the field that tells its event, or that holds the payload.
    Field(FieldError),
}

impl fmt::Display for Undecodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body(error) => error.fmt(f),
            Self::Field(error) => error.fmt(f),
        }
    }
}

/// It speaks for the error within, so that one has no other source than this.
impl std::error::Error for Undecodable {}

impl From<DecodeError> for Undecodable {
    fn from(error: DecodeError) -> Self {
        Self::Body(error)
    }
}

impl From<FieldError> for Undecodable {
    fn from(error: FieldError) -> Self {
        Self::Field(error)
    }
}

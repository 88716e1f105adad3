//! Events: the types into which whole bodies are decoded.

use std::fmt;

use crate::{Api, DecodeError, FieldError, Naming, Payload, decode};

/// The payload of an event: the content of its envelope, or the whole body if the api has no envelope.
pub trait Event: Payload {
    /// The event's name on the wire, or the name of its samples folder if bodies do not name it: `purchase.pass`.
    const NAME: &'static str;

    /// The descriptor of the event's api.
    const API: &'static Api;

    /// The whole body: the envelope around this payload, or the payload itself.
    type Body: Payload;

    /// Extracts the payload from the body.
    ///
    /// # Errors
    /// The envelope has no payload, or has a value of another kind there.
    fn from_body(body: Self::Body) -> Result<Self, FieldError>;
}

/// A type that a handler can take as its event: a payload, an envelope with its payload, or the enum of a group of
/// events.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event type",
    label = "not a payload, an `Envelope` of a payload, or the enum of an event group",
    note = "use a type such as `v2::PurchasePass`, `v2::Envelope<v2::PurchasePass>` or `v2::PurchaseEvent`"
)]
pub trait Incoming: Sized {
    /// The name of the event, or of its group: `purchase.pass`, `purchase.*`.
    const EVENT: &'static str;

    /// The descriptor of the event's api.
    const API: &'static Api;

    /// Decodes the whole body of `event`. Only groups use the name, to choose the variant.
    ///
    /// # Errors
    /// The body is not a JSON object, or its envelope has no payload.
    fn incoming(event: &str, body: &[u8]) -> Result<Self, Undecodable>;
}

impl<P: Event> Incoming for P {
    const EVENT: &'static str = P::NAME;
    const API: &'static Api = P::API;

    fn incoming(_: &str, body: &[u8]) -> Result<Self, Undecodable> {
        Ok(P::from_body(decode(body)?)?)
    }
}

/// A body does not decode into the requested type. The error never contains any part of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Undecodable {
    /// The body is not a JSON object.
    Body(DecodeError),
    /// The body lacks the field that holds the payload.
    Field(FieldError),
    /// The delivery does not name its event in the header or body field where its api puts the name.
    Unnamed(Naming),
    /// The body is not a list, although the api sends its deliveries in lists.
    NotAList,
}

impl fmt::Display for Undecodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body(error) => error.fmt(f),
            Self::Field(error) => error.fmt(f),
            Self::Unnamed(Naming { header: Some(header), .. }) => {
                write!(f, "the delivery does not name its event: the header {header} is missing")
            }
            Self::Unnamed(Naming { pointer, .. }) => {
                write!(
                    f,
                    "the delivery does not name its event: the body has no string at {}",
                    pointer.unwrap_or_default()
                )
            }
            Self::NotAList => f.write_str("the body is not a list of deliveries"),
        }
    }
}

/// `Display` shows the inner error, so it is not also the `source`.
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

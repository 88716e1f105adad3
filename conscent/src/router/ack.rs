//! The return types of handlers.

use http::StatusCode;

/// Any error of a handler.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Acknowledges a delivery, so that the sender does not send it again.
///
/// Conscent.ai does not document how it treats each status. Most senders of webhooks read any status from 200 to 299 as
/// "received".
///
/// Acknowledgements are ordered by status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ack(StatusCode);

impl Ack {
    /// The delivery was handled: 200. This is the result of a handler that returns `()`.
    pub const OK: Self = Self(StatusCode::OK);

    /// The delivery was accepted, and will be handled later: 202.
    pub const ACCEPTED: Self = Self(StatusCode::ACCEPTED);

    /// The fallback took a body that does not decode: 422. The router responds with this status regardless of what the
    /// fallback returned.
    pub const UNDECODABLE: Self = Self(StatusCode::UNPROCESSABLE_ENTITY);

    /// The acknowledgement with a status from 200 to 299, for a sender that requires a certain one. `None` for any
    /// other status, because it acknowledges nothing.
    #[must_use]
    pub fn with_status(status: StatusCode) -> Option<Self> {
        status.is_success().then_some(Self(status))
    }

    /// The status of the HTTP response.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        self.0
    }
}

impl From<()> for Ack {
    fn from((): ()) -> Self {
        Self::OK
    }
}

/// The return types of handlers: `()`, [`Ack`], or a `Result` of one of them.
#[diagnostic::on_unimplemented(
    message = "a handler cannot return `{Self}`",
    label = "not a valid return type for a handler",
    note = "return `()`, `Ack`, `Result<(), E>` or `Result<Ack, E>`, where `E: Into<BoxError>`: any `Error + Send + Sync`, or a string"
)]
pub trait Reply {
    /// Converts the returned value into the result of a dispatch.
    ///
    /// # Errors
    /// The handler's own error.
    fn reply(self) -> Result<Ack, BoxError>;
}

impl Reply for () {
    fn reply(self) -> Result<Ack, BoxError> {
        Ok(Ack::OK)
    }
}

impl Reply for Ack {
    fn reply(self) -> Result<Ack, BoxError> {
        Ok(self)
    }
}

impl<A: Into<Ack>, E: Into<BoxError>> Reply for Result<A, E> {
    fn reply(self) -> Result<Ack, BoxError> {
        self.map(Into::into).map_err(Into::into)
    }
}

/// Compiles only if a handler may return `R`.
pub const fn is_reply<R: Reply>() {}

//! What handlers give back.

use http::StatusCode;

/// Any error of a handler.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A delivery was taken: nobody needs to send it again.
///
/// What the vendor does with a status is documented nowhere. Any status from 200 to 299 says "received" to most senders of webhooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ack(StatusCode);

impl Ack {
    /// Handled: 200. A handler that returns `()` gives this.
    pub const OK: Self = Self(StatusCode::OK);

    /// Taken, and handled later: 202.
    pub const ACCEPTED: Self = Self(StatusCode::ACCEPTED);

    /// The fallback has taken a body that does not decode: 422. The router gives it, whatever the fallback returned.
    pub const UNDECODABLE: Self = Self(StatusCode::UNPROCESSABLE_ENTITY);

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

/// What a handler may return: `()`, [`Ack`], or a `Result` of one of them.
#[diagnostic::on_unimplemented(
    message = "a handler cannot return `{Self}`",
    label = "not what a handler returns",
    note = "return `()`, `Ack`, `Result<(), E>` or `Result<Ack, E>`, where `E: Into<BoxError>`: any `Error + Send + Sync`, or a text"
)]
pub trait Reply {
    /// As a result.
    ///
    /// # Errors
    /// The handler's own.
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

/// Compiles if a handler may return `R`.
pub const fn is_reply<R: Reply>() {}

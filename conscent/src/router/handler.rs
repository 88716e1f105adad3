//! Handlers: the traits that the attribute implements for a function, and the data that a router keeps about it.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use conscent_core::{Api, Incoming, Undecodable};

use super::ack::{Ack, BoxError, Reply};
use crate::Delivery;

/// A handler that has been called, and may still have to be awaited.
pub type Running = Pin<Box<dyn Run + Send>>;

/// A future of any type that a handler may return.
///
/// It is boxed without a wrapper, because a future that wraps it to convert its output would hold the event twice.
pub trait Run {
    /// Polls the handler.
    fn poll_reply(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<Ack, BoxError>>;
}

impl<F: Future<Output: Reply>> Run for F {
    fn poll_reply(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<Ack, BoxError>> {
        self.poll(context).map(Reply::reply)
    }
}

/// Boxes the future of a handler.
#[inline]
pub fn running<F: Future<Output: Reply> + Send + 'static>(future: F) -> Running {
    Box::pin(future)
}

/// The event that a handler is registered for, and its location in the source.
#[derive(Debug)]
pub struct Route {
    /// The api of the event.
    pub api: &'static Api,
    /// The name of the event or of the group: `purchase.*`.
    pub event: &'static str,
    /// The name of the function.
    pub handler: &'static str,
    /// The source file of the attribute.
    pub file: &'static str,
    /// The line of the attribute.
    pub line: u32,
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ({}:{})", self.handler, self.file, self.line)
    }
}

/// The trait that the attribute implements for a function, on a struct with its name. `At` contains the positions of
/// the states that the function takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not handle an event",
    label = "not the handler of an event",
    note = "pass a fallback to `Router::with_fallback(...)`"
)]
pub trait Handle<States, At> {
    /// The event for which the handler is registered.
    const ROUTE: Route;

    /// Decodes the delivery and calls the handler.
    ///
    /// # Errors
    /// The delivery does not decode into the type that the handler takes.
    fn handle(states: &States, delivery: &Delivery) -> Result<Running, Undecodable>;
}

/// The first parameter of a handler: its event.
#[derive(Debug)]
pub struct EventArg<T> {
    /// The api of the event.
    pub api: &'static Api,
    /// The name of the event, or of the group.
    pub event: &'static str,
    /// Decodes a delivery into the parameter.
    pub decode: fn(&Delivery) -> Result<T, Undecodable>,
}

/// Checks that the body decodes, for the handler of a `raw_event`.
///
/// # Errors
/// The body does not decode.
pub fn check(delivery: &Delivery) -> Result<(), Undecodable> {
    delivery.check()
}

/// The event parameter of type `T`.
#[must_use]
pub const fn event_arg<T: Incoming>() -> EventArg<T> {
    EventArg { api: T::API, event: T::EVENT, decode: Delivery::decode }
}

impl<T> EventArg<T> {
    /// Whether the parameter is the type of this event or group.
    #[must_use]
    pub const fn is(&self, api: &str, event: &str) -> bool {
        equal(self.api.name.as_bytes(), api.as_bytes()) && equal(self.event.as_bytes(), event.as_bytes())
    }
}

const fn equal(mut a: &[u8], mut b: &[u8]) -> bool {
    while let ([first_a, rest_a @ ..], [first_b, rest_b @ ..]) = (a, b) {
        if *first_a != *first_b {
            return false;
        }
        (a, b) = (rest_a, rest_b);
    }
    a.is_empty() && b.is_empty()
}

/// A handler for [`Builder::handlers`](crate::Builder::handlers), created by [`handlers!`](crate::handlers!).
///
/// `States` is the type of the router's states; the compiler infers it.
pub struct Handler<States> {
    pub(crate) route: &'static Route,
    pub(crate) handle: fn(&States, &Delivery) -> Result<Running, Undecodable>,
}

impl<States> Handler<States> {
    /// Called by the expansion of `handlers!`.
    #[doc(hidden)]
    #[must_use]
    pub fn of<H: Handle<States, At>, At>(_: H) -> Self {
        Self { route: const { &H::ROUTE }, handle: H::handle }
    }
}

impl<States> fmt::Debug for Handler<States> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.route.fmt(f)
    }
}

/// Lists the handlers of a router by their names: `handlers![on_pass, shop::on_bundle]`.
///
/// Each is a function with the attribute [`conscent_handler`](crate::conscent_handler). If a function has the attribute
/// and is not in any list, the compiler warns that its struct "is never constructed".
#[macro_export]
macro_rules! handlers {
    ($($handler:tt)*) => {
        $crate::__private::handlers!($crate $($handler)*)
    };
}

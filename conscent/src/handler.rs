//! Handlers: what the attribute makes of a function, and what a router keeps of it.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use conscent_types::{Incoming, Undecodable};

use crate::ack::Reply;
use crate::{Ack, BoxError, Delivery};

/// A handler at work.
pub type Running = Pin<Box<dyn Run + Send>>;

/// A future of whatever a handler returns. Boxed as it is: a future around it would hold the event twice.
pub trait Run {
    /// Polls it.
    fn poll_reply(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<Ack, BoxError>>;
}

impl<F: Future<Output: Reply>> Run for F {
    fn poll_reply(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<Ack, BoxError>> {
        self.poll(context).map(Reply::reply)
    }
}

/// Starts a handler.
#[inline]
pub fn running<F: Future<Output: Reply> + Send + 'static>(future: F) -> Running {
    Box::pin(future)
}

/// What a handler is for, and where it stands.
#[derive(Debug)]
pub struct Route {
    /// The api of its event.
    pub api: &'static str,
    /// The name of its event, or of the group: `purchase.*`.
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

/// What the attribute implements for a function, on a struct of its name. `At` says where among the `States` those are that it takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` handles no event",
    label = "not a handler of an event",
    note = "a fallback is given to `Router::with_fallback(...)`"
)]
pub trait Handle<States, At> {
    /// What it is for.
    const ROUTE: Route;

    /// Decodes the delivery and starts the handler.
    ///
    /// # Errors
    /// The handler cannot be given what it takes.
    fn handle(states: &States, delivery: &Delivery) -> Result<Running, Undecodable>;
}

/// What a handler takes as its event.
#[derive(Debug)]
pub struct Taken<T> {
    /// The api of the event.
    pub api: &'static str,
    /// The name of the event, or of the group.
    pub event: &'static str,
    /// Decodes it.
    pub decode: fn(&Delivery) -> Result<T, Undecodable>,
}

/// What the handler of a `raw_event` asks first: whether the body is a JSON object.
///
/// # Errors
/// It is not.
pub fn check(delivery: &Delivery) -> Result<(), Undecodable> {
    delivery.check()
}

/// Whatever event `T` is.
#[must_use]
pub const fn taken<T: Incoming>() -> Taken<T> {
    Taken { api: T::API, event: T::EVENT, decode: Delivery::decode }
}

impl<T> Taken<T> {
    /// Whether it is this event, or group.
    #[must_use]
    pub const fn is(&self, api: &str, event: &str) -> bool {
        equal(self.api.as_bytes(), api.as_bytes()) && equal(self.event.as_bytes(), event.as_bytes())
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

/// A handler for [`Builder::handlers`](crate::router::Builder::handlers), made by [`handlers!`](crate::handlers!).
///
/// `States` are those of the router; they are inferred.
pub struct Handler<States> {
    pub(crate) route: &'static Route,
    pub(crate) handle: fn(&States, &Delivery) -> Result<Running, Undecodable>,
}

impl<States> Handler<States> {
    /// For `handlers!`.
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

/// The handlers of a router, by their names: `handlers![on_pass, shop::on_bundle]`.
///
/// Each is a function with the attribute [`conscent_handler`](crate::conscent_handler). A function that has it and is in no such list is
/// told by the compiler: its struct "is never constructed".
#[macro_export]
macro_rules! handlers {
    ($($handler:tt)*) => {
        $crate::__private::handlers!($crate $($handler)*)
    };
}

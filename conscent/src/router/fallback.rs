//! The fallback: the function that takes deliveries without a handler.

use super::ack::Reply;
use super::extract::FromFallbackParts;
use super::handler::Running;
use super::unrouted::Unrouted;
use crate::Delivery;

/// A function that can be the fallback of a router with these `States`: sync or async, with up to six parameters.
///
/// `At` describes its parameters and its result; the compiler infers it.
#[diagnostic::on_unimplemented(
    message = "this function cannot be the fallback of this router",
    label = "passed to `Router::with_fallback(...)`",
    note = "a fallback takes `Raw`, `Unrouted`, `Meta`, `Delivery` and `State<T>` for states of the router, in any order",
    note = "it returns `()`, `Ack`, `Result<(), E>` or `Result<Ack, E>`, where `E: Into<BoxError>`"
)]
pub trait Fallback<States, At> {
    /// Calls the fallback.
    fn start(&self, states: &States, delivery: &Delivery, why: &Unrouted) -> Running;
}

/// A type that a fallback can return. `Mode` is [`Immediate`] for a sync function and [`Async`] for an async one.
pub trait IntoReply<Mode> {
    /// Converts the returned value into a running handler.
    fn running(self) -> Running;
}

/// The mode of a function that returns its reply.
#[derive(Debug)]
pub struct Immediate;

/// The mode of a function that returns a future of its reply.
#[derive(Debug)]
pub struct Async;

impl<R: Reply> IntoReply<Immediate> for R {
    fn running(self) -> Running {
        Box::pin(std::future::ready(self.reply()))
    }
}

impl<F: Future<Output: Reply> + Send + 'static> IntoReply<Async> for F {
    fn running(self) -> Running {
        Box::pin(self)
    }
}

macro_rules! fallback {
    ($($parameter:ident $at:ident),*) => {
        impl<States, F, R, Mode, $($parameter, $at),*> Fallback<States, (Mode, $(($parameter, $at),)*)> for F
        where
            F: Fn($($parameter),*) -> R,
            R: IntoReply<Mode>,
            $($parameter: FromFallbackParts<States, $at>,)*
        {
            #[allow(unused_variables, reason = "a fallback without parameters does not use them")]
            fn start(&self, states: &States, delivery: &Delivery, why: &Unrouted) -> Running {
                self($($parameter::extract(states, delivery, why)),*).running()
            }
        }
    };
}

// Up to six parameters: each of the five kinds once, and one more state.
fallback!();
fallback!(P1 At1);
fallback!(P1 At1, P2 At2);
fallback!(P1 At1, P2 At2, P3 At3);
fallback!(P1 At1, P2 At2, P3 At3, P4 At4);
fallback!(P1 At1, P2 At2, P3 At3, P4 At4, P5 At5);
fallback!(P1 At1, P2 At2, P3 At3, P4 At4, P5 At5, P6 At6);

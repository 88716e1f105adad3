//! The function that takes what no handler takes.

use crate::ack::Reply;
use crate::handler::Running;
use crate::parameter::FallbackParameter;
use crate::{Delivery, Unrouted};

/// A function that can be the fallback of a router with these `States`, sync or async, with up to six parameters. `At` says how its
/// parameters and its result are got; it is inferred.
#[diagnostic::on_unimplemented(
    message = "this function cannot be the fallback of this router",
    label = "given to `Router::with_fallback(...)`",
    note = "a fallback takes `Raw`, `Unrouted`, `Meta`, `Delivery` and `State<T>` for states of the router, in any order",
    note = "it returns `()`, `Ack`, `Result<(), E>` or `Result<Ack, E>`, where `E: Into<BoxError>`"
)]
pub trait Fallback<States, At> {
    /// Starts it.
    fn start(&self, states: &States, delivery: &Delivery, why: &Unrouted) -> Running;
}

/// What a fallback gives when it is called. `How` tells sync from async.
pub trait Answer<How> {
    /// As a handler at work.
    fn running(self) -> Running;
}

/// At once.
#[derive(Debug)]
pub struct Now;

/// When awaited.
#[derive(Debug)]
pub struct Later;

impl<R: Reply> Answer<Now> for R {
    fn running(self) -> Running {
        Box::pin(std::future::ready(self.reply()))
    }
}

impl<F: Future<Output: Reply> + Send + 'static> Answer<Later> for F {
    fn running(self) -> Running {
        Box::pin(self)
    }
}

macro_rules! fallback {
    ($($parameter:ident $at:ident),*) => {
        impl<States, F, A, How, $($parameter, $at),*> Fallback<States, (How, $(($parameter, $at),)*)> for F
        where
            F: Fn($($parameter),*) -> A,
            A: Answer<How>,
            $($parameter: FallbackParameter<States, $at>,)*
        {
            #[allow(unused_variables, reason = "a fallback without parameters needs none of them")]
            fn start(&self, states: &States, delivery: &Delivery, why: &Unrouted) -> Running {
                self($($parameter::take(states, delivery, why)),*).running()
            }
        }
    };
}

fallback!();
fallback!(P1 At1);
fallback!(P1 At1, P2 At2);
fallback!(P1 At1, P2 At2, P3 At3);
fallback!(P1 At1, P2 At2, P3 At3, P4 At4);
fallback!(P1 At1, P2 At2, P3 At3, P4 At4, P5 At5);
fallback!(P1 At1, P2 At2, P3 At3, P4 At4, P5 At5, P6 At6);

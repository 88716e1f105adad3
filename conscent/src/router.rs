//! From a delivery to its handler.

mod ack;
mod builder;
mod error;
mod extract;
mod fallback;
mod guard;
mod handler;
mod outcome;
mod routes;
mod state;
mod unrouted;

use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use crate::Delivery;
use crate::telemetry::Span;
use error::Stage;
use guard::DeliveryGuard;
use handler::Running;
use routes::Routes;
use state::HNil;

pub use ack::{Ack, BoxError};
pub use builder::Builder;
pub use error::{BuildError, Failure, HandlerError};
pub use extract::Raw;
pub use handler::Handler;
pub use outcome::Outcome;
pub use state::State;
pub use unrouted::Unrouted;

/// The items that the attribute and [`handlers!`](crate::handlers) expand to.
pub(crate) mod expansion {
    pub use super::ack::is_reply;
    pub use super::extract::FromDeliveryParts;
    pub use super::handler::{EventArg, Handle, Route, Running, check, event_arg, running};
}

/// Dispatches each delivery to its handler, and what no handler takes to the fallback.
///
/// The handler of an event takes precedence over that of its group, and both over the fallback. A delivery is decoded
/// once, by the code of its handler, into what that handler takes. A clone is cheap, and is the same router.
#[derive(Clone)]
pub struct Router(Arc<Inner>);

struct Inner {
    routes: Routes,
    fallback: Fallback,
    observers: Vec<Observer>,
    failed: Option<FailedHook>,
}

type Fallback = Box<dyn Fn(&Delivery, &Unrouted) -> Running + Send + Sync>;
type Observer = Box<dyn Fn(&Outcome<'_>) -> Result<(), BoxError> + Send + Sync>;
type FailedHook = Box<dyn Fn(Delivery, HandlerError) -> Keeping + Send + Sync>;
type Keeping = Pin<Box<dyn Future<Output = Result<Ack, BoxError>> + Send>>;

impl Router {
    /// Starts a router with the function that takes what no handler takes.
    ///
    /// Every router has one, because an event that nobody expected may be a paid one. Give it a function with the
    /// attribute `#[conscent_handler(fallback)]`, which reports mistakes at the function itself, or any other function
    /// or closure of that form.
    pub fn with_fallback<F>(fallback: F) -> Builder<F, HNil> {
        Builder::new(fallback)
    }

    /// The events and groups that have a handler, sorted: `["purchase.*", "purchase.pass"]`.
    #[must_use]
    pub fn registered_events(&self) -> Vec<&'static str> {
        self.0.routes.events()
    }

    /// Dispatches a delivery to its handler or to the fallback, and returns what that returned.
    ///
    /// A delivery that does not decode goes to the fallback, and gives [`Ack::UNDECODABLE`]. Any async runtime will do.
    /// Observers are notified even if the future is dropped half-way.
    ///
    /// The deliveries of a batch are dispatched one after another, each as if it had arrived alone. The sender gets one
    /// answer: that of the delivery with the highest status, and an error counts more than any.
    ///
    /// # Errors
    /// The handler or the fallback returned an error, or panicked, or an observer failed; and the hook for
    /// [failed](Builder::failed) deliveries did not keep the delivery.
    pub async fn dispatch(&self, delivery: Delivery) -> Result<Ack, HandlerError> {
        if !delivery.is_batch() {
            return self.dispatch_one(delivery).await;
        }
        let mut answer = Ok(Ack::OK);
        for one in delivery.split() {
            let next = self.dispatch_one(one).await;
            answer = answer.and_then(|ack| next.map(|next| ack.max(next)));
        }
        answer
    }

    async fn dispatch_one(&self, delivery: Delivery) -> Result<Ack, HandlerError> {
        let answer = self.handle(&delivery).await;
        match (answer, &self.0.failed) {
            (Err(error), Some(keep)) => keep_failed(keep, delivery, error).await,
            (answer, _) => answer,
        }
    }

    async fn handle(&self, delivery: &Delivery) -> Result<Ack, HandlerError> {
        let span = Span::new(delivery.api().name, delivery.documented_event());
        let mut guard = DeliveryGuard::new(&self.0.observers, delivery, &span);
        let started = span.enter(|| self.start(delivery, &mut guard));
        let returned = match started {
            Ok(running) => poll_catching_panic(running, &span).await,
            Err(panic) => Err(panic),
        };
        guard.finish(returned)
    }

    /// Finds who takes the delivery, and calls that function.
    fn start(&self, delivery: &Delivery, guard: &mut DeliveryGuard<'_>) -> Result<Running, Failure> {
        let why = match self.0.routes.find(delivery) {
            Ok(entry) => {
                guard.stage = Stage::Handler(entry.route);
                match catch_panic(|| (entry.handle)(delivery))? {
                    Ok(running) => return Ok(running),
                    Err(why) => Unrouted::Undecodable(why),
                }
            }
            Err(why) => why,
        };
        guard.stage = Stage::Fallback;
        let why = guard.unrouted.insert(why);
        catch_panic(|| (self.0.fallback)(delivery, why))
    }
}

impl fmt::Debug for Router {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Router").field(&self.registered_events()).finish()
    }
}

/// Gives a failed delivery to the hook. If that does not keep it, the answer is the error of the handler.
async fn keep_failed(keep: &FailedHook, delivery: Delivery, error: HandlerError) -> Result<Ack, HandlerError> {
    let Ok(mut keeping) = catch_panic(|| keep(delivery, error.clone())) else { return Err(error) };
    let kept = poll_fn(|context| match catch_panic(|| keeping.as_mut().poll(context)) {
        Ok(poll) => poll.map(Result::ok),
        Err(_panic) => Poll::Ready(None),
    });
    kept.await.ok_or(error)
}

/// Calls something that may panic.
fn catch_panic<T>(call: impl FnOnce() -> T) -> Result<T, Failure> {
    // Unwind safe: what a panic leaves half-changed belongs to the handler, and the router does not look at it again.
    catch_unwind(AssertUnwindSafe(call)).map_err(|_| Failure::Panic)
}

/// Awaits a handler that may panic, within a span.
async fn poll_catching_panic(mut running: Running, span: &Span) -> Result<Ack, Failure> {
    poll_fn(|context| match span.enter(|| catch_panic(|| running.as_mut().poll_reply(context))) {
        Ok(poll) => poll.map_err(Failure::Error),
        Err(panic) => Poll::Ready(Err(panic)),
    })
    .await
}

//! Routes each delivery to its handler.

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

use conscent_core::Api;

use crate::Delivery;
use crate::telemetry::Span;
use error::Stage;
use guard::DeliveryGuard;
use handler::Running;
use outcome::Observing;
use routes::Routes;
use state::HNil;

pub use ack::{Ack, BoxError};
pub use builder::Builder;
pub use error::{BuildError, Failure, HandlerError};
pub use extract::{FromDeliveryParts, Raw};
pub use handler::Handler;
pub use outcome::Outcome;
pub use state::State;
pub use unrouted::{Unrouted, unhandled};

/// The items that the attribute and [`handlers!`](crate::handlers) expand to.
pub(crate) mod expansion {
    pub use super::ack::is_reply;
    pub use super::extract::{FromDeliveryParts, is_parameter};
    pub use super::handler::{EventArg, Handle, Route, Running, check, event_arg, running};
}

/// Dispatches each delivery to its handler, or to the fallback if no handler takes it.
///
/// The handler of an event takes precedence over the handler of its group, and both take precedence over the fallback.
/// A delivery is decoded once, into the type that its handler takes. A clone is cheap, and is the same router.
#[derive(Clone)]
pub struct Router(Arc<Inner>);

struct Inner {
    routes: Routes,
    fallback: Fallback,
    observers: Vec<Observer>,
    failed: Option<FailedHook>,
}

type Fallback = Box<dyn Fn(&Delivery, &Unrouted) -> Running + Send + Sync>;
type Observer = Box<dyn Fn(&Outcome<'_>) -> Result<Option<Observing>, BoxError> + Send + Sync>;
type FailedHook = Box<dyn Fn(Delivery, HandlerError) -> Keeping + Send + Sync>;
pub(crate) type Keeping = Pin<Box<dyn Future<Output = Result<Ack, BoxError>> + Send>>;

impl Router {
    /// Starts building a router. The fallback is the function that takes deliveries without a handler.
    ///
    /// Every router has a fallback, because an unexpected event may be one that somebody paid for. Pass a function with
    /// the attribute `#[conscent_handler(fallback)]`, which reports mistakes at the function itself, or any other
    /// function or closure with the same parameters and return type.
    /// [`unhandled`] responds to all of them with a 500.
    pub fn with_fallback<F>(fallback: F) -> Builder<F, HNil> {
        Builder::new(fallback)
    }

    /// The events and groups that have a handler, sorted: `["purchase.*", "purchase.pass"]`.
    #[must_use]
    pub fn registered_events(&self) -> Vec<&'static str> {
        self.0.routes.events()
    }

    /// The apis of its handlers, sorted by name, without duplicates. A fallback takes deliveries of any api.
    #[must_use]
    pub fn apis(&self) -> Vec<&'static Api> {
        self.0.routes.apis()
    }

    /// Dispatches a delivery to its handler or to the fallback, and returns the acknowledgement.
    ///
    /// A delivery that does not decode goes to the fallback, and results in [`Ack::UNDECODABLE`]. This works on any
    /// async runtime. Observers are notified even if the future is dropped halfway.
    ///
    /// The deliveries of a batch are dispatched one after another, as if each had arrived alone. The sender gets a
    /// single response: the acknowledgement with the highest status, or an error if any delivery failed.
    ///
    /// # Errors
    /// The handler or the fallback returned an error or panicked, or an observer failed, and the hook for
    /// [failed](Builder::failed) deliveries did not keep the delivery.
    pub async fn dispatch(&self, delivery: Delivery) -> Result<Ack, HandlerError> {
        self.dispatch_each(delivery, 1, self.0.failed.as_ref()).await
    }

    /// Dispatches a delivery that the caller has stored, and will dispatch again if this fails. `attempt` counts from
    /// 1, and observers see it as [`Outcome::attempt`].
    ///
    /// This works like [`dispatch`](Self::dispatch), but does not call the hook for [failed](Builder::failed)
    /// deliveries. The hook would turn an error into an acknowledgement, and the caller would believe that the delivery
    /// was handled.
    ///
    /// ```
    /// # use conscent::{BoxError, Delivery, Router};
    /// async fn work(router: &Router, stored: &Delivery) -> Result<(), BoxError> {
    ///     for attempt in 1..=20 {
    ///         match router.attempt(stored.clone(), attempt).await {
    ///             Ok(_) => return Ok(()),
    ///             Err(error) => eprintln!("attempt {attempt}: {error}"), // then wait, longer each time
    ///         }
    ///     }
    ///     Err("a dead letter".into())
    /// }
    /// # let router = Router::with_fallback(|| ()).build()?;
    /// # let delivery = Delivery::parse(r#"{"event": "gift.sent"}"#.into(), &http::HeaderMap::new())?;
    /// # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    /// # assert!(matches!(std::pin::pin!(work(&router, &delivery)).poll(&mut context), std::task::Poll::Ready(Ok(()))));
    /// # Ok::<(), BoxError>(())
    /// ```
    ///
    /// # Errors
    /// The handler or the fallback returned an error or panicked, or an observer failed.
    pub async fn attempt(&self, delivery: Delivery, attempt: u32) -> Result<Ack, HandlerError> {
        self.dispatch_each(delivery, attempt, None).await
    }

    async fn dispatch_each(
        &self,
        delivery: Delivery,
        attempt: u32,
        failed: Option<&FailedHook>,
    ) -> Result<Ack, HandlerError> {
        if !delivery.is_batch() {
            return self.dispatch_one(delivery, attempt, failed).await;
        }
        let mut answer = Ok(Ack::OK);
        for one in delivery.split() {
            let next = self.dispatch_one(one, attempt, failed).await;
            answer = answer.and_then(|ack| next.map(|next| ack.max(next)));
        }
        answer
    }

    async fn dispatch_one(
        &self,
        delivery: Delivery,
        attempt: u32,
        failed: Option<&FailedHook>,
    ) -> Result<Ack, HandlerError> {
        let answer = self.handle(&delivery, attempt).await;
        match (answer, failed) {
            (Err(error), Some(keep)) => kept(|| keep(delivery, error.clone())).await.ok_or(error),
            (answer, _) => answer,
        }
    }

    async fn handle(&self, delivery: &Delivery, attempt: u32) -> Result<Ack, HandlerError> {
        let span = Span::new(delivery.api().name, delivery.documented_event());
        let mut guard = DeliveryGuard::new(&self.0.observers, delivery, attempt, &span);
        let started = span.enter(|| self.start(delivery, &mut guard));
        let returned = match started {
            Ok(running) => poll_catching_panic(running, &span).await,
            Err(panic) => Err(panic),
        };
        guard.finish(returned).await
    }

    /// Finds the function that takes the delivery, and calls it.
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

/// Calls a hook that keeps a delivery, and returns its acknowledgement. `None` if the hook failed or panicked.
pub(crate) async fn kept(hook: impl FnOnce() -> Keeping) -> Option<Ack> {
    let mut keeping = catch_panic(hook).ok()?;
    let kept = poll_fn(|context| match catch_panic(|| keeping.as_mut().poll(context)) {
        Ok(poll) => poll.map(Result::ok),
        Err(_panic) => Poll::Ready(None),
    });
    kept.await
}

/// Calls a function that may panic.
fn catch_panic<T>(call: impl FnOnce() -> T) -> Result<T, Failure> {
    // Unwind safe: anything that a panic leaves half-changed belongs to the handler, and the router does not look at it
    // again.
    catch_unwind(AssertUnwindSafe(call)).map_err(|_| Failure::Panic)
}

/// Awaits an observer that may panic, within a span.
async fn observe_catching_panic(mut observing: Observing, span: &Span) -> Result<(), Failure> {
    poll_fn(|context| match span.enter(|| catch_panic(|| observing.as_mut().poll(context))) {
        Ok(poll) => poll.map_err(Failure::Error),
        Err(panic) => Poll::Ready(Err(panic)),
    })
    .await
}

/// Awaits a handler that may panic, within a span.
async fn poll_catching_panic(mut running: Running, span: &Span) -> Result<Ack, Failure> {
    poll_fn(|context| match span.enter(|| catch_panic(|| running.as_mut().poll_reply(context))) {
        Ok(poll) => poll.map_err(Failure::Error),
        Err(panic) => Poll::Ready(Err(panic)),
    })
    .await
}

//! From a delivery to its handler.

mod builder;
mod routes;
mod watch;

use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::Poll;

use crate::error::{Failure, Place};
use crate::handler::Running;
use crate::span::Span;
use crate::state::NoState;
use crate::{Ack, Delivery, HandlerError, Outcome, Unrouted};

pub use builder::Builder;
use routes::Routes;
use watch::Watch;

/// Hands each delivery to its handler, and what none takes to the fallback.
///
/// The handler of an event's exact name comes before that of its group, and that before the fallback. Only what a handler takes is
/// decoded, once, by the code of that handler. A clone is cheap, and is the same router.
#[derive(Clone)]
pub struct Router(Arc<Inner>);

struct Inner {
    routes: Routes,
    fallback: Fallback,
    observers: Vec<Observer>,
}

type Fallback = Box<dyn Fn(&Delivery, &Unrouted) -> Running + Send + Sync>;
type Observer = Box<dyn Fn(&Outcome<'_>) + Send + Sync>;

impl Router {
    /// Starts a router with the function that takes what no handler takes.
    ///
    /// There is always one: an event that nobody has foreseen may be a paid one. It is a function with the attribute
    /// `#[conscent_handler(fallback)]`, which says at once what is wrong with it; or any other function or closure of that form.
    pub fn with_fallback<F>(fallback: F) -> Builder<F, NoState> {
        Builder::new(fallback)
    }

    /// The events and groups that have a handler, sorted: `["purchase.*", "purchase.pass"]`.
    #[must_use]
    pub fn registered_events(&self) -> Vec<&'static str> {
        self.0.routes.events()
    }

    /// Hands a delivery to its handler, or to the fallback, and gives what that gave.
    ///
    /// For a delivery that does not decode it gives [`Ack::UNDECODABLE`], once the fallback has taken it. Nothing here needs a certain
    /// async runtime. Observers see the delivery even if the future is dropped halfway.
    ///
    /// # Errors
    /// The handler or the fallback returned an error, or panicked, or an observer panicked.
    pub async fn dispatch(&self, delivery: Delivery) -> Result<Ack, HandlerError> {
        let span = Span::new(&delivery);
        let mut watch = Watch::new(&self.0.observers, &delivery, &span);
        let started = span.enter(|| self.start(&delivery, &mut watch));
        let done = match started {
            Ok(running) => unless_panic(running, &span).await,
            Err(panic) => Err(panic),
        };
        watch.finish(done)
    }

    /// Finds who takes the delivery, and starts it.
    fn start(&self, delivery: &Delivery, watch: &mut Watch<'_>) -> Result<Running, Failure> {
        let why = match self.0.routes.find(delivery) {
            Ok(entry) => {
                watch.place = Place::Handler(entry.route);
                match catch(|| (entry.handle)(delivery))? {
                    Ok(running) => return Ok(running),
                    Err(why) => Unrouted::Undecodable(why),
                }
            }
            Err(why) => why,
        };
        watch.place = Place::Fallback;
        let why = watch.unrouted.insert(why);
        catch(|| (self.0.fallback)(delivery, why))
    }
}

impl fmt::Debug for Router {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Router").field(&self.registered_events()).finish()
    }
}

/// Calls something that may panic. What it may leave half-changed is its own: nothing here is looked at again.
fn catch<T>(call: impl FnOnce() -> T) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(call)).map_err(|_| Failure::Panic)
}

/// Awaits something that may panic, within a span.
async fn unless_panic(mut running: Running, span: &Span) -> Result<Ack, Failure> {
    poll_fn(|context| match span.enter(|| catch(|| running.as_mut().poll_reply(context))) {
        Ok(poll) => poll.map_err(Failure::Error),
        Err(panic) => Poll::Ready(Err(panic)),
    })
    .await
}

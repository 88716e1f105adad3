//! The builder of a router.

use std::fmt;
use std::sync::Arc;

use super::ack::{Ack, BoxError};
use super::error::{BuildError, HandlerError};
use super::fallback::Fallback;
use super::handler::Handler;
use super::outcome::{IntoObservation, Outcome};
use super::routes::{Entry, Routes};
use super::state::{HCons, HNil};
use super::unrouted::Unrouted;
use super::{FailedHook, Inner, Keeping, Observer, Router};
use crate::Delivery;

/// Builds a [`Router`]. [`Router::with_fallback`] creates it.
#[must_use = "call `.build()` to get the router"]
pub struct Builder<F, States> {
    fallback: F,
    states: Arc<States>,
    entries: Vec<Entry>,
    observers: Vec<Observer>,
    failed: Option<FailedHook>,
}

impl<F> Builder<F, HNil> {
    pub(super) fn new(fallback: F) -> Self {
        Self { fallback, states: Arc::new(HNil), entries: Vec::new(), observers: Vec::new(), failed: None }
    }
}

impl<F, States: Send + Sync + 'static> Builder<F, States> {
    /// Adds a state, which handlers take as `State<T>`. A router may have several states of different types.
    ///
    /// Only handlers that are added after the state can take it.
    pub fn state<T: Clone + Send + Sync + 'static>(self, state: T) -> Builder<F, HCons<T, States>> {
        let Self { fallback, states, entries, observers, failed } = self;
        let states = Arc::new(HCons { head: state, tail: states });
        Builder { fallback, states, entries, observers, failed }
    }

    /// Adds handlers: `.handlers(handlers![on_pass, on_bundle])`. Call it again to add more.
    pub fn handlers(mut self, handlers: impl IntoIterator<Item = Handler<States>>) -> Self {
        self.entries.extend(handlers.into_iter().map(|Handler { route, handle }| {
            let states = Arc::clone(&self.states);
            Entry { route, handle: Box::new(move |delivery| handle(&states, delivery)) }
        }));
        self
    }

    /// Calls `observer` with the outcome of each delivery, before its dispatch returns. Several observers are called in
    /// the order in which they were added.
    ///
    /// An observer returns `()`, a `Result<(), E>`, or a future of one of them. Once all observers have been called,
    /// the dispatch awaits the futures one after another. If an observer returns an error or panics, the dispatch
    /// fails: a delivery that an observer could not store is not acknowledged.
    ///
    /// An observer that has to wait for a disk or a network must return a future, because one that blocks stops all
    /// deliveries of its thread. The future cannot borrow the outcome. If the dispatch is dropped halfway, the
    /// observers are called but their futures are dropped. So hand over data that must not be lost before you return
    /// the future.
    ///
    /// ```
    /// use conscent::Router;
    ///
    /// async fn insert(event: String, is_handled: bool) -> Result<(), std::io::Error> {
    ///     println!("{event}: {is_handled}"); // in practice: insert into a database
    ///     Ok(())
    /// }
    ///
    /// let router = Router::with_fallback(|| ())
    ///     .observe(|outcome| insert(outcome.delivery.event().to_owned(), outcome.handler.is_some()))
    ///     .build()?;
    /// # Ok::<(), conscent::BuildError>(())
    /// ```
    pub fn observe<R, Mode>(mut self, observer: impl Fn(&Outcome<'_>) -> R + Send + Sync + 'static) -> Self
    where
        R: IntoObservation<Mode>,
    {
        self.observers.push(Box::new(move |outcome| observer(outcome).observation()));
        self
    }

    /// Calls `hook` with each delivery whose handler, fallback or observer failed, and with the error. Use it to store
    /// deliveries that would otherwise be lost, because not every vendor sends a delivery again after a 500.
    ///
    /// If the hook returns an acknowledgement, that becomes the result of the dispatch. If it returns an error or
    /// panics, the dispatch fails as if there were no hook. The hook is not called when the future of a dispatch is
    /// dropped halfway, which the adapters of this crate never do.
    ///
    /// ```
    /// use conscent::{Ack, BoxError, Delivery, HandlerError, Router};
    ///
    /// async fn keep(delivery: Delivery, error: HandlerError) -> Result<Ack, BoxError> {
    ///     let name = delivery.dedupe_key().replace(':', "-");
    ///     std::fs::write(std::env::temp_dir().join(name), delivery.body())?; // in practice: a queue or a database
    ///     eprintln!("kept for later: {error}");
    ///     Ok(Ack::ACCEPTED)
    /// }
    ///
    /// let router = Router::with_fallback(|| Err::<(), _>("out of order")).failed(keep).build()?;
    /// # let delivery = Delivery::parse(r#"{"event": "gift.sent"}"#.into(), &http::HeaderMap::new())?;
    /// # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    /// # let done = std::pin::pin!(router.dispatch(delivery)).poll(&mut context);
    /// # assert!(matches!(done, std::task::Poll::Ready(Ok(Ack::ACCEPTED))));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn failed<H, K>(self, hook: H) -> Self
    where
        H: Fn(Delivery, HandlerError) -> K + Send + Sync + 'static,
        K: Future<Output = Result<Ack, BoxError>> + Send + 'static,
    {
        let hook = move |delivery, error| -> Keeping { Box::pin(hook(delivery, error)) };
        Self { failed: Some(Box::new(hook)), ..self }
    }

    /// Builds the router.
    ///
    /// # Errors
    /// Two handlers are registered for the same event, or for the same group. A handler for an event and one for its
    /// group can coexist: the handler for the event takes precedence.
    pub fn build<At>(self) -> Result<Router, BuildError>
    where
        F: Fallback<States, At> + Send + Sync + 'static,
    {
        let Self { fallback, states, observers, entries, failed } = self;
        let mut routes = Routes::default();
        let conflicts: Vec<_> = entries.into_iter().filter_map(|entry| routes.add(entry).err()).collect();
        if !conflicts.is_empty() {
            return Err(BuildError { conflicts });
        }
        let fallback = Box::new(move |delivery: &Delivery, why: &Unrouted| fallback.start(&states, delivery, why));
        Ok(Router(Arc::new(Inner { routes, fallback, observers, failed })))
    }
}

impl<F, States> fmt::Debug for Builder<F, States> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.entries.iter().map(|entry| entry.route)).finish()
    }
}

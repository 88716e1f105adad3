//! Routers in the making.

use std::fmt;
use std::sync::Arc;

use crate::fallback::Fallback;
use crate::handler::Handler;
use crate::state::{NoState, With};
use crate::{BuildError, Delivery, Outcome, Unrouted};

use super::routes::{Entry, Routes};
use super::{Inner, Observer, Router};

/// A router in the making; see [`Router::with_fallback`].
#[must_use = "a router is made by `.build()`"]
pub struct Builder<F, States> {
    fallback: F,
    states: Arc<States>,
    entries: Vec<Entry>,
    observers: Vec<Observer>,
}

impl<F> Builder<F, NoState> {
    pub(super) fn new(fallback: F) -> Self {
        Self { fallback, states: Arc::new(NoState), entries: Vec::new(), observers: Vec::new() }
    }
}

impl<F, States: Send + Sync + 'static> Builder<F, States> {
    /// Gives the router a state, which handlers take as `State<T>`. It may have several, of different types.
    ///
    /// Only handlers that are added after it can take it.
    pub fn state<T: Clone + Send + Sync + 'static>(self, state: T) -> Builder<F, With<T, States>> {
        let states = Arc::new(With { state, before: self.states });
        Builder { fallback: self.fallback, states, entries: self.entries, observers: self.observers }
    }

    /// Adds handlers: `.handlers(handlers![on_pass, on_bundle])`. It may be called again, to add more.
    pub fn handlers(mut self, handlers: impl IntoIterator<Item = Handler<States>>) -> Self {
        self.entries.extend(handlers.into_iter().map(|Handler { route, handle }| {
            let states = Arc::clone(&self.states);
            Entry { route, handle: Box::new(move |delivery| handle(&states, delivery)) }
        }));
        self
    }

    /// Lets `observer` see what becomes of each delivery, before its dispatch returns. There may be several, called in their order.
    ///
    /// A panic of an observer is caught like that of a handler, and makes the dispatch fail.
    pub fn observe(mut self, observer: impl Fn(&Outcome<'_>) + Send + Sync + 'static) -> Self {
        self.observers.push(Box::new(observer));
        self
    }

    /// Makes the router.
    ///
    /// # Errors
    /// Two handlers are for the same event, or for the same group. A handler for an event beside one for its group is fine: it comes
    /// first.
    pub fn build<At>(self) -> Result<Router, BuildError>
    where
        F: Fallback<States, At> + Send + Sync + 'static,
    {
        let Self { fallback, states, observers, entries } = self;
        let mut routes = Routes::default();
        let conflicts: Vec<_> = entries.into_iter().filter_map(|entry| routes.add(entry).err()).collect();
        if !conflicts.is_empty() {
            return Err(BuildError { conflicts });
        }
        let fallback = Box::new(move |delivery: &Delivery, why: &Unrouted| fallback.start(&states, delivery, why));
        Ok(Router(Arc::new(Inner { routes, fallback, observers })))
    }
}

impl<F, States> fmt::Debug for Builder<F, States> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.entries.iter().map(|entry| entry.route)).finish()
    }
}

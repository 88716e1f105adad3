//! The builder of a router.

use std::fmt;
use std::sync::Arc;

use super::error::BuildError;
use super::fallback::Fallback;
use super::handler::Handler;
use super::outcome::Outcome;
use super::routes::{Entry, Routes};
use super::state::{HCons, HNil};
use super::unrouted::Unrouted;
use super::{Inner, Observer, Router};
use crate::Delivery;

/// The builder of a [`Router`], which [`Router::with_fallback`] starts.
#[must_use = "`.build()` makes the router"]
pub struct Builder<F, States> {
    fallback: F,
    states: Arc<States>,
    entries: Vec<Entry>,
    observers: Vec<Observer>,
}

impl<F> Builder<F, HNil> {
    pub(super) fn new(fallback: F) -> Self {
        Self { fallback, states: Arc::new(HNil), entries: Vec::new(), observers: Vec::new() }
    }
}

impl<F, States: Send + Sync + 'static> Builder<F, States> {
    /// Adds a state, which handlers take as `State<T>`. A router may have several, of different types.
    ///
    /// Only handlers that are added after the state can take it.
    pub fn state<T: Clone + Send + Sync + 'static>(self, state: T) -> Builder<F, HCons<T, States>> {
        let states = Arc::new(HCons { head: state, tail: self.states });
        Builder { fallback: self.fallback, states, entries: self.entries, observers: self.observers }
    }

    /// Adds handlers: `.handlers(handlers![on_pass, on_bundle])`. Call it again to add more.
    pub fn handlers(mut self, handlers: impl IntoIterator<Item = Handler<States>>) -> Self {
        self.entries.extend(handlers.into_iter().map(|Handler { route, handle }| {
            let states = Arc::clone(&self.states);
            Entry { route, handle: Box::new(move |delivery| handle(&states, delivery)) }
        }));
        self
    }

    /// Calls `observer` with the outcome of each delivery, before its dispatch returns. Several are called in the order
    /// of their addition.
    ///
    /// A panic of an observer is caught like that of a handler, and makes the dispatch fail.
    pub fn observe(mut self, observer: impl Fn(&Outcome<'_>) + Send + Sync + 'static) -> Self {
        self.observers.push(Box::new(observer));
        self
    }

    /// Builds the router.
    ///
    /// # Errors
    /// Two handlers are for the same event, or for the same group. A handler for an event and one for its group can
    /// coexist: the former takes precedence.
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

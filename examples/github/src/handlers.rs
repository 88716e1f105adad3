//! Handlers for some events and for a group of events, and the fallback for all others.

use crate::webhooks::github::{IssuesEvent, PullRequestClosed, PullRequestOpened, Push};
use conscent::{Ack, BoxError, Meta, State, Unrouted, conscent_handler};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How often each handler was called. A real program would use a database.
#[derive(Clone, Debug, Default)]
pub struct Ledger(Arc<Mutex<BTreeMap<&'static str, usize>>>);

impl Ledger {
    fn count(&self, handler: &'static str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(handler).or_default() += 1;
    }

    /// The counts so far.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// `closed 2, no handler 300, …`
    #[must_use]
    pub fn summary(&self) -> String {
        self.counts().iter().map(|(handler, count)| format!("{handler} {count}")).collect::<Vec<_>>().join(", ")
    }
}

#[conscent_handler(event = "push")]
pub(crate) async fn push(event: Push, State(ledger): State<Ledger>) -> Result<(), BoxError> {
    event.require_repository()?.require_full_name()?;
    ledger.count("push");
    Ok(())
}

// ANCHOR: opened
#[conscent_handler(event = "pull_request.opened")] // a header has `pull_request`, the body has `opened`
pub(crate) async fn opened(event: PullRequestOpened, State(ledger): State<Ledger>) -> Result<(), BoxError> {
    event.require_number()?;
    event.require_pull_request()?.require_user()?.require_login()?;
    ledger.count("opened");
    Ok(())
}
// ANCHOR_END: opened

#[conscent_handler(event = "pull_request.closed")]
pub(crate) async fn closed(event: PullRequestClosed, meta: Meta, State(ledger): State<Ledger>) -> Result<(), BoxError> {
    meta.header("x-github-delivery").ok_or("no delivery id")?;
    event.require_pull_request()?.require_merged()?;
    ledger.count("closed");
    Ok(())
}

#[conscent_handler(event = "issues.*")] // all events of issues, documented or not
pub(crate) fn issues(_event: IssuesEvent, State(ledger): State<Ledger>) {
    ledger.count("issues");
}

/// Takes deliveries without a handler. A real program would store them.
#[conscent_handler(fallback)]
pub(crate) fn other(why: Unrouted, State(ledger): State<Ledger>) -> Ack {
    ledger.count(match why {
        Unrouted::UnknownEvent => "unknown event",
        Unrouted::NoHandler => "no handler",
        _ => "undecodable",
    });
    Ack::OK
}

//! Holds the transaction of an attempt while no handler has it.
//!
//! ```text
//!           take                put                close
//! Unused ---------> Out ------------------> Open ---------> the worker has it
//!    ^               |  <------------------   take
//!    +---------------+ untake: it could not begin
//! ```
//! After `close`, the transaction can no longer be taken, and is rolled back when it is put back.

use std::fmt;
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use super::error::TxError;
use super::kind::{Beginning, Kind};
use crate::database::{Database, Transaction};
use crate::operation;
use crate::row::Mark;

/// The slot of one attempt. It is attached to the delivery, and the worker keeps a reference.
pub(crate) struct Slot {
    origin: Origin,
    kind: Kind,
    state: Mutex<State>,
    /// Notified when the state changes.
    changed: Notify,
}

/// The source of the transaction.
enum Origin {
    /// A worker, as long as it holds the lease.
    Inbox(Database, Mark),
    /// A test of a handler.
    Test(Box<dyn Fn() -> Beginning + Send + Sync>),
}

struct State {
    place: Place,
    opened_at: Option<Instant>,
}

/// The location of the transaction.
enum Place {
    /// It has not begun.
    Unused,
    /// A `Tx` has it, or is about to begin it.
    Out,
    /// It is in the slot: it has begun, and no `Tx` has it now.
    Open(Transaction),
    /// The attempt has ended. A `Tx` may still have the transaction, in a task that is still running.
    Ended { is_out: bool },
}

/// The state of the transaction at the end of an attempt.
pub(crate) enum Left {
    /// The handler did not use it.
    Unused,
    /// It can be committed or rolled back.
    Open(Transaction),
    /// The handler gave it to a task that is still running.
    Out,
}

impl Slot {
    pub(crate) fn new(database: &Database, mark: Mark) -> Self {
        Self::of(Origin::Inbox(database.clone(), mark), Kind::of(database))
    }

    pub(super) fn test(kind: Kind, begin: impl Fn() -> Beginning + Send + Sync + 'static) -> Self {
        Self::of(Origin::Test(Box::new(begin)), kind)
    }

    fn of(origin: Origin, kind: Kind) -> Self {
        let state = Mutex::new(State { place: Place::Unused, opened_at: None });
        Self { origin, kind, state, changed: Notify::new() }
    }

    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code that could panic runs while this is locked.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether no transaction has begun or is about to begin. If so, no row of the delivery is locked.
    pub(crate) fn is_unused(&self) -> bool {
        matches!(self.state().place, Place::Unused)
    }

    pub(super) fn has_ended(&self) -> bool {
        matches!(self.state().place, Place::Ended { .. })
    }

    /// Takes the transaction. If it has not begun, begins it.
    pub(super) async fn open(&self) -> Result<Transaction, TxError> {
        if let Some(transaction) = self.take()? {
            return Ok(transaction);
        }
        let untake = Untake(self);
        let mut transaction = match &self.origin {
            Origin::Inbox(database, _) => database.begin_effects().await,
            Origin::Test(begin) => begin().await,
        }
        .map_err(TxError::Begin)?;
        self.state().opened_at = Some(Instant::now());
        self.changed.notify_waiters();
        if let Origin::Inbox(_, mark) = self.origin
            && !operation::is_held(&mut transaction, mark).await.map_err(TxError::Begin)?
        {
            return Err(TxError::Lost);
        }
        if self.has_ended() {
            return Err(TxError::Ended);
        }
        mem::forget(untake);
        Ok(transaction)
    }

    /// Takes the transaction. `None` if it has not begun.
    fn take(&self) -> Result<Option<Transaction>, TxError> {
        let mut state = self.state();
        match mem::replace(&mut state.place, Place::Out) {
            Place::Unused => Ok(None),
            Place::Open(transaction) => Ok(Some(transaction)),
            Place::Out => Err(TxError::InUse),
            ended @ Place::Ended { .. } => {
                state.place = ended;
                Err(TxError::Ended)
            }
        }
    }

    /// Puts the transaction back. After the end of the attempt, it is rolled back instead.
    pub(super) fn put(&self, transaction: Transaction) {
        let mut state = self.state();
        let late = match &mut state.place {
            Place::Ended { is_out } => {
                *is_out = false;
                Some(transaction)
            }
            place => {
                *place = Place::Open(transaction);
                None
            }
        };
        drop(state);
        drop(late); // before the waiting tasks are notified
        self.changed.notify_waiters();
    }

    /// Ends the attempt.
    pub(crate) fn close(&self) -> Left {
        let mut state = self.state();
        let (left, is_out) = match mem::replace(&mut state.place, Place::Ended { is_out: false }) {
            Place::Unused | Place::Ended { is_out: false } => (Left::Unused, false),
            Place::Open(transaction) => (Left::Open(transaction), false),
            Place::Out | Place::Ended { is_out: true } => (Left::Out, true),
        };
        state.place = Place::Ended { is_out };
        left
    }

    /// Waits until the transaction has been open for this time.
    pub(crate) async fn open_for(&self, time: Duration) {
        let opened_at = self.when(|state| state.opened_at).await;
        sleep_until(opened_at + time).await;
    }

    /// Waits until no task has the transaction any more.
    pub(crate) async fn returned(&self) {
        self.when(|state| (!matches!(state.place, Place::Out | Place::Ended { is_out: true })).then_some(())).await;
    }

    /// Waits until `find` finds something in the state.
    async fn when<T>(&self, find: impl Fn(&State) -> Option<T>) -> T {
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            // From here on, no change is missed.
            changed.as_mut().enable();
            let found = find(&self.state());
            match found {
                Some(found) => return found,
                None => changed.await,
            }
        }
    }
}

/// Marks a transaction as unused if it does not begin, or if its beginning is dropped halfway.
struct Untake<'a>(&'a Slot);

impl Drop for Untake<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.opened_at = None;
        match &mut state.place {
            Place::Ended { is_out } => *is_out = false,
            place => *place = Place::Unused,
        }
        drop(state);
        self.0.changed.notify_waiters();
    }
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot").field("kind", &self.kind).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[cfg(feature = "sqlite")]
mod tests;

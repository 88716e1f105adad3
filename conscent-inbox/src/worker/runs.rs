//! The current runs of a worker.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::futures::Notified;
use tokio::sync::{Notify, oneshot};

use crate::row::Mark;
use crate::tx::Slot;

/// Why a run must stop before its handler has finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// Another worker may have the delivery.
    Lost,
    /// The worker is shutting down.
    Shutdown,
}

/// The runs of a worker.
#[derive(Default)]
pub(super) struct Runs {
    entries: Mutex<HashMap<Mark, Entry>>,
    /// Notified when a handler has finished, or a run has ended.
    changed: Notify,
}

struct Entry {
    slot: Arc<Slot>,
    stop: Option<oneshot::Sender<Stop>>,
    /// Whether its handler is still running.
    is_handling: bool,
}

/// The place of one run among the others. It is freed when this is dropped.
pub(super) struct Place {
    runs: Arc<super::Shared>,
    mark: Mark,
}

impl Runs {
    fn entries(&self) -> MutexGuard<'_, HashMap<Mark, Entry>> {
        // No code that could panic runs while this is locked.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a run. An earlier run of the same delivery must have lost its lease, or this one would not have been
    /// claimed.
    pub(super) fn add(runs: &Arc<super::Shared>, mark: Mark, slot: &Arc<Slot>) -> (Place, oneshot::Receiver<Stop>) {
        let (stop, stopped) = oneshot::channel();
        let entry = Entry { slot: Arc::clone(slot), stop: Some(stop), is_handling: true };
        let mut entries = runs.runs.entries();
        entries.iter_mut().filter(|(other, _)| other.id == mark.id).for_each(|(_, entry)| entry.stop(Stop::Lost));
        entries.insert(mark, entry);
        drop(entries);
        (Place { runs: Arc::clone(runs), mark }, stopped)
    }

    /// The number of runs that can begin.
    ///
    /// The place of a handler is free when the handler has finished, even if the mark is not written yet. So the next
    /// deliveries can be claimed in the same transaction as the mark. But the number of waiting marks never exceeds the
    /// number of handlers.
    pub(super) fn free(&self, concurrency: usize) -> usize {
        let entries = self.entries();
        let handling = entries.values().filter(|entry| entry.is_handling).count();
        let all = concurrency.saturating_mul(2).saturating_sub(entries.len());
        concurrency.saturating_sub(handling).min(all)
    }

    /// Waits until a handler has finished, or a run has ended, after this was enabled.
    pub(super) fn changed(&self) -> Notified<'_> {
        self.changed.notified()
    }

    /// The leases that must be extended.
    ///
    /// If a handler has a transaction, its row is locked. No one else can claim it, and extending the lease would wait
    /// for the transaction.
    pub(super) fn leases(&self) -> Vec<Mark> {
        self.entries().iter().filter(|(_, entry)| entry.slot.is_unused()).map(|(mark, _)| *mark).collect()
    }

    /// Stops runs whose leases were lost. A run that has a transaction by now has made sure that it still has the
    /// lease.
    pub(super) fn lost(&self, marks: &[Mark]) {
        let mut entries = self.entries();
        for mark in marks {
            if let Some(entry) = entries.get_mut(mark).filter(|entry| entry.slot.is_unused()) {
                entry.stop(Stop::Lost);
            }
        }
    }

    /// Stops all runs.
    pub(super) fn shut_down(&self) {
        self.entries().values_mut().for_each(|entry| entry.stop(Stop::Shutdown));
    }
}

impl Entry {
    fn stop(&mut self, why: Stop) {
        if let Some(stop) = self.stop.take() {
            // A handler that has finished in the meantime does not listen any more.
            let _ = stop.send(why);
        }
    }
}

impl Place {
    /// Frees the place of the handler. The lease is still extended until the run ends.
    pub(super) fn handled(&self) {
        if let Some(entry) = self.runs.runs.entries().get_mut(&self.mark) {
            entry.is_handling = false;
        }
        self.runs.runs.changed.notify_waiters();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.runs.runs.entries().remove(&self.mark);
        self.runs.runs.changed.notify_waiters();
    }
}

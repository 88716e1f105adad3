//! Reports once when the database stops working, and once when it works again.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::error::Error;

/// The current outage, if any.
#[derive(Default)]
pub(super) struct Outage(Mutex<Option<Failing>>);

/// The start of the outage, and the number of rejected operations.
struct Failing {
    since: Instant,
    operations: usize,
    /// The kinds of operations that the database rejected, and has not written since.
    refused: Kinds,
}

/// Kinds of written data. On a nearly full disk, marks may find room when deliveries do not.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Kinds {
    pub(super) deliveries: bool,
    pub(super) marks: bool,
}

impl Outage {
    /// Reports the first failure of an outage.
    pub(super) fn failed(&self, refused: Kinds, error: &Error, operations: usize) {
        let mut outage = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let failing = outage.get_or_insert_with(|| {
            report_failed(error);
            Failing { since: Instant::now(), operations: 0, refused }
        });
        failing.operations += operations;
        failing.refused.deliveries |= refused.deliveries;
        failing.refused.marks |= refused.marks;
    }

    /// Reports the end of the outage, once every rejected kind has been written again.
    pub(super) fn wrote(&self, written: Kinds) {
        let mut outage = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(failing) = &mut *outage else { return };
        failing.refused.deliveries &= !written.deliveries;
        failing.refused.marks &= !written.marks;
        if failing.refused == Kinds::default() {
            report_ended(failing.since, failing.operations);
            *outage = None;
        }
    }
}

#[cfg(feature = "tracing")]
fn report_failed(error: &Error) {
    tracing::error!(error = %error, "the inbox cannot write to its database");
}

#[cfg(feature = "tracing")]
fn report_ended(since: Instant, refused: usize) {
    let seconds = since.elapsed().as_secs();
    tracing::warn!(seconds, refused, "the inbox can write to its database again");
}

#[cfg(not(feature = "tracing"))]
fn report_failed(_: &Error) {}

#[cfg(not(feature = "tracing"))]
fn report_ended(_: Instant, _: usize) {}

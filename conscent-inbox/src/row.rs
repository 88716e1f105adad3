//! What the database holds of a delivery, as plain data.

use std::time::Duration;

/// A delivery to be stored.
#[derive(Clone)]
pub(crate) struct NewRow {
    pub(crate) api: &'static str,
    /// Empty if the body does not name the event.
    pub(crate) event: String,
    pub(crate) dedupe_key: String,
    pub(crate) order_key: Option<String>,
    pub(crate) sealed: Sealed,
    /// In milliseconds since 1970, by the clock of the machine that received it.
    pub(crate) arrived_at: i64,
}

/// The content of a delivery: as it came, or encrypted with the key of this number.
#[derive(Clone)]
pub(crate) struct Sealed {
    pub(crate) body: Vec<u8>,
    pub(crate) headers: Vec<u8>,
    pub(crate) key: Option<u32>,
}

/// A delivery that this process has claimed, and is to run before its lease ends.
#[derive(Clone)]
pub(crate) struct ClaimedRow {
    pub(crate) mark: Mark,
    pub(crate) api: String,
    pub(crate) event: String,
    pub(crate) dedupe_key: String,
    pub(crate) sealed: Sealed,
    /// How often it was claimed, this time included.
    pub(crate) attempt: u32,
    pub(crate) arrived_at: i64,
}

/// What only the process that claimed a delivery knows: a mark with the lease of an earlier claim changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Mark {
    pub(crate) id: i64,
    pub(crate) lease: i64,
}

/// What a worker claims.
#[derive(Clone)]
pub(crate) struct Claim {
    /// At most so many deliveries.
    pub(crate) slots: u32,
    /// For so long, unless the lease is extended.
    pub(crate) lease: Duration,
    /// For people: the machine and the process.
    pub(crate) worker: String,
    /// Of these apis only.
    pub(crate) apis: Vec<&'static str>,
}

/// How an attempt ended.
#[derive(Clone)]
pub(crate) enum End {
    /// The handler succeeded.
    Done,
    /// The handler failed, and is to be tried again after this delay. The text is sealed with the row's key.
    Failed { delay: Duration, error: Vec<u8> },
    /// The handler failed for the last time. The text is sealed with the row's key.
    Dead { error: Vec<u8> },
    /// The attempt did not take place, or was stopped by a shutdown, and does not count.
    GivenBack { delay: Duration },
}

/// Which deliveries are taken from workers.
#[derive(Clone, Copy)]
pub(crate) struct Sweep {
    /// How long the worker's own leases are.
    pub(crate) lease: Duration,
    /// After so many attempts, a delivery is dead.
    pub(crate) attempts: u32,
    /// The longest time for which a delivery waits for its next attempt.
    pub(crate) longest_delay: Duration,
}

/// What leases have run out, and what became of their deliveries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Swept {
    pub(crate) waiting: u64,
    pub(crate) dead: u64,
}

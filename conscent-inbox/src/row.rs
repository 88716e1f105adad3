//! The rows of the database, as plain data.

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
    /// Milliseconds since 1970, by the clock of the machine that received the delivery.
    pub(crate) arrived_at: i64,
}

/// The content of a delivery, either unencrypted or encrypted with the key of this number.
#[derive(Clone)]
pub(crate) struct Sealed {
    pub(crate) body: Vec<u8>,
    pub(crate) headers: Vec<u8>,
    pub(crate) key: Option<u32>,
}

/// A delivery that this process has claimed, and must run before its lease ends.
#[derive(Clone)]
pub(crate) struct ClaimedRow {
    pub(crate) mark: Mark,
    pub(crate) api: String,
    pub(crate) event: String,
    pub(crate) dedupe_key: String,
    pub(crate) sealed: Sealed,
    /// The number of claims, including this one.
    pub(crate) attempt: u32,
    pub(crate) arrived_at: i64,
}

/// Identifies one claim of a delivery. Only the process that made the claim knows it, so an operation with an earlier
/// lease changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Mark {
    pub(crate) id: i64,
    pub(crate) lease: i64,
}

/// A worker's request for deliveries.
#[derive(Clone)]
pub(crate) struct Claim {
    /// The maximum number of deliveries.
    pub(crate) slots: u32,
    /// The time of the lease, unless it is extended.
    pub(crate) lease: Duration,
    /// The machine and the process, to be shown to people.
    pub(crate) worker: String,
    /// The apis of the deliveries.
    pub(crate) apis: Vec<&'static str>,
}

/// How an attempt ended.
#[derive(Clone)]
pub(crate) enum End {
    /// The handler succeeded.
    Done,
    /// The handler failed, and is retried after this delay. The text is encrypted with the row's key.
    Failed { delay: Duration, error: Vec<u8> },
    /// The handler failed for the last time. The text is encrypted with the row's key.
    Dead { error: Vec<u8> },
    /// The attempt did not take place, or a shutdown stopped it. It does not count.
    GivenBack { delay: Duration },
}

/// Which deliveries are taken from their workers.
#[derive(Clone, Copy)]
pub(crate) struct Sweep {
    /// The duration of the worker's own leases.
    pub(crate) lease: Duration,
    /// The number of attempts after which a delivery is dead.
    pub(crate) attempts: u32,
    /// The longest time for which a delivery waits for its next attempt.
    pub(crate) longest_delay: Duration,
}

/// The numbers of deliveries whose leases have expired, by their new state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Swept {
    pub(crate) waiting: u64,
    pub(crate) dead: u64,
}

//! Metrics, spans and log events of an inbox. They contain nothing from a body, and no text of a handler's error.
//!
//! # With the feature `metrics`
//!
//! The metrics go to the recorder that the program has installed, if any.
//!
//! | name | kind | labels | meaning |
//! |---|---|---|---|
//! | `conscent_inbox_waiting` | gauge | | deliveries that are waiting for an attempt |
//! | `conscent_inbox_running` | gauge | | deliveries that are running, on all machines |
//! | `conscent_inbox_dead` | gauge | | dead letters |
//! | `conscent_inbox_oldest_seconds` | gauge | | the age of the oldest delivery that is neither done nor dead |
//! | `conscent_inbox_stored_total` | counter | `api`, `outcome`: `new`, `duplicate`, `failed` | deliveries that arrived; `failed` ones were not acknowledged |
//! | `conscent_inbox_attempts_total` | counter | `api`, `outcome`: as below | attempts |
//! | `conscent_inbox_swept_total` | counter | `outcome`: `waiting`, `dead` | deliveries whose worker was lost |
//! | `conscent_inbox_seconds` | histogram | `api` | the time from the arrival of a delivery until it is done |
//!
//! Each worker sets the gauges every 15 seconds. All workers read the same numbers from the database.
//!
//! | outcome | meaning |
//! |---|---|
//! | `done` | the attempt succeeded |
//! | `retried` | the attempt failed, and another one follows |
//! | `dead` | the attempt failed, and was the last one |
//! | `given_back` | the attempt was stopped by a shutdown, or could not begin without a key, and does not count |
//! | `lost` | the attempt ended without a mark: its lease was lost, or the database could not be reached before the lease expired; also if it is unknown whether its transaction was committed |
//!
//! # With the feature `tracing`
//!
//! | event | level | fields |
//! |---|---|---|
//! | a span `attempt` around each attempt, with the router's span `delivery` in it | `INFO` | `id`, `api`, `event`, `dedupe_key`, `attempt` |
//! | a delivery is dead | `ERROR` | those of the span |
//! | an attempt was lost | `WARN` | those of the span |
//! | a handler's `Tx` is in a task that outlives the handler | `ERROR` | those of the surrounding span |
//! | an attempt panicked outside of its handler | `ERROR` | |
//! | deliveries were taken over from a lost worker | `WARN`, or `ERROR` if some of them are dead now | `waiting`, `dead` |
//! | a row was not written by an inbox, so its delivery is dead | `ERROR` | `id` |
//! | a key for decryption is missing, once for each key | `ERROR` | `key` |
//! | the database does not work, for the first operation that fails | `ERROR` | `error` |
//! | … and it works again | `WARN` | `seconds`, `refused` |
//! | the server of the inbox has `fsync` off, when it is opened | `WARN` | |
//!
//! `event` is missing if no sample documents the event, because it may be any text that was sent. `id` is the number
//! for `conscent inbox show`. `dedupe_key` may contain the id of an entity; `conscent inbox list --dedupe-key` finds
//! the delivery by it. A failed attempt is reported by the router, within the span.

use std::time::SystemTime;

use crate::row::Swept;
#[cfg(feature = "metrics")]
use crate::{State, Stats};

/// An attempt, as spans and events describe it.
#[cfg_attr(not(feature = "tracing"), expect(dead_code, reason = "used only with this feature"))]
pub(crate) struct Attempt {
    pub(crate) id: i64,
    pub(crate) api: String,
    /// The event's name, if a sample documents it.
    pub(crate) event: Option<String>,
    pub(crate) dedupe_key: String,
    pub(crate) number: u32,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    Retried,
    Dead,
    GivenBack,
    Lost,
}

#[cfg(feature = "metrics")]
impl Outcome {
    fn label(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Retried => "retried",
            Self::Dead => "dead",
            Self::GivenBack => "given_back",
            Self::Lost => "lost",
        }
    }
}

/// Awaits a future within the span of an attempt.
#[cfg(feature = "tracing")]
pub(crate) async fn within<T>(attempt: &Attempt, future: impl Future<Output = T>) -> T {
    let Attempt { id, api, event, dedupe_key, number } = attempt;
    let span = tracing::info_span!("attempt", id, api, event = event.as_deref(), dedupe_key, attempt = number);
    tracing::Instrument::instrument(future, span).await
}

#[cfg(not(feature = "tracing"))]
pub(crate) async fn within<T>(_: &Attempt, future: impl Future<Output = T>) -> T {
    future.await
}

/// Reports how an attempt ended.
#[cfg_attr(not(feature = "metrics"), expect(unused_variables, reason = "used only with this feature"))]
pub(crate) fn attempted(attempt: &Attempt, outcome: Outcome, arrived_at: SystemTime) {
    #[cfg(feature = "metrics")]
    {
        let labels = [("api", attempt.api.clone()), ("outcome", outcome.label().to_owned())];
        metrics::counter!("conscent_inbox_attempts_total", &labels).increment(1);
        if outcome == Outcome::Done {
            let took = SystemTime::now().duration_since(arrived_at).unwrap_or_default();
            metrics::histogram!("conscent_inbox_seconds", "api" => attempt.api.clone()).record(took);
        }
    }
    #[cfg(feature = "tracing")]
    {
        let Attempt { id, api, event, dedupe_key, number } = attempt;
        let event = event.as_deref();
        match outcome {
            Outcome::Dead => tracing::error!(id, api, event, dedupe_key, attempt = number, "a delivery is dead"),
            Outcome::Lost => tracing::warn!(id, api, event, dedupe_key, attempt = number, "an attempt was lost"),
            Outcome::Done | Outcome::Retried | Outcome::GivenBack => {}
        }
    }
}

/// Reports a transaction that outlives its handler.
pub(crate) fn leaked() {
    #[cfg(feature = "tracing")]
    tracing::error!("a handler has moved its `Tx` into a task that outlives it; the attempt fails once that task ends");
}

/// Reports a task that panicked outside of the user's code.
pub(crate) fn panicked() {
    #[cfg(feature = "tracing")]
    tracing::error!("an attempt panicked outside of its handler; it is retried once its lease expires");
}

/// Reports a row that cannot be read. Its delivery is dead, and the row does not change.
#[cfg_attr(not(feature = "tracing"), expect(unused_variables, reason = "used only with this feature"))]
pub(crate) fn broken(id: i64) {
    #[cfg(feature = "tracing")]
    tracing::error!(id, "a row was not written by an inbox, so its delivery is dead");
}

/// Reports a key that some deliveries need.
#[cfg_attr(not(feature = "tracing"), expect(unused_variables, reason = "used only with this feature"))]
pub(crate) fn missing_key(key: u32) {
    #[cfg(feature = "tracing")]
    tracing::error!(key, "deliveries are encrypted with a key that this program does not have: they wait for it");
}

/// Reports deliveries whose worker was lost.
#[cfg_attr(
    not(any(feature = "metrics", feature = "tracing")),
    expect(unused_variables, reason = "used only with these features")
)]
pub(crate) fn swept(swept: Swept) {
    let Swept { waiting, dead } = swept;
    #[cfg(feature = "metrics")]
    for (outcome, count) in [("waiting", waiting), ("dead", dead)] {
        if count > 0 {
            metrics::counter!("conscent_inbox_swept_total", "outcome" => outcome).increment(count);
        }
    }
    #[cfg(feature = "tracing")]
    match swept {
        Swept { waiting: 0, dead: 0 } => {}
        Swept { dead: 0, .. } => tracing::warn!(waiting, dead, "deliveries were taken over from a lost worker"),
        _ => tracing::error!(waiting, dead, "deliveries were taken over from a lost worker; some had no attempts left"),
    }
}

/// Sets the gauges.
#[cfg(feature = "metrics")]
pub(crate) fn gauges(stats: &Stats) {
    let oldest = stats.oldest(State::Waiting).max(stats.oldest(State::Running)).unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float; it is exact up to 2^53")]
    let set = |name: &'static str, state: State| metrics::gauge!(name).set(stats.count(state) as f64);
    set("conscent_inbox_waiting", State::Waiting);
    set("conscent_inbox_running", State::Running);
    set("conscent_inbox_dead", State::Dead);
    metrics::gauge!("conscent_inbox_oldest_seconds").set(oldest.as_secs_f64());
}

/// Counts deliveries of an api that arrived and were stored.
#[cfg_attr(not(feature = "metrics"), expect(unused_variables, reason = "used only with this feature"))]
pub(crate) fn stored(api: &'static str, new: usize, duplicates: usize) {
    #[cfg(feature = "metrics")]
    for (outcome, count) in [("new", new), ("duplicate", duplicates)] {
        if count > 0 {
            stored_total(api, outcome, count);
        }
    }
}

/// Counts deliveries of an api that could not be stored.
#[cfg_attr(not(feature = "metrics"), expect(unused_variables, reason = "used only with this feature"))]
pub(crate) fn not_stored(api: &'static str, deliveries: usize) {
    #[cfg(feature = "metrics")]
    stored_total(api, "failed", deliveries);
}

#[cfg(feature = "metrics")]
fn stored_total(api: &'static str, outcome: &'static str, count: usize) {
    let labels = [("api", api), ("outcome", outcome)];
    metrics::counter!("conscent_inbox_stored_total", &labels).increment(u64::try_from(count).unwrap_or(u64::MAX));
}

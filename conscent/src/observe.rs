//! What becomes of requests and deliveries, as numbers, spans and events. Nothing of a body or of credentials is in them.
//!
//! # With the feature `metrics`
//!
//! The first two are recorded by `metrics()`, which is to be handed to [`Builder::observe`](crate::Builder::observe); the others where the
//! feature is on. They go to the recorder that the program has installed, if it has.
//!
//! | name | kind | labels | counts |
//! |---|---|---|---|
//! | `conscent_deliveries_total` | counter | `api`, `event`, `outcome` | deliveries |
//! | `conscent_delivery_seconds` | histogram | `api`, `event`, `outcome` | how long the handler or the fallback took |
//! | `conscent_refusals_total` | counter | `api`, `reason` | requests that are no delivery; a reason is that of [`Refusal::reason`](crate::door::Refusal::reason) |
//! | `conscent_captures_total` | counter | `outcome`: `captured`, `left_out`, `failed` | deliveries to be captured, as in `capture::Status` |
//!
//! # With the feature `tracing`
//!
//! | what | level | fields |
//! |---|---|---|
//! | a span `delivery` around each dispatch | `INFO` | `api`, `event`, `handler`, `outcome`, `elapsed_us` |
//! | an event for each request that is refused | `WARN` | `api`, `reason`, `status` |
//! | an event for each delivery that could not be captured; when the file is full, for the first only | `WARN` | |
//!
//! # Labels and fields
//!
//! `api` is `v1` or `v2`: for a refusal, what its [`Door`](crate::Door) is for.
//!
//! The name of an event that no sample documents is not told: it can be anything that was sent. In metrics such an event is called as
//! the handler that took it, or else `unknown`; in a span it has no `event`, and the `handler` if one took it. Outcomes:
//!
//! | outcome | the delivery |
//! |---|---|
//! | `handled` | was taken by its handler |
//! | `unknown_event`, `no_handler`, `undecodable` | was taken by the fallback, for this reason |
//! | `error`, `panic`, `stopped` | was not handled, because the handler or the fallback failed in this way |

use crate::{Delivery, Failure, Outcome, Unrouted};

/// Counts a delivery, and records how long it took: `conscent_deliveries_total` and `conscent_delivery_seconds` of the
/// [module's table](self).
///
/// Needs the feature `metrics`.
#[cfg(feature = "metrics")]
pub fn metrics(outcome: &Outcome<'_>) {
    let event = outcome.handler.unwrap_or("unknown");
    let event = documented(outcome.delivery).unwrap_or(event).to_owned();
    let labels = [("api", outcome.delivery.api().to_owned()), ("event", event), ("outcome", label(outcome).to_owned())];
    metrics::counter!("conscent_deliveries_total", &labels).increment(1);
    metrics::histogram!("conscent_delivery_seconds", &labels).record(outcome.elapsed);
}

/// The event's name, if it is a documented one.
pub(crate) fn documented(delivery: &Delivery) -> Option<&str> {
    delivery.is_documented().then(|| delivery.event())
}

/// The outcome in a word.
pub(crate) fn label(outcome: &Outcome<'_>) -> &'static str {
    match (outcome.result, outcome.unrouted) {
        (Err(error), _) => match error.failure() {
            Failure::Error(_) => "error",
            Failure::Panic => "panic",
            Failure::Stopped => "stopped",
        },
        (Ok(_), None) => "handled",
        (Ok(_), Some(Unrouted::UnknownEvent)) => "unknown_event",
        (Ok(_), Some(Unrouted::NoHandler)) => "no_handler",
        (Ok(_), Some(Unrouted::Undecodable(_))) => "undecodable",
    }
}

//! What becomes of deliveries, as numbers and as spans. Neither tells anything of a body.
//!
//! | feature | gives |
//! |---|---|
//! | `metrics` | `metrics()`, to be handed to [`Builder::observe`](crate::Builder::observe) |
//! | `tracing` | a span `delivery` of level `INFO` around each dispatch, with `api`, `event`, `handler`, `outcome` and `elapsed_us` |
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

/// Counts deliveries with the crate `metrics`, by `api`, `event` and `outcome`.
///
/// | name | kind |
/// |---|---|
/// | `conscent_deliveries_total` | counter |
/// | `conscent_delivery_seconds` | histogram: how long the handler or the fallback took |
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

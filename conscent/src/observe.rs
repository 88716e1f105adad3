//! Metrics, spans and log events of requests and deliveries. They hold nothing of a body or of credentials.
//!
//! # With the feature `metrics`
//!
//! The first two are recorded by `metrics()`, once it is given to [`Builder::observe`](crate::Builder::observe); the
//! others whenever the feature is on. They go to the recorder that the program has installed, if any.
//!
//! | name | kind | labels | counts |
//! |---|---|---|---|
//! | `conscent_deliveries_total` | counter | `api`, `event`, `outcome` | deliveries |
//! | `conscent_delivery_seconds` | histogram | `api`, `event`, `outcome` | how long the handler or the fallback took |
//! | `conscent_refusals_total` | counter | `api`, `reason`, `cause` | rejected requests, by [`Refusal::reason`](crate::door::Refusal::reason) and [`Refusal::cause`](crate::door::Refusal::cause) |
//! | `conscent_captures_total` | counter | `outcome`: `captured`, `left_out`, `failed` | deliveries to be captured, as in `capture::Status` |
//!
//! # With the feature `tracing`
//!
//! | what | level | fields |
//! |---|---|---|
//! | a span `delivery` around each dispatch | `INFO` | `api`, `event`, `handler`, `outcome`, `elapsed_us` |
//! | an event for each delivery whose handler, fallback or observer failed | `ERROR` | `api`, `event`, `handler`, `failure`, `dedupe_key` |
//! | an event for each rejected request | `WARN` | `api`, `reason`, `cause`, `status` |
//! | an event for the first delivery that could not be captured, and one once deliveries are captured again, which says how many could not be | `WARN` | |
//!
//! Captures are reported by the thread that writes them: a recorder or a subscriber of a single thread does not get them.
//!
//! # Labels and fields
//!
//! `api` is the name of the api, such as `v2`: for a rejected request, that of its [`Door`](crate::Door). `handler` is the name of a
//! function, or `fallback`, or `observer`. A handler's own error may quote the event, so its text is not recorded:
//! the hook of [`Builder::failed`](crate::Builder::failed) gets it.
//!
//! `dedupe_key` is that of the [delivery](crate::Delivery::dedupe_key): it has the id of the delivery, or that of its entity,
//! and may have the event's name. It is the only field with anything that was sent.
//!
//! `cause` says why a request was `unauthorized`, as [`Cause`](crate::auth::Cause): `no_signature`, `stale_timestamp`. For other reasons, it
//! is `-` in metrics, and missing in the event. The sender never learns it.
//!
//! The name of an undocumented event is never recorded, because it can be anything that was sent. In metrics, `event`
//! is then the event or group that its handler is registered for, or else `unknown`. In a span, `event` is then empty,
//! and `handler` is set if one took the delivery. Outcomes:
//!
//! | outcome | the delivery |
//! |---|---|
//! | `handled` | was taken by its handler |
//! | `unknown_event`, `no_handler`, `undecodable` | was taken by the fallback, for this reason |
//! | `error`, `panic`, `stopped` | was not handled, because the handler or the fallback failed in this way |

/// Counts a delivery and records its duration, as `conscent_deliveries_total` and `conscent_delivery_seconds` of the
/// [module's table](self).
///
/// Needs the feature `metrics`.
#[cfg(feature = "metrics")]
pub fn metrics(outcome: &crate::Outcome<'_>) {
    let event = outcome.delivery.documented_event().or(outcome.handler).unwrap_or("unknown");
    let labels = [
        ("api", outcome.delivery.api().name.to_owned()),
        ("event", event.to_owned()),
        ("outcome", outcome.label().to_owned()),
    ];
    metrics::counter!("conscent_deliveries_total", &labels).increment(1);
    metrics::histogram!("conscent_delivery_seconds", &labels).record(outcome.elapsed);
}

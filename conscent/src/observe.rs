//! Metrics, spans and log events of requests and deliveries. They contain nothing from a body or from credentials.
//!
//! # With the feature `metrics`
//!
//! The first two metrics are recorded by `metrics()` and the third by `drift()`, once they are passed to
//! [`Builder::observe`](crate::Builder::observe). The others are recorded whenever the feature is enabled. All go to
//! the recorder that the program has installed, if any.
//!
//! | name | kind | labels | counts |
//! |---|---|---|---|
//! | `conscent_deliveries_total` | counter | `api`, `event`, `outcome` | deliveries |
//! | `conscent_delivery_seconds` | histogram | `api`, `event`, `outcome` | how long the handler or the fallback took |
//! | `conscent_drift_total` | counter | `api`, `event`, `kind` | deliveries of documented events that go beyond the samples, once for each [kind](crate::DriftKind::as_str) of drift |
//! | `conscent_refusals_total` | counter | `api`, `reason`, `cause` | rejected requests, by [`Refusal::reason`](crate::door::Refusal::reason) and [`Refusal::cause`](crate::door::Refusal::cause) |
//! | `conscent_captures_total` | counter | `outcome`: `captured`, `left_out`, `failed` | deliveries to be captured, as in `capture::Status` |
//! | `conscent_evictions_total` | counter | | connections that `serve` has closed to make room for others |
//!
//! # With the feature `tracing`
//!
//! | what | level | fields |
//! |---|---|---|
//! | a span `delivery` around each dispatch | `INFO` | `api`, `event`, `handler`, `outcome`, `elapsed_us` |
//! | an event for each delivery whose handler, fallback or observer failed | `ERROR` | `api`, `event`, `handler`, `unrouted`, `failure`, `field`, `dedupe_key` |
//! | an event for each delivery that goes beyond the samples of its event, from `drift()` | `INFO` | `api`, `event`, `places`, `first`, `kind` |
//! | an event for each rejected request | `WARN` | `api`, `reason`, `cause`, `status` |
//! | an event for the first delivery that could not be captured, and another one when deliveries are captured again, with the number of those that could not be | `WARN` | |
//!
//! The thread that writes captures also reports them, so a recorder or subscriber that is set for a single thread does
//! not get these reports.
//!
//! # Labels and fields
//!
//! `api` is the name of the api, such as `v2`; for a rejected request, it is the api of the [`Door`](crate::Door). In the
//! span, `handler` is the event or group for which the handler is registered; in an event, it is the name of the function,
//! `fallback`, or `observer`. `unrouted` is why the fallback took the delivery, if it did. A handler's own error may quote the delivery, so its text is not recorded. The hook
//! of [`Builder::failed`](crate::Builder::failed) gets it. `field` is the error of an accessor, which quotes nothing.
//!
//! `places` is the number of places with drift. `first` is the documented part of the first place, as a JSON pointer
//! with `*` for numbers, and `kind` is the kind of drift there. Keys that no sample has are left out, because they may
//! be personal data.
//!
//! `dedupe_key` is the key of the [delivery](crate::Delivery::dedupe_key). It contains the id of the delivery or of its
//! entity, and may contain the event's name. It is the only field with data from the request.
//!
//! `cause` says why a request was `unauthorized`, as in [`Cause`](crate::auth::Cause): `no_signature`,
//! `stale_timestamp`. For other reasons, it is `-` in metrics, and missing in the event. The sender never learns it.
//!
//! The name of an undocumented event is never recorded, because it can be any text that was sent. In metrics, `event`
//! is then the event or group for which the handler is registered, or else `unknown`. In a span, `event` is then empty,
//! and `handler` is set if a handler took the delivery. Outcomes:
//!
//! | outcome | meaning |
//! |---|---|
//! | `handled` | the handler handled the delivery |
//! | `unknown_event`, `no_handler`, `undecodable` | the fallback took the delivery for this reason |
//! | `unknown_event_failed`, `no_handler_failed`, `undecodable_failed` | … and returned an error, as [`unhandled`](crate::unhandled) does |
//! | `error` | the handler returned an error |
//! | `panic`, `stopped` | the handler or the fallback panicked, or was dropped before it finished |

/// Counts a delivery and records its duration, as `conscent_deliveries_total` and `conscent_delivery_seconds` in the
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

/// Counts and logs deliveries of documented events that go beyond the samples, as `conscent_drift_total` and an event in
/// the [module's tables](self). Undocumented and undecodable deliveries are left out, because `metrics()` counts them.
///
/// This decodes every delivery of a documented event a second time. If a delivery is attempted several times, only the
/// first attempt counts.
///
/// Needs the feature `metrics` or `tracing`.
#[cfg(any(feature = "metrics", feature = "tracing"))]
pub fn drift(outcome: &crate::Outcome<'_>) {
    let delivery = outcome.delivery;
    let Some(event) = delivery.documented_event().filter(|_| outcome.attempt <= 1) else { return };
    if let Ok(drift) = delivery.drift() {
        crate::telemetry::drift::report(delivery.api(), event, &drift);
    }
}

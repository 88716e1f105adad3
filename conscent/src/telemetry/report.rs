//! Reports events that the observers of a router do not see: rejected requests and captures.

use crate::door::Refusal;

use crate::{Delivery, HandlerError, Unrouted};

/// Reports a rejected request.
#[cfg_attr(
    not(any(feature = "metrics", feature = "tracing")),
    expect(unused_variables, reason = "used only with these features")
)]
pub(crate) fn rejected(api: &'static str, refusal: Refusal) {
    #[cfg(feature = "metrics")]
    {
        let cause = refusal.cause().unwrap_or("-");
        let labels = [("api", api), ("reason", refusal.reason()), ("cause", cause)];
        metrics::counter!("conscent_refusals_total", &labels).increment(1);
    }
    #[cfg(feature = "tracing")]
    tracing::warn!(
        api,
        reason = refusal.reason(),
        cause = refusal.cause(),
        status = refusal.status().as_u16(),
        "a request was rejected"
    );
}

/// Reports a delivery whose handling failed. The text of the handler's own error is left out, because it may quote the
/// event. The error of an accessor quotes nothing, and names the field.
#[cfg_attr(not(feature = "tracing"), expect(unused_variables, reason = "used only with this feature"))]
pub(crate) fn failed(delivery: &Delivery, unrouted: Option<&Unrouted>, error: &HandlerError) {
    #[cfg(feature = "tracing")]
    tracing::error!(
        api = delivery.api().name,
        event = delivery.documented_event(),
        handler = error.culprit(),
        unrouted = unrouted.map(Unrouted::label),
        failure = error.failure().label(),
        field = error.field().map(tracing::field::display),
        dedupe_key = delivery.dedupe_key(),
        "a delivery was not handled"
    );
}

/// Counts deliveries that were captured or could not be captured. `message` is for the operator.
#[cfg(feature = "capture")]
#[cfg_attr(
    not(any(feature = "metrics", feature = "tracing")),
    expect(unused_variables, reason = "used only with these features")
)]
pub(crate) fn captured(outcome: &'static str, deliveries: u64, message: Option<&str>) {
    #[cfg(feature = "metrics")]
    metrics::counter!("conscent_captures_total", "outcome" => outcome).increment(deliveries);
    #[cfg(feature = "tracing")]
    if let Some(message) = message {
        tracing::warn!("{message}");
    }
}

/// Counts connections that a server has closed to make room for others.
#[cfg(feature = "serve")]
#[cfg_attr(not(feature = "metrics"), expect(unused_variables, reason = "there is nothing to report to"))]
pub(crate) fn evicted(connections: usize) {
    #[cfg(feature = "metrics")]
    if connections > 0 {
        metrics::counter!("conscent_evictions_total").increment(connections as u64);
    }
}

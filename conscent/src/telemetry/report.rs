//! Reports events that the observers of a router do not see: rejected requests and captures.

use http::StatusCode;

/// Reports a rejected request.
#[cfg_attr(
    not(any(feature = "metrics", feature = "tracing")),
    expect(unused_variables, reason = "there is nothing to report to")
)]
pub(crate) fn rejected(api: &'static str, reason: &'static str, status: StatusCode) {
    #[cfg(feature = "metrics")]
    metrics::counter!("conscent_refusals_total", "api" => api, "reason" => reason).increment(1);
    #[cfg(feature = "tracing")]
    tracing::warn!(api, reason, status = status.as_u16(), "a request was refused");
}

/// Reports a delivery that was captured, or that could not be: then `failure` may say why.
#[cfg(feature = "capture")]
#[cfg_attr(
    not(any(feature = "metrics", feature = "tracing")),
    expect(unused_variables, reason = "there is nothing to report to")
)]
pub(crate) fn captured(outcome: &'static str, failure: Option<&dyn std::fmt::Display>) {
    #[cfg(feature = "metrics")]
    metrics::counter!("conscent_captures_total", "outcome" => outcome).increment(1);
    #[cfg(feature = "tracing")]
    if let Some(failure) = failure {
        tracing::warn!("a delivery was not captured: {failure}");
    }
}

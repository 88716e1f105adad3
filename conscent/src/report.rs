//! What no observer of a router sees, told to `metrics` and `tracing`. Nothing without these features.

use crate::door::Refusal;

/// A request was refused.
#[cfg_attr(not(any(feature = "metrics", feature = "tracing")), expect(unused_variables, reason = "nobody is told"))]
pub(crate) fn refused(api: &'static str, refusal: Refusal) {
    #[cfg(feature = "metrics")]
    metrics::counter!("conscent_refusals_total", "api" => api, "reason" => refusal.reason()).increment(1);
    #[cfg(feature = "tracing")]
    tracing::warn!(api, reason = refusal.reason(), status = refusal.status().as_u16(), "a request was refused");
}

/// A delivery was captured, or was to be.
#[cfg(feature = "capture")]
#[cfg_attr(not(any(feature = "metrics", feature = "tracing")), expect(unused_variables, reason = "nobody is told"))]
pub(crate) fn captured(done: &Result<(), crate::capture::Refused>) {
    #[cfg(any(feature = "metrics", feature = "tracing"))]
    use crate::capture::Refused;

    #[cfg(feature = "metrics")]
    {
        let outcome = match done {
            Ok(()) => "captured",
            Err(Refused::Full | Refused::StillFull) => "left_out",
            Err(Refused::Io(_)) => "failed",
        };
        metrics::counter!("conscent_captures_total", "outcome" => outcome).increment(1);
    }
    #[cfg(feature = "tracing")]
    match done {
        Ok(()) | Err(Refused::StillFull) => {}
        Err(refused) => tracing::warn!("a delivery was not captured: {refused}"),
    }
}

//! Reports deliveries that go beyond the samples, without anything that a sender chose.

use conscent_core::{Api, Drift};

/// Counts each kind of drift once, and logs the first place.
pub(crate) fn report(api: &Api, event: &str, drift: &[Drift]) {
    let Some(first) = drift.first() else { return };
    #[cfg(feature = "metrics")]
    for kind in drift.iter().map(|one| one.kind.as_str()).collect::<std::collections::BTreeSet<_>>() {
        let labels = [("api", api.name.to_owned()), ("event", event.to_owned()), ("kind", kind.to_owned())];
        metrics::counter!("conscent_drift_total", &labels).increment(1);
    }
    #[cfg(feature = "tracing")]
    tracing::info!(
        api = api.name,
        event,
        places = drift.len(),
        first = documented_part(api, first),
        kind = first.kind.as_str(),
        "a delivery goes beyond the samples"
    );
    #[cfg(not(feature = "tracing"))]
    let _ = first;
}

/// The length in bytes above which a place is cut. Objects that contain themselves have places of any length.
#[cfg(feature = "tracing")]
const LONGEST_PLACE: usize = 128;

/// The start of a place, up to the first key that is not documented. A number may be an index, or a key that is data,
/// so it is not shown.
#[cfg(feature = "tracing")]
fn documented_part(api: &Api, drift: &Drift) -> String {
    let is_unknown = drift.kind == conscent_core::DriftKind::UnknownKey;
    let known = drift.pointer.rsplit_once('/').filter(|_| is_unknown).map_or(&*drift.pointer, |(parent, _)| parent);
    let mut shown = String::new();
    for token in known.split('/').skip(1) {
        let is_number = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
        let key = if is_number { "*" } else { token };
        if !is_number && !api.documents_key(&conscent_core::pointer::unescape(key))
            || shown.len() + key.len() >= LONGEST_PLACE
        {
            break;
        }
        shown.extend(["/", key]);
    }
    shown
}

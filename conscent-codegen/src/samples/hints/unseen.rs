//! Hints about places that occur only in samples that were left out.

use super::{Hint, Hints};
use crate::diagnostic::Diagnostic;
use crate::pointer;
use crate::samples::Sample;
use crate::samples::archive::{self, Archive, Found};
use crate::samples::sample::LeftOut;
use conscent_shape::Shape;
use serde_json::Value;

/// Removes each hint that applies to no sample, but may apply to one that was left out, and reports it as a note.
///
/// Any other hint that does not apply is an error. The stage that knows the shapes of the samples reports it.
pub(in crate::samples) fn unseen<'s>(
    hints: &mut Hints,
    (samples, archives): (&'s [Sample], &[Archive]),
    left_out: &[LeftOut],
    notes: &mut Vec<Diagnostic>,
) {
    if left_out.is_empty() {
        return;
    }
    let body = |sample: &'s Sample| Some((sample, serde_json::from_str(&sample.text).ok()?));
    let bodies: Vec<(&Sample, Value)> = samples.iter().filter_map(body).collect();
    let Hints { envelopes, places, .. } = hints;
    places.retain(|hint| {
        let payload = envelopes.get(&hint.api).and_then(|envelope| envelope.payload.as_deref());
        let is_excused = left_out.iter().any(|one| is_about(hint, &one.api, &one.event));
        let is_idle = is_excused
            && !bodies.iter().any(|(sample, body)| applies(hint, payload, sample, body))
            && !archives.iter().any(|archive| applies_to_archive(hint, payload, archive));
        if is_idle {
            let help = format!("no sample of {} shows `{}`, but some were left out", hint.api, hint.at);
            notes.push(hint.places.of("at").clone().error("hint has no effect", help));
        }
        !is_idle
    });
}

fn is_about(hint: &Hint, api: &str, event: &str) -> bool {
    hint.api == api && hint.event.as_deref().is_none_or(|only| only == event)
}

/// Whether the sample has a value at the hint's place that the hint can apply to. `payload` is the pointer to the
/// payload.
fn applies(hint: &Hint, payload: Option<&str>, sample: &Sample, body: &Value) -> bool {
    if !is_about(hint, &sample.api, &sample.event) {
        return false;
    }
    let top = if hint.envelope { Some(body) } else { payload.map_or(Some(body), |pointer| body.pointer(pointer)) };
    let mut reached: Vec<_> = top.into_iter().collect();
    for token in pointer::tokens(&hint.at) {
        reached = reached.into_iter().flat_map(|value| below(value, &token)).collect();
    }
    reached.into_iter().any(|value| hint.kind.fits(value))
}

/// The same for an archive.
fn applies_to_archive(hint: &Hint, payload: Option<&str>, archive: &Archive) -> bool {
    let top = match payload.filter(|_| !hint.envelope).map(|place| archive::at(&archive.shape, place)) {
        None => &archive.shape,
        Some(Found::Values(payload)) => payload,
        Some(Found::Nothing | Found::Forgotten) => return false,
    };
    let mut reached: Vec<&Shape> = vec![top];
    for token in pointer::tokens(&hint.at) {
        reached = reached.into_iter().flat_map(|shape| archive::below(shape, &token)).collect();
    }
    is_about(hint, &archive.api, &archive.event) && reached.into_iter().any(|shape| hint.kind.fits_shape(shape))
}

/// The values one step below a value.
fn below<'v>(value: &'v Value, token: &str) -> Vec<&'v Value> {
    match value {
        Value::Array(items) if token == "*" => items.iter().collect(),
        Value::Object(fields) if token == "*" => fields.values().collect(),
        Value::Object(fields) => fields.get(token).into_iter().collect(),
        _ => Vec::new(),
    }
}

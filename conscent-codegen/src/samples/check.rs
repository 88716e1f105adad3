//! Whether samples and hints agree.

use super::aliases::Alias;
use super::sample::kind;
use super::{CORRECTIONS, Hints, Sample};
use crate::diagnostic::{Diagnostics, Location};
use crate::pointer;
use serde_json::Value;

/// Checks that each body names the event that its folder names.
///
/// Apis without an envelope in the hints have no name in the body, and nothing to contradict.
pub(super) fn agree(samples: &[Sample], hints: &Hints) -> Result<(), Diagnostics> {
    let wrong = samples.iter().filter_map(|sample| {
        let envelope = hints.envelopes.get(&sample.api)?;
        let (location, found) = contradiction(sample, &envelope.event)?;
        let shown = sample.origin.as_ref().map(|origin| format!(" (shown by {origin})")).unwrap_or_default();
        let help = format!(
            "its folder is {}/{}{shown}; move the file, or correct the body in {CORRECTIONS}",
            sample.api, sample.event,
        );
        Some(location.error(format!("the body says {found}"), help))
    });
    wrong.collect::<Diagnostics>().into_result()
}

/// What the body says if that is not the sample's event, and where: `"event": "purchase.subscription"`, or that it names none.
#[must_use]
pub fn contradiction(sample: &Sample, field: &str) -> Option<(Location, String)> {
    let Some(span) = pointer::span(&sample.text, &format!("/{}", pointer::escape(field))) else {
        return Some((sample.location.clone(), format!("no event under {field:?}")));
    };
    let location = sample.line_of(span.start);
    match serde_json::from_str(sample.text.get(span)?).ok()? {
        Value::String(event) if event == sample.event => None,
        Value::String(event) => Some((location, format!("{field:?}: {event:?}"))),
        other => Some((location, format!("{field:?} is {}", kind(&other)))),
    }
}

/// Checks that each alias has led to a sample.
pub(super) fn aliases(samples: &[Sample], aliases: &[Alias]) -> Result<(), Diagnostics> {
    let stale = aliases.iter().filter(|alias| !samples.iter().any(|sample| alias.is_of(sample)));
    let stale = stale.map(|Alias { location, api, heading, event }| {
        let help = format!("no sample of {api} {event} was found under {heading:?}; remove or update it");
        location.clone().error("alias no longer applies", help)
    });
    stale.collect::<Diagnostics>().into_result()
}

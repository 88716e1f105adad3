//! Whether samples and hints agree.

use super::aliases::Alias;
use super::sample::{LeftOut, kind};
use super::{CORRECTIONS, Hints, Sample};
use crate::diagnostic::{Diagnostic, Diagnostics, Location};
use crate::pointer;
use serde_json::Value;

/// Takes out each sample whose body names another event than its folder.
///
/// Apis without an envelope in the hints have no name in the body, and nothing to contradict.
pub(super) fn agree(samples: Vec<Sample>, hints: &Hints, left_out: &mut Vec<LeftOut>) -> Vec<Sample> {
    let mut agreeing = Vec::new();
    for sample in samples {
        match disagreement(&sample, hints) {
            None => agreeing.push(sample),
            Some(why) => {
                let Sample { api, event, name, origin, .. } = sample;
                left_out.push(LeftOut { api, event, name, origin, why });
            }
        }
    }
    agreeing
}

fn disagreement(sample: &Sample, hints: &Hints) -> Option<Diagnostic> {
    let envelope = hints.envelopes.get(&sample.api)?;
    let (location, found) = contradiction(sample, &envelope.event)?;
    let shown = sample.origin.as_ref().map(|origin| format!(" (shown by {origin})")).unwrap_or_default();
    let help = format!(
        "its folder is {}/{}{shown}; move the file, or correct the body in {CORRECTIONS}",
        sample.api, sample.event,
    );
    Some(location.error(format!("the body says {found}"), help))
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

/// Checks that each alias has led to a sample. One that has led only to samples that were left out is noted.
pub(super) fn aliases(
    samples: &[Sample],
    aliases: &[Alias],
    left_out: &[LeftOut],
    notes: &mut Vec<Diagnostic>,
) -> Result<(), Diagnostics> {
    let mut stale = Vec::new();
    for alias in aliases {
        let Alias { location, api, heading, event } = alias;
        if samples.iter().any(|one| alias.is_of(&one.api, &one.event, one.origin.as_ref())) {
            continue;
        }
        if left_out.iter().any(|one| alias.is_of(&one.api, &one.event, one.origin.as_ref())) {
            let help = format!("every sample of {api} {event} that was found under {heading:?} was left out");
            notes.push(location.clone().error("alias has no effect", help));
        } else {
            let help = format!("no sample of {api} {event} was found under {heading:?}; remove or update it");
            stale.push(location.clone().error("alias no longer applies", help));
        }
    }
    stale.into_iter().collect::<Diagnostics>().into_result()
}

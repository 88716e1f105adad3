//! Checks that samples and hints agree.

use super::aliases::Alias;
use super::archive::{self, Archive, Found};
use super::sample::{LeftOut, kind};
use super::{CORRECTIONS, Hints, Sample};
use crate::diagnostic::{Diagnostic, Diagnostics, Location};
use crate::interface::Naming;
use crate::pointer;
use serde_json::Value;
use std::collections::BTreeSet;

/// Removes each sample whose body names an event other than that of its folder.
///
/// If the hints of an API have no envelope, its bodies do not name their event, so nothing can contradict the folder.
pub(super) fn agree(samples: Vec<Sample>, hints: &Hints, left_out: &mut Vec<LeftOut>) -> Vec<Sample> {
    let mut agreeing = Vec::new();
    for sample in samples {
        match disagreement(&sample, hints) {
            None => agreeing.push(sample),
            Some(why) => {
                let key = sample.key();
                let Sample { api, event, origin, .. } = sample;
                left_out.push(LeftOut { api, event, key, origin, why });
            }
        }
    }
    agreeing
}

/// Checks that bodies have the name of their event and their id where the hints say so. If only some bodies lack one of
/// them, those samples are wrong or have no id. If all bodies lack it, the hint is wrong.
pub(super) fn places(samples: &[Sample], archives: &[Archive], hints: &Hints) -> Result<(), Diagnostics> {
    let names = hints.envelopes.iter().filter_map(|(api, envelope)| {
        Some((api.as_str(), envelope.places.of("event"), envelope.naming.pointer.as_deref()?))
    });
    let of_samples = samples.iter().map(|sample| sample.api.as_str());
    let apis: BTreeSet<&str> = of_samples.chain(archives.iter().map(|archive| archive.api.as_str())).collect();
    let ids = apis.iter().filter_map(|api| {
        let hint = hints.ids.of(api)?;
        Some((*api, &hint.location, hint.id.pointer.as_deref()?))
    });
    let unknown = names.chain(ids).filter_map(|(api, location, place)| {
        let is_in_archive = |one: &Archive| one.api == api && !matches!(archive::at(&one.shape, place), Found::Nothing);
        let is_in_sample = |one: &Sample| one.api == api && pointer::span(&one.text, place).is_some();
        let is_unknown = apis.contains(api) && !samples.iter().any(is_in_sample) && !archives.iter().any(is_in_archive);
        is_unknown.then(|| unknown_place(location, api, place))
    });
    unknown.collect::<Diagnostics>().into_result()
}

/// The error for a hint about a place that no sample has.
pub(crate) fn unknown_place(location: &Location, api: &str, place: &str) -> Diagnostic {
    let help = format!("no sample of {api} has a value there; correct the pointer, or remove it");
    location.clone().error(format!("unknown place {place:?}"), help)
}

fn disagreement(sample: &Sample, hints: &Hints) -> Option<Diagnostic> {
    let envelope = hints.envelopes.get(&sample.api)?;
    let (location, found) = contradiction(sample, &envelope.naming)?;
    let shown = sample.origin.as_ref().map(|origin| format!(" (shown by {origin})")).unwrap_or_default();
    let help = format!(
        "its folder is {}/{}{shown}; move the file, or correct the body in {CORRECTIONS}",
        sample.api, sample.event,
    );
    Some(location.error(format!("the body says {found}"), help))
}

/// What the body says, and where, if that is not the sample's event: `/event is "purchase.subscription"`, or that it
/// names no event. With a header, the body only has the last part of the name, if any.
#[must_use]
pub fn contradiction(sample: &Sample, naming: &Naming) -> Option<(Location, String)> {
    let place = naming.pointer.as_deref()?;
    let shown = shown_place(place);
    let text = pointer::span(&sample.text, place);
    let Some(span) = text else {
        let none = || (sample.location.clone(), format!("no event under {shown:?}"));
        return naming.header.is_none().then(none);
    };
    let location = sample.place_of(span.start);
    match serde_json::from_str(sample.text.get(span)?).ok()? {
        Value::String(text) if is_of(&sample.event, &text, naming) => None,
        Value::String(text) => Some((location, format!("{shown:?}: {text:?}"))),
        _ if naming.header.is_some() => None,
        other => Some((location, format!("{shown:?} is {}", kind(&other)))),
    }
}

/// A place for readers: a key at the top as the body has it, and any other place as its pointer.
#[must_use]
pub fn shown_place(pointer: &str) -> &str {
    pointer.strip_prefix('/').filter(|key| !key.contains(['/', '~'])).unwrap_or(pointer)
}

/// Whether a body can have this text for the event.
pub(super) fn is_of(event: &str, text: &str, naming: &Naming) -> bool {
    match (naming.header.is_some(), text) {
        (false, _) => event == text,
        (true, "") => true,
        (true, _) => {
            event.strip_suffix(text).and_then(|before| before.strip_suffix('.')).is_some_and(|of| !of.is_empty())
        }
    }
}

/// Checks that each alias applies to a sample. An alias that only applies to samples that were left out is noted.
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

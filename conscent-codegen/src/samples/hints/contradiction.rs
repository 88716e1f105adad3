//! Hints that contradict or repeat each other.

use super::envelope::EnvelopeHint;
use super::hint::{Hint, HintKind};
use crate::diagnostic::{Diagnostic, Diagnostics};
use std::collections::BTreeMap;

/// The subject of a hint. Two hints with different statements about one aspect of one place contradict each other.
#[derive(PartialEq, Eq)]
enum Aspect {
    /// Whether an object's keys are fields.
    Keys,
    /// What a string, or a number, means.
    Scalar,
    Presence,
    /// Whether a string identifies the variant of its object.
    Tag,
    Identity,
    Name,
    Rename,
    Doc,
    /// Whether the value has a type.
    Everything,
}

impl HintKind {
    fn aspect(&self) -> Aspect {
        match self {
            Self::Map | Self::Struct => Aspect::Keys,
            Self::Enum | Self::Text | Self::EpochSeconds | Self::EpochMillis | Self::Decimal => Aspect::Scalar,
            Self::Required | Self::Optional => Aspect::Presence,
            Self::Tag | Self::NoTag => Aspect::Tag,
            Self::Split => Aspect::Identity,
            Self::Ignore => Aspect::Everything,
            Self::Name(_) => Aspect::Name,
            Self::Rename(_) => Aspect::Rename,
            Self::Doc(_) => Aspect::Doc,
        }
    }
}

/// An error for each hint that contradicts or repeats an earlier one.
pub(super) fn check(places: &[Hint], envelopes: &BTreeMap<String, EnvelopeHint>) -> Diagnostics {
    let clashes = places.iter().enumerate().filter_map(|(n, later)| {
        let earlier = places.iter().take(n);
        let clash = earlier.clone().find_map(|earlier| clash(earlier, later)).or_else(|| united(later, places));
        clash.or_else(|| closed(later, envelopes.get(&later.api)?))
    });
    clashes.collect()
}

fn clash(earlier: &Hint, later: &Hint) -> Option<Diagnostic> {
    if earlier.api != later.api || earlier.envelope != later.envelope || !share_an_event(earlier, later) {
        return None;
    }
    let wrong = |what: &str, why: String| Some(later.places.entry.clone().error(what, why));
    if earlier.at != later.at {
        if earlier.kind == HintKind::Tag && later.kind == HintKind::Tag && parent(&earlier.at) == parent(&later.at) {
            let (Hint { at, .. }, location) = (earlier, &earlier.places.entry);
            let why =
                format!("an object has one tag, and {location} says that it is `{at}`, not `{}`; keep one", later.at);
            return wrong(CONTRADICTION, why);
        }
        let [ignored, inside] = if later.kind == HintKind::Ignore { [later, earlier] } else { [earlier, later] };
        if ignored.kind != HintKind::Ignore || !is_inside(&inside.at, &ignored.at) {
            return None;
        }
        return wrong(CONTRADICTION, contradiction(earlier, later));
    }
    if earlier.kind == later.kind {
        // A hint for all events and another for one event say the same, only in more words.
        let is_repeated = earlier.event == later.event;
        let why = format!("{} is about the same place; keep one", earlier.places.entry);
        return is_repeated.then(|| later.places.entry.clone().error("hint given twice", why));
    }
    let is_contradicted = match (&earlier.kind, &later.kind) {
        (HintKind::Ignore, _)
        | (_, HintKind::Ignore)
        | (HintKind::Map, HintKind::Split)
        | (HintKind::Split, HintKind::Map) => true,
        (a, b) => a.aspect() == b.aspect(),
    };
    if is_contradicted { wrong(CONTRADICTION, contradiction(earlier, later)) } else { None }
}

pub(crate) const CONTRADICTION: &str = "hints contradict each other";

fn contradiction(earlier: &Hint, later: &Hint) -> String {
    let Hint { places, at, kind, .. } = earlier;
    let location = &places.entry;
    format!("this hint says {} of `{}`, and {location} says {kind} of `{at}`; keep one", later.kind, later.at)
}

/// Finds an object that is split from all others, under a name that unites it with another one.
fn united(hint: &Hint, places: &[Hint]) -> Option<Diagnostic> {
    if hint.kind != HintKind::Split {
        return None;
    }
    let of_api = || places.iter().filter(|other| other.api == hint.api);
    let names = of_api()
        .filter(|other| other.at == hint.at && matches!(other.kind, HintKind::Name(_)) && share_an_event(hint, other));
    let twins = names.flat_map(|name| of_api().filter(|other| other.kind == name.kind && other.at != hint.at));
    let why = |twin: &Hint| {
        let Hint { places, at, kind, .. } = twin;
        let location = &places.entry;
        format!("{location} says {kind} of `{at}` too, which makes them one type; choose another name for one of them")
    };
    twins.map(|twin| hint.places.entry.clone().error(CONTRADICTION, why(twin))).next()
}

/// Finds a hint that would hide the payload or the event's name, whose place the envelope's table gives.
fn closed(hint: &Hint, envelope: &EnvelopeHint) -> Option<Diagnostic> {
    if !matches!(hint.kind, HintKind::Map | HintKind::Ignore) {
        return None;
    }
    let at = match &envelope.payload {
        Some(payload) if !hint.envelope => format!("{payload}{}", hint.at),
        _ => hint.at.clone(),
    };
    let hidden = envelope.naming.pointer.iter().chain(&envelope.payload).find(|place| is_inside(place, &at))?;
    let why = format!(
        "this hint says {} of `{}`, and {} says that `{hidden}` is a field; keep one",
        hint.kind, hint.at, envelope.places.entry
    );
    Some(hint.places.entry.clone().error(CONTRADICTION, why))
}

fn share_an_event(a: &Hint, b: &Hint) -> bool {
    a.event.is_none() || b.event.is_none() || a.event == b.event
}

/// The pointer to the object that has a field.
fn parent(field: &str) -> Option<&str> {
    field.rsplit_once('/').map(|(parent, _)| parent)
}

fn is_inside(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
}

//! The hints of one api, by place, and whether each still applies.

use super::place::TextHint;
use crate::diagnostic::Diagnostic;
use crate::hint::{HintKind, PlaceHint};
use crate::shape::{Shape, Values};
use std::collections::BTreeMap;

/// The hints of one api.
#[derive(Debug, Default)]
pub(super) struct PlaceHints<'h> {
    by_pointer: BTreeMap<&'h str, Vec<Tracked<'h>>>,
}

#[derive(Debug)]
struct Tracked<'h> {
    hint: &'h PlaceHint,
    applied: bool,
}

/// What the hints say of one place.
#[derive(Debug, Default)]
pub(super) struct Hinted {
    pub(super) is_map: bool,
    pub(super) text: TextHint,
    pub(super) name: Option<String>,
}

impl<'h> PlaceHints<'h> {
    pub(super) fn new(hints: &'h [PlaceHint], api: &str) -> Self {
        let mut by_pointer = BTreeMap::<_, Vec<_>>::new();
        for hint in hints.iter().filter(|hint| hint.api == api) {
            by_pointer.entry(hint.at.as_str()).or_default().push(Tracked { hint, applied: false });
        }
        Self { by_pointer }
    }

    /// What is said of a place, as far as it can be said of what stands there.
    pub(super) fn at(&mut self, event: Option<&str>, pointer: &str, shape: &Shape) -> Hinted {
        let mut hinted = Hinted::default();
        for tracked in self.by_pointer.get_mut(pointer).into_iter().flatten() {
            let hint = tracked.hint;
            let here = hint.event.is_none() || hint.event.as_deref() == event;
            let (objects, texts) = (shape.object.count > 0, shape.text.count > 0);
            match &hint.kind {
                HintKind::Map if here && objects => hinted.is_map = true,
                HintKind::Enum if here && texts && is_listed(shape) => hinted.text = TextHint::Enum,
                HintKind::Text if here && texts => hinted.text = TextHint::Text,
                HintKind::Name(name) if here && (objects || texts) => hinted.name = Some(name.clone()),
                _ => continue,
            }
            tracked.applied = true;
        }
        hinted
    }

    /// An error for each hint that no place answered to.
    pub(super) fn stale(&self) -> impl Iterator<Item = Diagnostic> {
        self.by_pointer.values().flatten().filter(|tracked| !tracked.applied).map(|Tracked { hint, .. }| {
            let wanted = match hint.kind {
                HintKind::Map => "an object",
                HintKind::Enum => "one of a few short strings",
                HintKind::Text => "a string",
                HintKind::Name(_) => "an object or a string",
            };
            let event = hint.event.as_deref().map_or(String::new(), |event| format!(" {event}"));
            Diagnostic {
                place: hint.place.clone(),
                what: format!("hint for `{}` does not apply", hint.at),
                why: format!(
                    "no sample of {}{event} has {wanted} there; correct the pointer or remove the hint",
                    hint.api
                ),
            }
        })
    }
}

/// Whether the values of the strings at a place are all known.
fn is_listed(shape: &Shape) -> bool {
    matches!(shape.text.values, Values::Few(_))
}

/// The error for a hint about an api that has no samples.
pub(super) fn unknown_api(hint: &PlaceHint) -> Diagnostic {
    Diagnostic {
        place: hint.place.clone(),
        what: format!("hint for unknown api `{}`", hint.api),
        why: "no samples are in a folder of that name; correct the name or remove the hint".to_owned(),
    }
}

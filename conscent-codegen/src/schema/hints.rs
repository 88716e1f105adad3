//! The hints of one api, by place, and whether each still applies.

use super::tree::TextHint;
use crate::diagnostic::Diagnostic;
use crate::samples::{Hint, HintKind};
use conscent_shape::{Shape, Values};
use std::collections::BTreeMap;

/// The hints of one api, by their pointers.
#[derive(Debug, Default)]
pub(super) struct HintIndex<'h> {
    by_pointer: BTreeMap<&'h str, Vec<Tracked<'h>>>,
}

#[derive(Debug)]
struct Tracked<'h> {
    hint: &'h Hint,
    applied: bool,
}

/// What the hints say about one place.
#[derive(Debug, Default)]
pub(super) struct Hinted {
    pub(super) is_map: bool,
    pub(super) text: TextHint,
    pub(super) name: Option<String>,
}

impl<'h> HintIndex<'h> {
    pub(super) fn new(hints: &'h [Hint], api: &str) -> Self {
        let mut by_pointer = BTreeMap::<_, Vec<_>>::new();
        for hint in hints.iter().filter(|hint| hint.api == api) {
            by_pointer.entry(hint.at.as_str()).or_default().push(Tracked { hint, applied: false });
        }
        Self { by_pointer }
    }

    /// The hints for a place that apply to what was seen there.
    pub(super) fn at(&mut self, event: Option<&str>, pointer: &str, shape: &Shape) -> Hinted {
        let mut hinted = Hinted::default();
        for tracked in self.by_pointer.get_mut(pointer).into_iter().flatten() {
            let hint = tracked.hint;
            let is_here = hint.event.is_none() || hint.event.as_deref() == event;
            let (objects, strings) = (shape.object.count > 0, shape.string.count > 0);
            match &hint.kind {
                HintKind::Map if is_here && objects => hinted.is_map = true,
                HintKind::Enum if is_here && strings && is_exact(shape) => hinted.text = TextHint::Enum,
                HintKind::Text if is_here && strings => hinted.text = TextHint::Text,
                HintKind::Name(name) if is_here && (objects || strings) => hinted.name = Some(name.clone()),
                _ => continue,
            }
            tracked.applied = true;
        }
        hinted
    }

    /// An error for each hint that applied to no place.
    pub(super) fn stale(&self) -> impl Iterator<Item = Diagnostic> {
        self.by_pointer.values().flatten().filter(|tracked| !tracked.applied).map(|Tracked { hint, .. }| {
            let wanted = match hint.kind {
                HintKind::Map => "an object",
                HintKind::Enum => "one of a few short strings",
                HintKind::Text => "a string",
                HintKind::Name(_) => "an object or a string",
            };
            let event = hint.event.as_deref().map_or(String::new(), |event| format!(" {event}"));
            hint.location.clone().error(
                format!("hint for `{}` does not apply", hint.at),
                format!("no sample of {}{event} has {wanted} there; correct the pointer or remove the hint", hint.api),
            )
        })
    }
}

/// Whether all different strings at a place are known.
fn is_exact(shape: &Shape) -> bool {
    matches!(shape.string.values, Values::Exact(_))
}

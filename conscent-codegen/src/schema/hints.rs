//! The hints of one API, by place; and whether each still applies.

use super::tree::TextHint;
use crate::diagnostic::Diagnostic;
use crate::interface::RustType;
use crate::samples::{Hint, HintKind};
use conscent_shape::{Form, Shape, Values};
use std::collections::BTreeMap;

/// The hints of one API, by their pointers: those about payloads, and those about the envelope.
#[derive(Debug, Default)]
pub(super) struct HintIndex<'h> {
    by_pointer: BTreeMap<(bool, String), Vec<Tracked<'h>>>,
}

#[derive(Debug)]
struct Tracked<'h> {
    hint: &'h Hint,
    applied: bool,
}

/// The hints about one place.
#[derive(Debug, Default)]
pub(super) struct Hinted {
    /// Whether the objects are maps.
    pub(super) is_map: Option<bool>,
    pub(super) is_split: bool,
    pub(super) is_ignored: bool,
    /// The name of the type.
    pub(super) name: Option<String>,
    pub(super) field: FieldHints,
}

/// The hints about a field.
#[derive(Clone, Debug, Default)]
pub(super) struct FieldHints {
    pub(super) text: TextHint,
    /// The meaning of its numbers or strings.
    pub(super) scalar: Option<RustType>,
    pub(super) required: Option<bool>,
    pub(super) rename: Option<String>,
    pub(super) doc: Option<String>,
}

impl FieldHints {
    /// Adds the hints about the same field elsewhere.
    pub(super) fn merge(&mut self, other: &Self) {
        self.text = self.text.max(other.text);
        self.scalar = self.scalar.take().or_else(|| other.scalar.clone());
        self.required = self.required.or(other.required);
        self.rename = self.rename.take().or_else(|| other.rename.clone());
        self.doc = self.doc.take().or_else(|| other.doc.clone());
    }
}

impl<'h> HintIndex<'h> {
    pub(super) fn new(hints: &'h [Hint], api: &str) -> Self {
        let mut by_pointer = BTreeMap::<_, Vec<_>>::new();
        for hint in hints.iter().filter(|hint| hint.api == api) {
            by_pointer.entry((hint.envelope, hint.at.clone())).or_default().push(Tracked { hint, applied: false });
        }
        Self { by_pointer }
    }

    /// The hints that apply to the shape at a place of an event, or of the envelope.
    pub(super) fn at(&mut self, event: Option<&str>, pointer: &str, shape: &Shape) -> Hinted {
        let mut hinted = Hinted::default();
        for tracked in self.by_pointer.get_mut(&(event.is_none(), pointer.to_owned())).into_iter().flatten() {
            let hint = tracked.hint;
            if hint.event.is_some() && hint.event.as_deref() != event || !fits(&hint.kind, shape) {
                continue;
            }
            tracked.applied = true;
            let field = &mut hinted.field;
            match &hint.kind {
                HintKind::Map => hinted.is_map = Some(true),
                HintKind::Struct => hinted.is_map = Some(false),
                HintKind::Split => hinted.is_split = true,
                HintKind::Ignore => hinted.is_ignored = true,
                HintKind::Name(name) => {
                    hinted.name = Some(name.clone());
                    // Without an object, only an enum has a name.
                    if shape.object.count == 0 {
                        field.text = field.text.max(TextHint::Enum);
                    }
                }
                HintKind::Enum => field.text = TextHint::Enum,
                HintKind::Text => field.text = TextHint::Text,
                HintKind::EpochSeconds => field.scalar = Some(RustType::EpochSeconds),
                HintKind::EpochMillis => field.scalar = Some(RustType::EpochMillis),
                HintKind::Decimal => field.scalar = Some(RustType::Decimal),
                HintKind::Required => field.required = Some(true),
                HintKind::Optional => field.required = Some(false),
                HintKind::Rename(name) => field.rename = Some(name.clone()),
                HintKind::Doc(sentence) => field.doc = Some(sentence.clone()),
            }
        }
        hinted
    }

    /// An error for each hint that applied to no place.
    pub(super) fn stale(&self) -> impl Iterator<Item = Diagnostic> {
        self.by_pointer.values().flatten().filter(|tracked| !tracked.applied).map(|Tracked { hint, .. }| {
            let wanted = match hint.kind {
                HintKind::Map | HintKind::Struct | HintKind::Split => "an object",
                HintKind::Enum => "one of a few short strings",
                HintKind::Text => "a string",
                HintKind::Name(_) => "an object, or one of a few short strings,",
                HintKind::EpochSeconds | HintKind::EpochMillis => "a number, or a string of digits,",
                HintKind::Decimal => "a decimal number in a string",
                HintKind::Required | HintKind::Optional | HintKind::Rename(_) | HintKind::Doc(_) => "a field",
                HintKind::Ignore => "a value",
            };
            let whose = match &hint.event {
                Some(event) => format!("{} {event}", hint.api),
                None if hint.envelope => format!("{} (envelope)", hint.api),
                None => hint.api.clone(),
            };
            hint.location.clone().error(
                format!("hint for `{}` does not apply", hint.at),
                format!("no sample of {whose} has {wanted} there; correct the pointer or remove the hint"),
            )
        })
    }
}

/// Whether the hint can apply to this shape.
fn fits(kind: &HintKind, shape: &Shape) -> bool {
    let (objects, strings) = (shape.object.count > 0, shape.string.count > 0);
    let is_set = strings && matches!(shape.string.values, Values::Exact(_));
    let are = |forms: &[Form]| strings && forms.iter().any(|form| shape.string.forms.contains(*form));
    match kind {
        HintKind::Map | HintKind::Struct | HintKind::Split => objects,
        HintKind::Name(_) => objects || is_set,
        HintKind::Text => strings,
        HintKind::Enum => is_set,
        HintKind::EpochSeconds | HintKind::EpochMillis => shape.number.count > 0 || are(&[Form::Digits]),
        HintKind::Decimal => are(&[Form::Decimal, Form::Digits]),
        HintKind::Required | HintKind::Optional | HintKind::Ignore | HintKind::Rename(_) | HintKind::Doc(_) => true,
    }
}

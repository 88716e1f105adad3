//! The hints of one API, by place; and whether each still applies.

use super::tree::TextHint;
use crate::diagnostic::{Diagnostic, Location};
use crate::interface::RustType;
use crate::samples::{Events, Hint, HintKind};
use crate::text::did_you_mean;
use conscent_shape::Shape;
use std::collections::{BTreeMap, BTreeSet};

/// The hints of one API, by their pointers: those about payloads, and those about the envelope.
#[derive(Debug, Default)]
pub(super) struct HintIndex<'h> {
    by_pointer: BTreeMap<(bool, String), Vec<Tracked<'h>>>,
}

#[derive(Debug)]
struct Tracked<'h> {
    hint: &'h Hint,
    /// Whether there is a value at its place.
    reached: bool,
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
    /// Whether its objects, or those in its lists and maps, are said to be maps or structs.
    pub(super) has_objects: bool,
    pub(super) required: Option<bool>,
    pub(super) rename: Option<String>,
    pub(super) doc: Option<String>,
    /// Whether it is the tag of its objects.
    pub(super) tag: BTreeSet<TagHint>,
}

/// What a hint says about a field as a tag.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TagHint {
    pub(super) location: Location,
    pub(super) at: String,
    pub(super) is_tag: bool,
    /// The hint's kind as it is written.
    pub(super) kind: String,
}

impl FieldHints {
    /// Adds the hints about the same field elsewhere.
    pub(super) fn merge(&mut self, other: &Self) {
        self.text = self.text.max(other.text);
        self.scalar = self.scalar.take().or_else(|| other.scalar.clone());
        self.has_objects |= other.has_objects;
        self.required = self.required.or(other.required);
        self.rename = self.rename.take().or_else(|| other.rename.clone());
        self.doc = self.doc.take().or_else(|| other.doc.clone());
        self.tag.extend(other.tag.iter().cloned());
    }
}

impl<'h> HintIndex<'h> {
    pub(super) fn new(hints: &'h [Hint], api: &str) -> Self {
        let mut by_pointer = BTreeMap::<_, Vec<_>>::new();
        for hint in hints.iter().filter(|hint| hint.api == api) {
            by_pointer.entry((hint.envelope, hint.at.clone())).or_default().push(Tracked {
                hint,
                reached: false,
                applied: false,
            });
        }
        Self { by_pointer }
    }

    /// The hints that apply to the shape at a place of an event, or of the envelope.
    pub(super) fn at(&mut self, event: Option<&str>, pointer: &str, may_be_tag: bool, shape: &Shape) -> Hinted {
        let mut hinted = Hinted::default();
        for tracked in self.by_pointer.get_mut(&(event.is_none(), pointer.to_owned())).into_iter().flatten() {
            let hint = tracked.hint;
            let is_of_other = hint.event.is_some() && hint.event.as_deref() != event;
            tracked.reached |= !is_of_other;
            if is_of_other || !hint.kind.fits_shape(shape) || hint.kind.is_about_a_tag() && !may_be_tag {
                continue;
            }
            tracked.applied = true;
            let field = &mut hinted.field;
            match &hint.kind {
                HintKind::Map | HintKind::Struct => {
                    hinted.is_map = Some(hint.kind == HintKind::Map);
                    field.has_objects = true;
                }
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
                HintKind::Tag | HintKind::NoTag => {
                    let (location, at, kind) =
                        (hint.places.of(hint.key).clone(), hint.at.clone(), hint.kind.to_string());
                    field.tag.insert(TagHint { location, at, is_tag: hint.kind == HintKind::Tag, kind });
                }
            }
        }
        hinted
    }

    /// An error for each hint that applied to no place. `events` are those of the API.
    pub(super) fn stale<'e>(&self, events: &'e Events<'_>) -> impl Iterator<Item = Diagnostic> + use<'_, 'h, 'e> {
        self.by_pointer.values().flatten().filter(|tracked| !tracked.applied).map(
            |Tracked { hint, reached, .. }| {
                if let Some(unknown) = hint.event.as_deref().filter(|event| !events.contains_key(event)) {
                    return unknown_event(hint, unknown, events);
                }
                let wanted = match hint.kind {
                    HintKind::Map | HintKind::Struct | HintKind::Split => "an object",
                    HintKind::Enum => "one of a few short strings",
                    HintKind::Tag => "a field with one of a few short strings",
                    HintKind::NoTag => "a field with a string",
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
                let wrong = if *reached { hint.key } else { "at" };
                hint.places.of(wrong).clone().error(
                    format!("hint for `{}` does not apply", hint.at),
                    format!("no sample of {whose} has {wanted} there; correct the pointer or remove the hint"),
                )
            },
        )
    }
}

fn unknown_event(hint: &Hint, event: &str, events: &Events<'_>) -> Diagnostic {
    let known: Vec<_> = events.keys().copied().collect();
    let suggestion = did_you_mean(event, &known).map(|one| format!("; {one}")).unwrap_or_default();
    let help = format!("no sample of {} has this event{suggestion}", hint.api);
    hint.places.of("event").clone().error(format!("unknown event {event:?}"), help)
}

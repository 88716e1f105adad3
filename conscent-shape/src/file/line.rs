//! The lines of a shape file: the statistics at one path each.

use super::json;
use super::step::Step;
use crate::{Fields, Group, Numbers, Objects, Shape, Strings, Tag, Values};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The statistics at one path, without those of paths below.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line<'t> {
    pub(super) at: Vec<Step<'t>>,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) seen: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) null: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) bool: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) number: Option<NumbersAt>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) string: Option<StringsAt<'t>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) array: Option<ArraysAt>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) object: Option<ObjectsAt<'t>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NumbersAt {
    pub(super) count: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) integers: u64,
    pub(super) min: Box<RawValue>,
    pub(super) max: Box<RawValue>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StringsAt<'t> {
    pub(super) count: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) empty: u64,
    /// Absent if there are only empty strings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) forms: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) exact: Option<BTreeSet<Cow<'t, str>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) some: Option<BTreeSet<Cow<'t, str>>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ArraysAt {
    pub(super) count: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) empty: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ObjectsAt<'t> {
    pub(super) count: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) empty: u64,
    /// Whether all keys are data.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) pooled: bool,
    /// For each tag, the index in `groups` of each of its codes; null if the tag is dropped.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) tags: BTreeMap<Cow<'t, str>, Option<BTreeMap<Cow<'t, str>, usize>>>,
    /// The keys in groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) keys: Vec<Cow<'t, str>>,
    /// The number of objects of each group, then for each of their keys: its index in `keys`, how many have it, and the
    /// kinds of its values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) groups: Vec<Vec<u64>>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes the field")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes the field")]
fn is_false(value: &bool) -> bool {
    !value
}

impl<'t> Line<'t> {
    /// Writes the lines of a shape, and returns how many there are. The default shape has 0 lines.
    pub(super) fn write_all(shape: &'t Shape, into: &mut Vec<u8>) -> u64 {
        if *shape == Shape::default() { 0 } else { Self::write(&mut Vec::new(), 0, shape, into) }
    }

    fn write(at: &mut Vec<Step<'t>>, seen: u64, shape: &'t Shape, into: &mut Vec<u8>) -> u64 {
        into.append(&mut json(&Line::of(at, seen, shape)));
        into.push(b'\n');
        let mut lines = 1;
        let mut below = |step, seen, shape| {
            at.push(step);
            lines += Self::write(at, seen, shape, into);
            at.pop();
        };
        shape.array.item.iter().for_each(|item| below(Step::Item, 0, item));
        match &shape.object.fields {
            Fields::Known(fields) => {
                for (key, field) in fields {
                    below(Step::Key(key.into()), field.seen, &field.shape);
                }
            }
            Fields::Pooled(values) => below(Step::Value, 0, values),
        }
        shape.object.rest.iter().for_each(|rest| below(Step::Value, 0, rest));
        lines
    }

    fn of(at: &[Step<'t>], seen: u64, shape: &'t Shape) -> Self {
        let Shape { null, bool, number, string, array, object } = shape;
        let array = ArraysAt { count: array.count, empty: array.empty };
        Self {
            at: at.to_vec(),
            seen,
            null: *null,
            bool: *bool,
            number: NumbersAt::of(number),
            string: (string.count > 0).then(|| StringsAt::of(string)),
            array: (array.count > 0).then_some(array),
            object: (object.count > 0).then(|| ObjectsAt::of(object)),
        }
    }
}

impl NumbersAt {
    fn of(numbers: &Numbers) -> Option<Self> {
        let number = |number: f64| RawValue::from_string(serde_json::Number::from_f64(number)?.to_string()).ok();
        let (min, max) = (number(numbers.min?)?, number(numbers.max?)?);
        Some(Self { count: numbers.count, integers: numbers.integers, min, max })
    }
}

impl<'t> StringsAt<'t> {
    fn of(strings: &'t Strings) -> Self {
        let texts = |values: &'t BTreeSet<String>| Some(values.iter().map(Cow::from).collect());
        let (exact, some) = match &strings.values {
            Values::Exact(values) => (texts(values), None),
            Values::Some(values) => (None, texts(values)),
            Values::Overflowed => (None, None),
        };
        let forms = strings.count > strings.empty;
        let forms = forms.then(|| strings.forms.iter().map(|form| format!("{form:?}")).collect());
        Self { count: strings.count, empty: strings.empty, forms, exact, some }
    }
}

impl<'t> ObjectsAt<'t> {
    fn of(objects: &'t Objects) -> Self {
        let mut written = Self {
            count: objects.count,
            empty: objects.empty,
            pooled: matches!(objects.fields, Fields::Pooled(_)),
            tags: BTreeMap::new(),
            keys: Vec::new(),
            groups: Vec::new(),
        };
        // Several tags often have the same groups. These are written once, and a reader shares them again.
        let (mut keys, mut known) = (BTreeMap::new(), BTreeMap::new());
        for (tag, groups) in &objects.tags.0 {
            let Tag::Groups(groups) = groups else {
                written.tags.insert(tag.into(), None);
                continue;
            };
            let indices = groups.iter().map(|(code, group)| {
                let numbers = written.group(group, &mut keys);
                let next = known.len();
                let index = *known.entry(numbers.clone()).or_insert(next);
                if index == next {
                    written.groups.push(numbers);
                }
                (Cow::from(code), index)
            });
            let indices = indices.collect();
            written.tags.insert(tag.into(), Some(indices));
        }
        written
    }

    fn group(&mut self, group: &'t Arc<Group>, known: &mut BTreeMap<&'t str, usize>) -> Vec<u64> {
        let mut numbers = vec![group.count];
        for (key, presence) in &group.keys {
            let index = *known.entry(key).or_insert_with(|| {
                self.keys.push(key.into());
                self.keys.len() - 1
            });
            numbers.extend([index as u64, presence.seen, u64::from(presence.kinds.bits())]);
        }
        numbers
    }
}

//! Builds the shape at a path from its line and from the shapes below it, and checks that they agree.

use super::line::{ArraysAt, Line, NumbersAt, ObjectsAt, StringsAt};
use crate::{
    Arrays, Field, Fields, Form, Forms, Group, KindSet, Numbers, Objects, Presence, Shape, Strings, Tag, Tags, Values,
};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::sync::{Arc, LazyLock};

/// The greatest count that a file may have. With it, all sums and products of counts in this crate fit 64 bits.
const MOST: u64 = 1 << 48;

/// What is wrong with a line.
pub(super) type Wrong = &'static str;

/// The shapes directly below a path.
#[derive(Default)]
pub(super) struct Below {
    pub(super) item: Option<Box<Shape>>,
    pub(super) fields: BTreeMap<String, Field>,
    /// The values under keys that are data.
    pub(super) value: Option<Box<Shape>>,
}

impl Below {
    /// The shape at the path of a line.
    pub(super) fn build(mut self, line: Line<'static>) -> Result<Shape, Wrong> {
        let Line { null, bool, number, string, array, object, .. } = line;
        let shape = Shape {
            null,
            bool,
            number: number.map(numbers).transpose()?.unwrap_or_default(),
            string: string.map(strings).transpose()?.unwrap_or_default(),
            array: array.map(|array| self.arrays(&array)).transpose()?.unwrap_or_default(),
            object: object.map(|object| self.objects(&object)).transpose()?.unwrap_or_default(),
        };
        if self.item.is_some() || self.value.is_some() || !self.fields.is_empty() {
            return Err("it has paths below it, but no array or object");
        }
        let Shape { number, string, array, object, .. } = &shape;
        let counts = [null, bool, number.count, string.count, array.count, object.count];
        if counts.iter().any(|count| *count > MOST) { Err("a count is too great") } else { Ok(shape) }
    }

    fn arrays(&mut self, line: &ArraysAt) -> Result<Arrays, Wrong> {
        let ArraysAt { count, empty } = *line;
        let item = self.item.take();
        let is_right = count > 0 && empty <= count && (empty < count) == item.is_some();
        if is_right { Ok(Arrays { count, empty, item }) } else { Err("its arrays do not agree with their items") }
    }

    fn objects(&mut self, line: &ObjectsAt<'static>) -> Result<Objects, Wrong> {
        const WRONG: Wrong = "its objects do not agree with their fields";
        let (fields, value) = (mem::take(&mut self.fields), self.value.take());
        let tags = tags(line, &fields)?;
        let ObjectsAt { count, empty, pooled, .. } = *line;
        let are_right = fields.len() <= Fields::BOUND
            && fields.values().all(|field| (1..=count).contains(&field.seen) && field.shape.count() >= field.seen);
        if count == 0 || empty > count || !are_right {
            return Err(WRONG);
        }
        match (pooled, value) {
            (true, Some(values)) if fields.is_empty() => {
                Ok(Objects { count, empty, fields: Fields::Pooled(values), rest: None, tags })
            }
            (false, rest) => Ok(Objects { count, empty, fields: Fields::Known(fields), rest, tags }),
            (true, _) => Err(WRONG),
        }
    }
}

fn numbers(line: NumbersAt) -> Result<Numbers, Wrong> {
    let NumbersAt { count, integers, min, max } = line;
    // serde_json may round a number differently.
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    match (number(min.get()), number(max.get())) {
        (Some(min), Some(max)) if count > 0 && integers <= count && min <= max => {
            Ok(Numbers { count, integers, min: Some(min), max: Some(max) })
        }
        _ => Err("its numbers do not agree"),
    }
}

fn strings(line: StringsAt<'static>) -> Result<Strings, Wrong> {
    const WRONG: Wrong = "its strings do not agree";
    let StringsAt { count, empty, forms, exact, some } = line;
    let owned = |texts: BTreeSet<Cow<'static, str>>| texts.into_iter().map(Cow::into_owned).collect();
    let values = match (exact, some) {
        (Some(texts), None) => Values::Exact(owned(texts)),
        (None, Some(texts)) => Values::Some(owned(texts)),
        (None, None) => Values::Overflowed,
        (Some(_), Some(_)) => return Err(WRONG),
    };
    let is_within = values
        .known()
        .is_none_or(|texts| texts.len() <= Values::BOUND && texts.iter().all(|text| text.len() <= Values::LENGTH));
    let is_right = count > 0 && empty <= count && forms.is_some() == (empty < count) && is_within;
    let forms = forms.map_or(Ok(Forms::ALL), |names| names.iter().map(|name| form(name)).collect());
    match forms {
        Ok(forms) if is_right => Ok(Strings { count, empty, forms, values }),
        _ => Err(WRONG),
    }
}

/// The form with this name, which is its `Debug` output.
fn form(name: &str) -> Result<Form, Wrong> {
    static NAMES: LazyLock<BTreeMap<String, Form>> =
        LazyLock::new(|| Forms::ALL.iter().map(|form| (format!("{form:?}"), form)).collect());
    NAMES.get(name).copied().ok_or("a form of its strings is unknown")
}

fn tags(line: &ObjectsAt<'static>, fields: &BTreeMap<String, Field>) -> Result<Tags, Wrong> {
    const WRONG: Wrong = "its tags do not agree with its fields";
    let groups = line.groups.iter().map(|numbers| group(numbers, &line.keys, fields).map(Arc::new));
    let groups: Vec<Arc<Group>> = groups.collect::<Option<_>>().ok_or(WRONG)?;
    let tag = |(key, codes): (&Cow<'static, str>, &Option<BTreeMap<Cow<'static, str>, usize>>)| {
        let seen = fields.get(&**key)?.seen;
        let Some(codes) = codes else { return Some(((**key).to_owned(), Tag::Dropped)) };
        let code =
            |(code, index): (&Cow<'static, str>, &usize)| Some(((**code).to_owned(), Arc::clone(groups.get(*index)?)));
        let groups = codes.iter().map(code).collect::<Option<BTreeMap<_, _>>>()?;
        let cells: usize = groups.values().map(|group| group.keys.len()).sum();
        let is_within = groups.len() <= Tags::VALUES
            && cells <= Tags::CELLS
            && groups.keys().all(|code| code.len() <= Tags::LENGTH && Form::Code.matches(code))
            && groups.values().map(|group| group.count).sum::<u64>() <= seen
            && have_all_keys(&groups, line.count, fields);
        is_within.then(|| ((**key).to_owned(), Tag::Groups(groups)))
    };
    let tags: BTreeMap<_, _> = line.tags.iter().map(tag).collect::<Option<_>>().ok_or(WRONG)?;
    if tags.len() <= Tags::KEYS { Ok(Tags(tags)) } else { Err(WRONG) }
}

/// Whether the groups of a tag have all keys of their objects: each key is in no more of the other objects than there are.
fn have_all_keys(groups: &BTreeMap<String, Arc<Group>>, count: u64, fields: &BTreeMap<String, Field>) -> bool {
    let grouped: u64 = groups.values().map(|group| group.count).sum();
    let others = count.saturating_sub(grouped);
    fields.iter().all(|(key, field)| {
        let with_key: u64 = groups.values().filter_map(|group| group.keys.get(key)).map(|key| key.seen).sum();
        field.seen.checked_sub(with_key).is_some_and(|seen| seen <= others)
    })
}

/// A group in a file: see [`ObjectsAt::groups`].
fn group(numbers: &[u64], keys: &[Cow<'static, str>], fields: &BTreeMap<String, Field>) -> Option<Group> {
    let (&count, entries) = numbers.split_first()?;
    let (entries, []) = entries.as_chunks::<3>() else { return None };
    let key = |&[index, seen, kinds]: &[u64; 3]| {
        let key = keys.get(usize::try_from(index).ok()?)?;
        let kinds = u8::try_from(kinds).ok().filter(|bits| *bits < 1 << 6).map(KindSet::from_bits)?;
        let is_right = (1..=count).contains(&seen) && seen <= fields.get(&**key)?.seen && !kinds.is_empty();
        is_right.then(|| ((**key).to_owned(), Presence { seen, kinds }))
    };
    let keys = entries.iter().map(key).collect::<Option<_>>()?;
    (count > 0 && count <= MOST).then_some(Group { count, keys })
}

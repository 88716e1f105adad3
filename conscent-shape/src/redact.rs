//! Removes from a shape what may be personal data, so that it can be shared.
//!
//! | in a shape | what is left of it |
//! |---|---|
//! | counts, kinds, forms | all of it |
//! | strings under a key whose name suggests a fixed set of values ([`asks_for_set`]) | the strings, if all of them are codes ([`Form::Code`]), and there are at most 32; otherwise none |
//! | all other strings | none |
//! | the least and the greatest number | both, rounded outwards to one digit |
//! | keys that are data ([`structure`](crate::structure)) | none; their values become [`Fields::Pooled`] or [`Objects::rest`] |
//! | all other keys | the keys, which are names of fields |
//! | tags | those under a key whose name suggests a fixed set of values |
//!
//! A string that repeats is not necessarily public: the name of a subscriber repeats each month. So repetition does not
//! count, and only strings and their keys decide what is kept. Shapes can therefore be redacted before or after they
//! are merged, with the same result. The exception is keys that all documents together show to be data, but parts of
//! the documents do not.

use crate::structure::Names;
use crate::{Field, Fields, Form, Numbers, Objects, Shape, Strings, Tag, Tags, Values, asks_for_set};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Shape {
    /// The same shape without anything that may be personal data: without strings that are not codes, keys that are data,
    /// and exact numbers.
    #[must_use]
    pub fn redacted(self) -> Self {
        let mut names = Names::of(&self);
        redact(self, "", &mut names)
    }
}

/// Redacts the values under a key.
fn redact(shape: Shape, key: &str, names: &mut Names) -> Shape {
    let fields = names.next();
    let mut array = shape.array;
    array.item = array.item.map(|item| Box::new(redact(*item, key, names)));
    Shape {
        null: shape.null,
        bool: shape.bool,
        number: rounded(&shape.number),
        string: strings(shape.string, key),
        array,
        object: objects(shape.object, key, fields.as_ref(), names),
    }
}

/// `known` has the names of the fields; it is `None` if all keys are names.
fn objects(objects: Objects, key: &str, known: Option<&BTreeSet<String>>, names: &mut Names) -> Objects {
    let Objects { count, empty, fields, mut tags, rest } = objects;
    let (mut left, mut data) = (BTreeMap::new(), Vec::new());
    // Where recursive objects are one struct, a place without objects may have the definition of a map.
    let mut is_pooled = known.is_some() && count > 0;
    match fields {
        Fields::Pooled(values) => {
            data.push(redact(*values, key, names));
            is_pooled = true;
        }
        Fields::Known(fields) => {
            for (name, mut field) in fields {
                if known.is_none_or(|names| names.contains(&name)) {
                    *field.shape = redact(*field.shape, &name, names);
                    left.insert(name, field);
                } else {
                    // The values of a map belong to the map's own key, so that key decides.
                    data.push(redact(*field.shape, key, names));
                }
            }
        }
    }
    data.extend(rest.map(|rest| redact(*rest, key, names)));
    is_pooled &= left.is_empty();
    redact_tags(&mut tags, &left);
    let mut rest = Shape::default();
    rest.extend(data);
    let rest = Box::new(rest);
    if is_pooled {
        return Objects { count, empty, fields: Fields::Pooled(rest), rest: None, tags };
    }
    let rest = Some(rest).filter(|rest| **rest != Shape::default());
    Objects { count, empty, fields: Fields::Known(left), rest, tags }
}

/// Keeps the tags whose strings are kept, and the keys of fields in their groups.
fn redact_tags(tags: &mut Tags, fields: &BTreeMap<String, Field>) {
    tags.0.retain(|key, _| asks_for_set(key) && fields.contains_key(key));
    for (key, tag) in &mut tags.0 {
        let Tag::Groups(groups) = tag else { continue };
        if fields.get(key).is_some_and(|field| field.shape.string.values == Values::Overflowed) {
            *tag = Tag::Dropped;
            continue;
        }
        for group in groups.values_mut() {
            if !group.keys.keys().all(|key| fields.contains_key(key)) {
                Arc::make_mut(group).keys.retain(|key, _| fields.contains_key(key));
            }
        }
    }
}

/// How many different codes a set has at most. Longer lists are usually external standards, such as country and currency
/// codes, or they are names. So shape files leave them out, and generators make no type of them.
pub const MAX_CODES: usize = 32;

/// Drops sets of too many codes. Sets only grow, so files can be merged in any order.
pub(crate) fn limit(shape: &mut Shape) {
    let Shape { string, array, object, .. } = shape;
    if string.values.known().is_some_and(|values| values.len() > MAX_CODES) {
        string.values = Values::Overflowed;
    }
    for below in array.item.iter_mut().chain(&mut object.rest) {
        limit(below);
    }
    match &mut object.fields {
        Fields::Pooled(values) => limit(values),
        Fields::Known(fields) => {
            for field in fields.values_mut() {
                limit(&mut field.shape);
            }
            redact_tags(&mut object.tags, fields);
        }
    }
}

/// Whether a shape has only strings that [`Shape::redacted`] leaves, given the key that leads to it.
pub(crate) fn has_only_codes(shape: &Shape, key: &str) -> bool {
    let Shape { string, array, object, .. } = shape;
    let are_public =
        |values: &BTreeSet<String>| values.is_empty() || asks_for_set(key) && values.iter().all(|text| is_public(text));
    let fields = if let Fields::Known(fields) = &object.fields { Some(fields) } else { None };
    let values = if let Fields::Pooled(values) = &object.fields { Some(values) } else { None };
    string.values.known().is_none_or(are_public)
        && object.tags.0.keys().all(|tag| asks_for_set(tag))
        && [array.item.as_ref(), values, object.rest.as_ref()].into_iter().flatten().all(|one| has_only_codes(one, key))
        && fields.into_iter().flatten().all(|(key, field)| has_only_codes(&field.shape, key))
}

fn is_public(text: &str) -> bool {
    text.is_empty() || Form::Code.matches(text)
}

fn strings(strings: Strings, key: &str) -> Strings {
    let values = match strings.values {
        values if strings.count == 0 => values,
        _ if !asks_for_set(key) => Values::Some(BTreeSet::new()),
        Values::Exact(values) if values.iter().all(|text| is_public(text)) => Values::Exact(values),
        Values::Some(values) if values.iter().all(|text| is_public(text)) => Values::Some(values),
        // The set counts as too large. So the result does not depend on which documents have the strings that are not
        // codes.
        _ => Values::Overflowed,
    };
    Strings { values, ..strings }
}

/// Rounds the numbers: an exact number may be a card number or a telephone number.
fn rounded(numbers: &Numbers) -> Numbers {
    let Numbers { count, integers, min, max } = *numbers;
    // Adding zero turns `-0` into `0`, as where numbers are recorded.
    Numbers { count, integers, min: min.map(|min| 0.0 - round_up(-min)), max: max.map(round_up) }
}

/// The least number with one digit that is not less than this one. Rounding keeps the order of numbers, so it can
/// happen before or after the greatest one is found.
fn round_up(number: f64) -> f64 {
    let text = format!("{number:e}");
    let Some((digits, exponent)) = text.split_once('e') else { return number };
    let (first, others) = digits.split_once('.').unwrap_or((digits, ""));
    let Ok(first) = first.parse::<i8>() else { return number };
    // Fewer digits of a negative number make it greater.
    let first = if others.is_empty() || number < 0.0 { first } else { first + 1 };
    let rounded = format!("{first}e{exponent}").parse::<f64>().unwrap_or(number);
    rounded.clamp(f64::MIN, f64::MAX) + 0.0
}

#[cfg(test)]
mod tests {
    use super::round_up;

    #[test]
    fn numbers_are_rounded_to_one_digit() {
        let numbers =
            [0.0, 1.0, 9.0, 9.5, 854.05, 0.012, -854.05, -0.012, -9.5, f64::MAX, f64::MIN, 5e-324, 1e22, 1e23];
        for number in numbers {
            let up = round_up(number);
            assert!(up >= number, "{number} {up}");
            assert_eq!(round_up(up).to_bits(), up.to_bits(), "{number} {up}");
        }
        assert_eq!(format!("{:?}", [854.05, -854.05, 9.5, 0.012].map(round_up)), "[900.0, -800.0, 10.0, 0.02]");
    }
}

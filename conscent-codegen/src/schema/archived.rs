//! Archives as evidence.
//!
//! | an archive shows | what it means here |
//! |---|---|
//! | the range of numbers | nothing: only documented numbers are examples |
//! | objects whose keys are all data | maps, unless a hint or the last release says that keys which samples show are fields |
//! | values under keys that are data, among other keys | values of a map, or no fields |
//!
//! Everything else counts like the payloads that the archive is about.

use super::codes;
use super::places::Places;
use crate::pointer;
use conscent_shape::{Fields, Objects, Shape};
use std::collections::BTreeSet;
use std::mem;

/// The evidence in the shape of an archive, to be merged with the shapes of samples.
pub(super) fn evidence(shape: &Shape) -> Shape {
    let mut evidence = shape.clone();
    prepare(&mut evidence);
    evidence
}

fn prepare(shape: &mut Shape) {
    (shape.number.min, shape.number.max) = (None, None);
    shape.array.item.iter_mut().for_each(|item| prepare(item));
    let objects = &mut shape.object;
    objects.rest.iter_mut().for_each(|rest| prepare(rest));
    match &mut objects.fields {
        Fields::Known(fields) => fields.values_mut().for_each(|field| prepare(&mut field.shape)),
        Fields::Pooled(values) => {
            prepare(values);
            let values = mem::take(values);
            objects.rest.get_or_insert_default().merge(&values);
            objects.fields = Fields::default();
        }
    }
}

/// Whether evidence about objects has none of their keys.
pub(super) fn forgets_keys(objects: &Objects) -> bool {
    objects.rest.is_some() && matches!(&objects.fields, Fields::Known(fields) if fields.is_empty())
}

/// The places where the keys of archived objects are all data, in the envelope (`true`) or in the payload, as pointers with
/// `*` for the items of arrays and the values of maps.
#[derive(Debug, Default)]
pub(super) struct Maps(BTreeSet<(bool, String)>);

impl Maps {
    /// Adds the places in the body of an archive.
    pub(super) fn add(&mut self, body: &Shape, places: &Places<'_>) {
        if places.has_envelope() {
            self.add_below(true, String::new(), body);
        }
        places.payload_in(body).into_iter().for_each(|payload| self.add_below(false, String::new(), payload));
    }

    fn add_below(&mut self, is_envelope: bool, place: String, shape: &Shape) {
        let objects = &shape.object;
        let values = match &objects.fields {
            Fields::Known(fields) => {
                for (key, field) in fields {
                    self.add_below(is_envelope, format!("{place}/{}", pointer::escape(key)), &field.shape);
                }
                None
            }
            Fields::Pooled(values) => Some(values),
        };
        for shape in shape.array.item.iter().chain(&objects.rest).chain(values) {
            self.add_below(is_envelope, format!("{place}/*"), shape);
        }
        if values.is_some() {
            self.0.insert((is_envelope, place));
        }
    }

    /// Whether a place is among them. The keys of a map are `*` there, even if an archive takes them for fields.
    pub(super) fn contain(&self, is_envelope: bool, place: &str) -> bool {
        let is_same = |known: &str| {
            let (known, tokens) = (known.split('/'), place.split('/'));
            known.clone().count() == tokens.clone().count()
                && known.zip(tokens).all(|(known, token)| token == "*" || token == known)
        };
        self.0.contains(&(is_envelope, place.to_owned()))
            || self.0.iter().any(|(envelope, known)| *envelope == is_envelope && is_same(known))
    }
}

/// How often an archive has one of the strings that it keeps: in values of this shape, in arrays, and in maps.
///
/// Samples count different objects instead, because documentation repeats one object in many samples. An archive holds
/// deliveries, each of which happened once. It only keeps strings under keys whose names suggest a fixed set of codes.
pub(super) fn codes(shape: &Shape) -> u64 {
    let strings = codes::pooled(shape);
    let is_known = strings.values.known().is_some_and(|known| !known.is_empty());
    if is_known { strings.count - strings.empty } else { 0 }
}

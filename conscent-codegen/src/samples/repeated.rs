//! Keys that an object of a sample has twice. Every reader of JSON that follows serde keeps the last value, and so do
//! the generated types.

use super::{Sample, Samples};
use crate::text::escape;
use rayon::prelude::*;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use std::fmt;

/// A note for each value that is not the only one of its key, in the order of the samples.
pub(crate) fn repeated_keys(samples: &Samples) -> Vec<String> {
    samples.all.par_iter().flat_map_iter(of_sample).collect()
}

fn of_sample(sample: &Sample) -> Vec<String> {
    let mut found = Vec::new();
    collect(&sample.text, &mut found);
    let note = |(key, value): (String, &str)| {
        // The value borrows from the text, so the distance between them is its offset.
        let place = sample.place_of(value.as_ptr() as usize - sample.text.as_ptr() as usize);
        format!("{place}: the key `{}` is repeated in its object; only the last value counts", escape(&key))
    };
    found.into_iter().map(note).collect()
}

/// Adds each value of a key that the same object has before.
fn collect<'t>(text: &'t str, found: &mut Vec<(String, &'t str)>) {
    let Ok(Parts(parts)) = serde_json::from_str(text) else { return };
    let mut keys = BTreeSet::new();
    for (key, value) in parts {
        if let Some(key) = key.filter(|key| !keys.insert(key.clone())) {
            found.push((key, value));
        }
        if value.starts_with(['{', '[']) {
            collect(value, found);
        }
    }
}

/// The values of an object, with their keys, or of a list.
struct Parts<'t>(Vec<(Option<String>, &'t str)>);

impl<'de> Deserialize<'de> for Parts<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PartsVisitor)
    }
}

struct PartsVisitor;

impl<'de> Visitor<'de> for PartsVisitor {
    type Value = Parts<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut parts = Vec::new();
        while let Some((key, value)) = map.next_entry::<String, &RawValue>()? {
            parts.push((Some(key), value.get()));
        }
        Ok(Parts(parts))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut parts = Vec::new();
        while let Some(value) = list.next_element::<&RawValue>()? {
            parts.push((None, value.get()));
        }
        Ok(Parts(parts))
    }
}

//! Objects in objects in objects: where a box breaks the chain.

use crate::schema::{Object, Type};
use std::collections::{BTreeSet, HashMap};

/// How many objects stand in one another without a box. rustc follows no more than a hundred or so, and the stack has to hold them.
const INLINE: usize = 16;

/// The properties that have to be boxed although their type does not contain itself: by object and position.
pub(super) fn find(objects: &[(&str, Option<&Object>)]) -> BTreeSet<(usize, usize)> {
    let by_name = objects.iter().filter_map(|(name, object)| Some((*name, (*object)?))).collect();
    let mut heights = HashMap::new();
    let mut deep = BTreeSet::new();
    for (n, (name, object)) in objects.iter().enumerate() {
        let layer = height(name, &by_name, &mut heights) / INLINE;
        for (p, property) in object.iter().flat_map(|object| object.properties.iter().enumerate()) {
            if let Type::Ref(below) = &property.ty
                && by_name.contains_key(below.as_str())
                && height(below, &by_name, &mut heights) / INLINE != layer
            {
                deep.insert((n, p));
            }
        }
    }
    deep
}

/// How many objects stand in one another below this one. What it contains of itself is in a box of typify's, and does not count.
fn height<'a>(name: &'a str, objects: &HashMap<&'a str, &'a Object>, known: &mut HashMap<&'a str, usize>) -> usize {
    if let Some(height) = known.get(name) {
        return *height;
    }
    known.insert(name, 0);
    let mut highest = 0;
    for property in objects.get(name).iter().flat_map(|object| &object.properties) {
        if let Type::Ref(below) = &property.ty
            && objects.contains_key(below.as_str())
        {
            highest = highest.max(1 + height(below, objects, known));
        }
    }
    known.insert(name, highest);
    highest
}

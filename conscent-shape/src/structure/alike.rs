//! Which objects at two places are the same kind of thing.

use super::graph::{Key, Node};
use super::required::MIN_SAMPLES;
use crate::map::PART;
use std::collections::BTreeMap;

/// How many keys two objects must share, unless they share all keys of the smaller one. A single common key is too
/// often `id` or `name`.
const COMMON: usize = 2;

/// Whether objects at two places share enough keys: at least half of the keys of the smaller one, and one in [`PART`]
/// of all. If there are many objects at both places, then no key may be in all objects of one place and in no object of
/// the other.
pub(super) fn are_alike(one: &Node, other: &Node) -> bool {
    let (mine, theirs) = (&one.keys, &other.keys);
    let common = common(mine, theirs);
    let fewer = mine.len().min(theirs.len());
    let all = mine.len() + theirs.len() - common;
    let counts = [one.values.object.count, other.values.object.count];
    let is_certain = counts.iter().all(|count| *count >= MIN_SAMPLES);
    common >= COMMON.min(fewer).max(1)
        && common * 2 >= fewer
        && common * PART >= all
        && !(is_certain && (has_own(mine, counts[0], theirs) || has_own(theirs, counts[1], mine)))
}

/// Whether all objects have a key that no object at the other place has.
fn has_own(keys: &BTreeMap<String, Key>, count: u64, others: &BTreeMap<String, Key>) -> bool {
    keys.iter().any(|(name, key)| key.seen == count && !others.contains_key(name))
}

/// How many keys are in both.
fn common(one: &BTreeMap<String, Key>, other: &BTreeMap<String, Key>) -> usize {
    let (fewer, more) = if one.len() < other.len() { (one, other) } else { (other, one) };
    fewer.keys().filter(|key| more.contains_key(*key)).count()
}

/// Whether objects that contain others share keys with them. The key that leads there counts, because both have it.
/// Other keys may differ more than those of [`are_alike`]: the outermost object often has some of its own.
pub(super) fn are_nested(outer: &Node, inner: &Node) -> bool {
    let (outer, inner) = (&outer.keys, &inner.keys);
    let common = common(outer, inner);
    common >= COMMON && common * 2 >= outer.len().min(inner.len())
}

//! The variants of objects, as far as a schema says something about them.

use super::graph::Node;
use super::{Decision, Variant, Variants, What, open};
use crate::KindSet;
use crate::tag::{self, TagHints, Tagged};

/// The variants of the objects at a place.
pub(super) fn decide(node: &Node, min_samples: u64) -> Option<(Variants, Decision)> {
    let (count, tags) = (node.values.object.count, &node.values.object.tags);
    if !tag::may_have_tag(tags) {
        return None;
    }
    let seen = node.keys.iter().map(|(name, key)| (name.as_str(), key.seen)).collect();
    let tagged = tag::find_among(count, seen, tags, &TagHints::default())?;
    let Tagged { key, variants, evidence, .. } = tagged;
    let counts = variants.iter().map(|variant| variant.count);
    let tagged: u64 = counts.clone().sum();
    // As with keys, the number of tag values that occur once is an estimate of the unknown ones. `oneOf` would reject
    // objects with an unknown value, and also values that are not objects.
    let are_all = tagged == count && KindSet::of(&node.values) == KindSet::OBJECT && !open::is_open(tagged, counts);
    let variants = variants.into_iter().map(|variant| {
        let enough = variant.count >= min_samples;
        let required = variant.keys.iter().filter(|(_, presence)| enough && presence.seen == variant.count);
        Variant {
            required: required.map(|(key, _)| key.clone()).collect(),
            is_open: open::is_open(variant.count, variant.keys.values().map(|presence| presence.seen)),
            keys: variant.keys.iter().map(|(key, presence)| (key.clone(), presence.kinds)).collect(),
            texts: variant.texts.into_iter().collect(),
        }
    });
    let variants = Variants { tag: key, are_all, variants: variants.collect() };
    Some((variants, Decision { what: What::Variants, evidence: sentence(&evidence) }))
}

/// Ends a clause with a full stop, unless it already has one.
fn sentence(clause: &str) -> String {
    if clause.ends_with('.') { clause.to_owned() } else { format!("{clause}.") }
}

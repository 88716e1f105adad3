//! Finds the tag of objects: the key whose value determines which other keys an object has, or what kind they have.
//!
//! A tag *decides* a key if all objects of one variant have it and no object of another does, or if its values have other
//! kinds in one variant than in another. Keys that all objects have alike do not count.
//!
//! | the key | what makes it a tag |
//! |---|---|
//! | any | It has a string in at least half of the objects; those without one belong to no variant. It has at least two values. |
//! | with a conventional name (`type`, `kind`) | It decides two keys, and explains most of what varies. Or it decides one, and chance is unlikely. |
//! | with another name (`method`, `status`) | It decides two keys, explains most of what varies, and chance is unlikely. A value that occurs once is not a variant, and the key does not name a person or a thing. |
//!
//! Documentation shows each variant once, and no statistics can distinguish two variants from two objects. So only the
//! name of a key can be the evidence there. Everywhere else, the evidence is a description length: how many bits are
//! saved when saying which objects have which keys, if the variant of each object is known.

mod bits;
mod evidence;
mod names;

use crate::{Fields, KindSet, Objects, Presence, Tag, Tags};
use bits::{choices, description};
use evidence::evidence;
pub use names::is_conventional;
use names::is_identifying;
pub(crate) use names::rank;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// What people say about the tags of objects.
#[derive(Clone, Debug, Default)]
pub struct TagHints<'h> {
    /// The key that is the tag, even without evidence.
    pub forced: Option<&'h str>,
    /// The keys that are not tags.
    pub forbidden: BTreeSet<&'h str>,
}

/// The tag of objects, with their variants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tagged {
    /// The key.
    pub key: String,
    /// The variants, sorted by their strings.
    pub variants: Vec<Variant>,
    /// Other keys that identify the same variants.
    pub equivalent: Vec<String>,
    /// The evidence, in words for people.
    pub evidence: String,
}

/// The objects of one variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The strings under the tag. Several are spellings of one word (`CARD`, `card`).
    pub texts: BTreeSet<String>,
    /// How many objects there are.
    pub count: u64,
    /// Their keys.
    pub keys: BTreeMap<String, Presence>,
}

/// How unlikely a coincidence must be, in bits.
// One in a thousand. An api has some hundred types of objects, so a lower threshold would find false tags. The exact number
// matters little: with 7 or 20 bits, at most 3 of 45 findings in the payloads of seven vendors change.
const UNLIKELY: f64 = 10.0;

/// How many keys a tag decides.
// A single key that comes and goes with a value is often only a detail of a state, as `closed_at` with `state`. And two
// objects that differ in one optional key are common.
const KEYS: usize = 2;

/// Finds the tag of objects.
///
/// Of the keys of the objects, only [`Field::seen`](crate::Field::seen) is used.
#[must_use]
pub fn find(objects: &Objects, hints: &TagHints<'_>) -> Option<Tagged> {
    let Fields::Known(fields) = &objects.fields else { return None };
    let seen = fields.iter().map(|(key, field)| (key.as_str(), field.seen)).collect();
    find_among(objects.count, seen, &objects.tags, hints)
}

/// Whether objects may have a tag. This is a cheap test: a tag needs a key with different strings.
pub(crate) fn may_have_tag(tags: &Tags) -> bool {
    tags.0.values().any(|tag| matches!(tag, Tag::Groups(groups) if groups.len() > 1))
}

/// Finds the tag of `count` objects. `seen` has the number of objects with each key.
pub(crate) fn find_among(count: u64, seen: BTreeMap<&str, u64>, tags: &Tags, hints: &TagHints<'_>) -> Option<Tagged> {
    let all = All { count, seen };
    if let Some(key) = hints.forced {
        return Some(all.candidate(key, tags, 1)?.tagged(Vec::new()));
    }
    let keys = tags.0.keys().filter(|key| !hints.forbidden.contains(key.as_str()));
    let candidates: Vec<_> = keys
        .filter_map(|key| all.candidate(key, tags, if is_conventional(key) { 1 } else { 2 }))
        .filter(|candidate| candidate.variants.len() > 1 && candidate.covered() * 2 >= all.count)
        .collect();
    let chance = UNLIKELY + choices(candidates.len() as u64, 1);
    let mut tags: Vec<_> = candidates.into_iter().filter(|candidate| candidate.is_tag(chance)).collect();
    tags.sort_by(Candidate::compare);
    let mut tags = tags.into_iter();
    let best = tags.next()?;
    let equivalent = tags.filter(|other| other.is_equivalent(&best)).map(|other| other.key.to_owned());
    let equivalent = equivalent.collect();
    Some(best.tagged(equivalent))
}

/// All objects.
struct All<'o> {
    count: u64,
    /// How many of them have each key.
    seen: BTreeMap<&'o str, u64>,
}

/// A key that may be the tag.
struct Candidate<'o> {
    key: &'o str,
    /// How many objects there are, with and without a variant.
    all: u64,
    variants: Vec<Variant>,
    /// The keys whose presence it decides.
    present: usize,
    /// The keys whose kinds it decides, though not their presence.
    kinds: usize,
    /// How many bits are needed to say which objects have which keys, without and with the variants.
    varies: f64,
    remains: f64,
    /// How many bits the variants save, if keys that always occur together count once, and the description of the
    /// variants is subtracted.
    gain: f64,
}

impl All<'_> {
    /// A key with its variants, if its values are codes. The values of fewer objects than `least` are not variants.
    fn candidate<'o>(&self, key: &str, tags: &'o Tags, least: u64) -> Option<Candidate<'o>> {
        let (key, Tag::Groups(groups)) = tags.0.get_key_value(key)? else { return None };
        let mut variants = BTreeMap::<String, Variant>::new();
        for (text, group) in groups {
            let word = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
            let variant = variants.entry(word).or_insert_with(|| Variant {
                texts: BTreeSet::new(),
                count: 0,
                keys: BTreeMap::new(),
            });
            variant.texts.insert(text.clone());
            variant.count += group.count;
            for (key, presence) in &group.keys {
                variant.keys.entry(key.clone()).or_default().merge(*presence);
            }
        }
        let mut variants: Vec<_> = variants.into_values().filter(|variant| variant.count >= least).collect();
        variants.sort_by(|a, b| a.texts.cmp(&b.texts));
        if variants.is_empty() {
            return None;
        }
        let mut candidate =
            Candidate { key, all: self.count, variants, present: 0, kinds: 0, varies: 0.0, remains: 0.0, gain: 0.0 };
        self.measure(&mut candidate);
        Some(candidate)
    }

    /// Measures what a candidate explains.
    fn measure(&self, candidate: &mut Candidate<'_>) {
        let counts: Vec<_> = candidate.variants.iter().map(|variant| variant.count).collect();
        let rest = self.count.saturating_sub(counts.iter().sum());
        let mut columns = BTreeSet::new();
        for (key, seen) in self.seen.iter().filter(|(key, _)| **key != candidate.key) {
            let variants = &candidate.variants;
            let of: Vec<_> =
                variants.iter().map(|variant| variant.keys.get(*key).copied().unwrap_or_default()).collect();
            let mut parts: Vec<_> = of.iter().map(|presence| presence.seen).zip(counts.iter().copied()).collect();
            if rest > 0 {
                parts.push((seen.saturating_sub(of.iter().map(|presence| presence.seen).sum()), rest));
            }
            let is_present = of.iter().zip(&counts).any(|(presence, count)| is_nearly(presence.seen, *count));
            let is_absent = of.iter().zip(&counts).any(|(presence, count)| is_nearly(count - presence.seen, *count));
            if is_present && is_absent {
                candidate.present += 1;
            } else if differ(&of, is_conventional(candidate.key)) {
                candidate.kinds += 1;
                parts = by_kinds(&of);
            }
            let (before, after) = description(&parts);
            candidate.varies += before;
            candidate.remains += after;
            // Two keys that never occur together carry the same information as two that always do.
            let inverse: Vec<_> = parts.iter().map(|(seen, count)| (count - seen, *count)).collect();
            if !columns.contains(&inverse) && !columns.contains(&parts) {
                let with = parts.iter().filter(|(seen, _)| *seen > 0).count() as u64;
                let groups = parts.len() as u64;
                // Which key it is, and which variants have it.
                let model = choices(self.seen.len() as u64, 1) + choices(groups + 1, 1) + choices(groups, with);
                candidate.gain += (before - after - model).max(0.0);
                columns.insert(parts);
            }
        }
    }
}
impl Candidate<'_> {
    fn is_tag(&self, unlikely: f64) -> bool {
        let decides = self.present + self.kinds;
        // "Most" is at least half, because keys that a variant has only sometimes stay unexplained. If at most a third
        // could stay unexplained, every fifth tag would be lost.
        let explains_most = decides >= KEYS && self.remains * 2.0 <= self.varies;
        let is_unlikely = self.gain >= unlikely;
        if is_conventional(self.key) {
            explains_most || decides > 0 && is_unlikely
        } else {
            explains_most && is_unlikely && !is_identifying(self.key)
        }
    }

    /// How many objects belong to a variant.
    fn covered(&self) -> u64 {
        self.variants.iter().map(|variant| variant.count).sum()
    }

    /// The better of two tags comes first: the conventional one, then the one that explains more, then the shorter.
    fn compare(&self, other: &Self) -> Ordering {
        let explained = |tag: &Self| (tag.gain, tag.varies - tag.remains);
        let name = |tag: &Self| (tag.key.len(), tag.key.to_owned());
        let ((gain, explains), (other_gain, other_explains)) = (explained(self), explained(other));
        is_conventional(other.key)
            .cmp(&is_conventional(self.key))
            .then(other_gain.total_cmp(&gain))
            .then(other_explains.total_cmp(&explains))
            .then_with(|| name(self).cmp(&name(other)))
    }

    /// Whether two tags divide the objects alike.
    fn is_equivalent(&self, other: &Self) -> bool {
        let variants = |tag: &Self| -> Vec<_> {
            let mut all: Vec<_> = tag.variants.iter().map(|variant| (variant.count, variant.keys.clone())).collect();
            all.sort();
            all
        };
        variants(self) == variants(other)
    }

    fn tagged(self, equivalent: Vec<String>) -> Tagged {
        let evidence = evidence(self.key, (self.present, self.kinds), &self.variants, self.all);
        Tagged { key: self.key.to_owned(), variants: self.variants, equivalent, evidence }
    }
}

/// Whether a part is nearly all of something: at least 19 in 20, so that one odd object among many does not hide a tag.
fn is_nearly(part: u64, all: u64) -> bool {
    part.saturating_mul(20) >= all.saturating_mul(19)
}

/// Whether the values under a key are of other kinds in one variant than in another.
///
/// A value that may be absent may also be `null`, so `null` alone is not another kind. But if a key is always `null` in one
/// variant and never in another, this says which variant has it, and a conventional tag may decide that.
fn differ(variants: &[Presence], with_null: bool) -> bool {
    let differ = |kinds: &[KindSet]| {
        kinds
            .iter()
            .enumerate()
            .any(|(index, one)| kinds.iter().skip(index + 1).any(|other| one.intersection(*other).is_empty()))
    };
    let seen = || variants.iter().map(|presence| presence.kinds).filter(|kinds| !kinds.is_empty());
    let values: Vec<_> = seen().map(|kinds| kinds.without(KindSet::NULL)).filter(|kinds| !kinds.is_empty()).collect();
    differ(&values) || with_null && differ(&seen().collect::<Vec<_>>())
}

/// For a key whose kinds differ: how many of the objects that have it have the kinds of the first variant.
fn by_kinds(variants: &[Presence]) -> Vec<(u64, u64)> {
    let first = variants.iter().map(|presence| presence.kinds).find(|kinds| !kinds.is_empty()).unwrap_or_default();
    let part = |presence: &Presence| {
        let seen = if first.contains(presence.kinds) {
            presence.seen
        } else if first.intersection(presence.kinds).is_empty() {
            0
        } else {
            presence.seen / 2
        };
        (seen, presence.seen)
    };
    variants.iter().map(part).collect()
}

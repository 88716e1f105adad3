//! What the name of a key says about it as a tag.

use crate::{asks_for_set, names_one_thing, words};

/// The last words of keys that conventionally name the type of an object: `type` (`GeoJSON`, Slack), `kind`
/// (Kubernetes), `object` (Stripe), `entity` (Razorpay), `__typename` (GraphQL), `resourceType` (FHIR), `class`.
/// `object` (Stripe), `entity` (Razorpay), `__typename` (GraphQL), `resourceType` (FHIR), `class`.
const CONVENTIONAL: [&str; 6] = ["type", "kind", "object", "class", "entity", "typename"];

/// The order in which keys are observed as tags, the best first. Keys with the same rank are sorted by themselves.
///
/// A conventional name comes first, then one that suggests a fixed set of values. These are also the tags that
/// [`Shape::redacted`](crate::Shape::redacted) keeps, so tags that it removes do not affect which of them are observed.
/// The shorter of two names is more likely to be a tag: `op`, `kind_of_payment`.
pub(crate) fn rank(key: &str) -> u32 {
    const CLASS: u32 = 1 << 30;
    let length = u32::try_from(key.len()).unwrap_or(u32::MAX).min(CLASS - 1);
    let class = if is_conventional(key) {
        0
    } else if asks_for_set(key) {
        1
    } else {
        2
    };
    class * CLASS + length
}

/// Whether a key conventionally names the type of an object: `type`, `@type`, `contentType`.
#[must_use]
pub fn is_conventional(key: &str) -> bool {
    // This runs for each key of each document, so it makes no list of words.
    CONVENTIONAL.iter().any(|word| {
        let split = key.len().checked_sub(word.len()).and_then(|start| key.split_at_checked(start));
        split.is_some_and(|(before, last)| last.eq_ignore_ascii_case(word) && starts_word(before, last))
    })
}

/// Whether a key says which thing an object is, not what kind of thing: `username`, `userIds`. If a thing occurs
/// several times, a key like that explains everything that is particular to the thing.
pub(super) fn is_identifying(key: &str) -> bool {
    let words = words(key);
    words.last().is_some_and(|last| names_one_thing(last) || last.strip_suffix('s').is_some_and(names_one_thing))
}

/// Whether the second part of a name starts a word: `content_type`, `contentType`, `HTMLType`, but not `prototype`.
fn starts_word(before: &str, last: &str) -> bool {
    let mut letters = last.chars();
    let is_capital = letters.next().is_some_and(char::is_uppercase);
    let is_capitalized = is_capital && letters.next().is_some_and(char::is_lowercase);
    before.chars().next_back().is_none_or(|c| !c.is_alphabetic() || is_capital && c.is_lowercase() || is_capitalized)
}

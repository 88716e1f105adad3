//! Which objects are likely to have keys that no document has shown so far.

use super::{Decision, What};

/// If the next object has an unknown key with a chance of one in `OPEN` or more, the objects are open.
///
/// This is the Good-Turing estimate: the expected number of unknown keys in the next object is the average number of
/// keys per object that no other object has. (Each object could have come last, and those keys would then have been
/// unknown.)
///
/// A schema that is closed in spite of unknown keys rejects that share of the valid documents. An open schema accepts
/// invalid documents whose only mistake is an unknown key. That is one of about four kinds of mistakes: an extra key, a
/// missing key, a value of another kind, a value from another place. So both errors weigh the same at one in four. As
/// more documents of the same kind are read, the estimate falls below that, so no object stays open only because there
/// are few documents.
pub const OPEN: u64 = 4;

/// Whether objects are open. `seen` counts the objects that have each key.
pub(super) fn is_open(count: u64, seen: impl Iterator<Item = u64>) -> bool {
    once(seen) * OPEN >= count && count > 0
}

/// What follows for objects.
pub(super) fn decide(count: u64, seen: impl Iterator<Item = u64> + Clone) -> Option<Decision> {
    let once = once(seen.clone());
    (once > 0 && is_open(count, seen)).then(|| {
        let evidence = if count == 1 {
            "There is one object, so the next one may have other keys.".to_owned()
        } else {
            let keys = if once == 1 { "1 key is".to_owned() } else { format!("{once} keys are") };
            format!("{keys} in only one of {count} objects, so the next object may have other keys.")
        };
        Decision { what: What::Open, evidence }
    })
}

/// How many keys are in only one object.
fn once(seen: impl Iterator<Item = u64>) -> u64 {
    seen.filter(|&seen| seen == 1).count() as u64
}

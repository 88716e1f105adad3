//! Which objects are likely to have keys that none of the documents has shown.

use super::{Decision, What};

/// If the next object has an unknown key with a chance of one in `OPEN` or more, the objects are open.
///
/// Good and Turing: the next object has as many unknown keys as the average object has keys that no other object has.
/// (Each object is the next one after all others, and those are the keys that would be unknown.)
///
/// A schema that is closed in spite of unknown keys refuses that share of the right documents. A schema that is open does
/// not refuse wrong documents whose only mistake is an unknown key, which is one of about four kinds of mistakes: a key
/// too many, a key too few, a value of another kind, a value of another place. So both mistakes weigh the same at one in
/// four. With more documents of the same kind, the estimate falls below that: no object stays open only because documents are few.
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

//! Which keys are required.

use super::{Decision, What};

/// How many objects have to have a key before it is required. An optional key that half of the objects have is in all of
/// four by chance once in 16 times, and in all of three once in eight times. An object has many keys, so three objects
/// often seem to require some that the fourth lacks.
pub const MIN_SAMPLES: u64 = 4;

/// Which of the keys that all objects have are required, and why.
pub(super) fn decide(count: u64, keys: Vec<&String>, min_samples: u64) -> (Vec<String>, Option<Decision>) {
    if keys.is_empty() {
        return (Vec::new(), None);
    }
    let names = names(&keys);
    if count < min_samples {
        let evidence = if count == 1 {
            format!("There is one object, which is too few to require {names}.")
        } else {
            format!("All {count} objects have {names}, but {count} are too few to require that.")
        };
        return (Vec::new(), Some(Decision { what: What::NotRequired, evidence }));
    }
    let all = if count == 1 { "The only object has".to_owned() } else { format!("All {count} objects have") };
    let keys = keys.into_iter().cloned().collect();
    (keys, Some(Decision { what: What::Required, evidence: format!("{all} {names}.") }))
}

/// How many names are listed.
const LISTED: usize = 12;

/// Names of fields in words.
pub(super) fn names(keys: &[impl AsRef<str>]) -> String {
    let listed: Vec<_> = keys.iter().take(LISTED).map(|key| format!("`{}`", key.as_ref().escape_debug())).collect();
    match (listed.as_slice(), keys.len() - listed.len()) {
        ([one], 0) => one.clone(),
        ([first @ .., last], 0) => format!("{} and {last}", first.join(", ")),
        (_, more) => format!("{} and {more} more", listed.join(", ")),
    }
}

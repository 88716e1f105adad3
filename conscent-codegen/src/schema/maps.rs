//! The notes about objects whose keys look like data. [`conscent_shape::map`] decides which these are.

use super::notes;
use std::collections::{BTreeMap, BTreeSet};

/// A decision about the keys of the objects at a place, because they look like data.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Guess {
    pub(super) event: Option<String>,
    pub(super) pointer: String,
    pub(super) taken: Taken,
}

/// How keys that look like data are treated.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Taken {
    /// The objects are maps, with the evidence.
    Map(String),
    /// A key among names is data, not a field.
    KeyLeftOut,
    /// An archive has values under keys that are data, and no field has them.
    ArchivedKeysLeftOut,
}

/// The notes about guesses for the output of a run, one line per place.
pub(super) fn notes(api: &str, guesses: &[Guess]) -> Vec<String> {
    // Events may have different evidence. The note shows that of the first event.
    let mut places = BTreeMap::<(&str, u8), (&Taken, BTreeSet<&str>)>::new();
    for guess in guesses {
        let kind = match guess.taken {
            Taken::KeyLeftOut => 0,
            Taken::ArchivedKeysLeftOut => 1,
            Taken::Map(_) => 2,
        };
        let (_, events) = places.entry((&guess.pointer, kind)).or_insert((&guess.taken, BTreeSet::new()));
        events.extend(guess.event.as_deref());
    }
    let note = |((pointer, _), (taken, events)): ((&str, u8), (&Taken, BTreeSet<&str>))| {
        let place = notes::place(api, pointer, &events);
        match taken {
            Taken::Map(evidence) => {
                format!("{place} becomes a map, because {evidence}. The hint `struct` makes its keys fields")
            }
            Taken::ArchivedKeysLeftOut => {
                format!("{place} has keys in archives that look like data: these keys get no fields")
            }
            Taken::KeyLeftOut => {
                format!("{place} has one key that looks like data among keys that are names: that key gets no field")
            }
        }
    };
    places.into_iter().map(note).collect()
}

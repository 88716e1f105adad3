//! The types of the generated crate, decided. Everything before this stage observes, everything after it obeys.
//!
//! ```text
//! shapes --tree--> nodes --cluster--> clusters --names--> names --define--> types --shared, boxes--> Module
//!                    ^ memory (the last release) and hints ^
//! ```
//!
//! | place | decision |
//! |---|---|
//! | any that the last release has | its name and its type stay, unless a sample contradicts the type (`memory`) |
//! | any with a hint | what the hint says (`hints`) |
//! | a key that every object has, never null, in at least `min_samples` samples | `required` in the JSON Schema, and in the docs; no signature depends on it |
//! | objects that are alike | one struct (by the rules in `cluster`, named by those in `names`) |
//! | an object whose keys are data | a map (by the rules in `maps`) |
//! | a struct that contains itself | boxed where the circle closes |
//! | numbers | `Number`, whatever they look like: `108` today is `854.05` tomorrow |
//! | strings that are all RFC 3339 (or empty) | `Timestamp`, which keeps their text |
//! | strings that are words of a set | an open enum (by the rules in `codes`) |
//! | `[]` and `null` only | what the same key holds elsewhere, if it holds one thing; or else `Value`: unknown until a sample shows more |
//! | a key that many payloads have at their top | known to all of their family, or of the api (by the rules in `shared`) |
//! | inside more than [`MAX_OBJECTS`] objects or [`MAX_LISTS`] arrays | `Json`: any value |
//! | two kinds at one place | a union with a variant for each |
//!
//! None of this affects decoding: every JSON object decodes into the generated types.

mod boxes;
mod cluster;
mod codes;
mod define;
mod distinct;
mod example;
mod form;
mod hints;
pub(crate) mod ident;
mod maps;
mod memory;
mod names;
mod places;
mod profile;
mod samples;
mod shared;
mod tree;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::interface::{FORMAT, Interface};
use crate::package::release::snapshot;
use crate::samples::{Apis, Samples};
use hints::HintIndex;
use memory::Memory;
use places::Places;

/// How many different codes a place may hold to be an enum without a hint. Longer lists are other people's: countries, currencies.
const MAX_CODES: usize = 32;

/// How long the longest code of an enum is at least. Two and three capitals (`IN`, `INR`) are countries and currencies, which no sample
/// lists completely.
const CODE_LENGTH: usize = 4;

/// How many objects under different keys may contain each other before what is inside has no type: rustc and rustdoc give up on types
/// that nest far deeper, and so do their users.
const MAX_OBJECTS: usize = 32;

/// How many arrays (or maps) may contain each other, without an object between them, before what is inside has no type.
const MAX_LISTS: usize = 8;

/// What was decided, and what was guessed.
#[derive(Debug)]
pub(crate) struct Decided {
    pub(crate) interface: Interface,
    /// What samples do not prove. A hint can say otherwise.
    pub(crate) notes: Vec<String>,
}

/// Decides the interface of the generated crate. What the last release says stays, but where samples contradict it.
///
/// # Errors
/// Hints that do not apply.
pub(crate) fn decide(apis: &Apis<'_>, samples: &Samples, previous: Option<&Interface>) -> Result<Decided, Diagnostics> {
    let hints = &samples.hints;
    let (mut errors, mut notes) = (Vec::<Diagnostic>::new(), Vec::new());
    let mut functions = samples::Functions::after(previous);
    let mut modules = Vec::new();
    let idents = ident::modules(&apis.keys().copied().collect::<Vec<_>>(), previous);
    for ((api, events), ident) in apis.iter().zip(idents) {
        let before = previous.and_then(|previous| previous.modules.iter().find(|module| module.api == *api));
        let memory = Memory::new(before);
        let mut index = HintIndex::new(&hints.places, api);
        let envelope = hints.envelopes.get(*api);
        let places = Places::new(envelope);
        let (tree, guesses) = tree::build(events, &places, &mut index, &memory);
        errors.extend(index.stale());
        if let Some(unseen) = places.unseen(api).filter(|_| !tree.has_payloads(&places)) {
            errors.push(unseen);
            continue;
        }
        let clusters = cluster::cluster(&tree);
        let names = names::name(&tree, &clusters, &memory);
        let (places, memory, min_samples, id) = (&places, &memory, hints.min_samples, hints.ids.of(api));
        let api = define::Api { name: api, ident, events, envelope, id, places, min_samples, memory };
        let mut module = define::define(&api, &tree, &clusters, names, &mut functions);
        shared::share(&mut module, memory);
        notes.extend(maps::notes(api.name, &guesses));
        modules.push(boxes::boxed(module, memory));
    }
    errors.into_iter().collect::<Diagnostics>().into_result()?;
    let interface =
        Interface { format: FORMAT, snapshot: snapshot(&samples.all), delivery: hints.delivery.clone(), modules };
    Ok(Decided { interface, notes })
}

//! Decides the types of the generated crate. The stages before this one only observe, and those after it only print.
//!
//! ```text
//! shapes --tree--> nodes --cluster--> clusters --names--> names --define, views--> types --shared, removed, boxes--> Module
//!                    ^ memory (the last release) and hints ^
//! ```
//!
//! | place | decision |
//! |---|---|
//! | any in the last release | its name and its type stay, unless a sample contradicts the type (`memory`) |
//! | any with a hint | the hint's statement (`hints`) |
//! | a key that every object has, never null, in at least `min_samples` samples or archived objects | `required` in the JSON Schema and the docs; no signature depends on it |
//! | objects that are alike | one struct (by the rules in `cluster`, named by those in `names`) |
//! | an object whose keys are data | a map (by the rules in `conscent_shape::map`) |
//! | a struct with a field that determines which variant an object is | views of its variants (by the rules in `views`) |
//! | a struct that contains itself | boxed where the cycle closes |
//! | numbers | always `Number`: `108` today may be `854.05` tomorrow |
//! | strings that are all RFC 3339 (or empty) | `Timestamp`, which keeps the text |
//! | strings from a set of words | an open enum (by the rules in `codes`) |
//! | `[]` and `null` only | the type that the same key has elsewhere, if it has one type; otherwise `Value`, until a sample shows more |
//! | a key at the top of many payloads | a field of all payloads in their family, or in the API (by the rules in `shared`) |
//! | inside more than [`MAX_OBJECTS`] objects or [`MAX_LISTS`] arrays | `Json`: any value |
//! | two kinds at one place | a union with a variant for each |
//!
//! None of this affects decoding. Every JSON object decodes into the generated types.

mod archived;
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
mod notes;
mod places;
mod profile;
mod removed;
mod samples;
mod shared;
mod sources;
mod tree;
mod views;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::interface::{FORMAT, Interface};
use crate::package::release::snapshot;
use crate::samples::{Apis, Samples};
use hints::HintIndex;
use memory::Memory;
use places::Places;

/// The minimum length of an enum's longest code. Codes of two or three capital letters (`IN`, `INR`) are usually
/// countries and currencies, and no sample lists all of those.
const CODE_LENGTH: usize = 4;

/// How many objects under different keys may be nested before the objects inside have no type. rustc and rustdoc fail
/// on types that are nested much deeper, and such types are hard to use.
const MAX_OBJECTS: usize = 32;

/// How many arrays or maps may be nested, without an object between them, before the values inside have no type.
const MAX_LISTS: usize = 8;

/// The decided interface, and the guesses.
#[derive(Debug)]
pub(crate) struct Decided {
    pub(crate) interface: Interface,
    /// Decisions that samples do not prove. A hint can change them.
    pub(crate) notes: Vec<String>,
}

/// Decides the interface of the generated crate. It keeps the names and types of the last release, unless a sample
/// contradicts them.
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
        errors.extend(index.stale(events));
        if let Some(unseen) = places.unseen(api).filter(|_| !tree.has_payloads(&places)) {
            errors.push(unseen);
            continue;
        }
        let clusters = cluster::cluster(&tree, &memory);
        let names = names::name(&tree, &clusters, &memory);
        let (places, memory, min_samples, id) = (&places, &memory, hints.min_samples, hints.ids.of(api));
        let api = define::Api { name: api, ident, events, envelope, id, places, min_samples, memory };
        let (mut module, findings) = define::define(&api, &tree, &clusters, names, &mut functions);
        shared::share(&mut module, memory);
        removed::drop_undefined(&mut module);
        notes.extend(maps::notes(api.name, &guesses).into_iter().chain(findings.notes));
        errors.extend(findings.errors);
        modules.push(boxes::boxed(module, memory));
    }
    errors.into_iter().collect::<Diagnostics>().into_result()?;
    let interface =
        Interface { format: FORMAT, snapshot: snapshot(samples), delivery: hints.delivery.clone(), modules };
    Ok(Decided { interface, notes })
}

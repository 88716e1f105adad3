//! The types of the generated crate, decided. Everything before this stage observes, everything after it obeys.
//!
//! | place | decision |
//! |---|---|
//! | a key that every object has, never null, in at least `min_samples` samples | [`Accessor::Required`](crate::interface::Accessor): in the JSON Schema's `required`, and its accessor gives a `Result` |
//! | any other key | `Accessor::Optional`: its accessor gives an `Option` |
//! | objects that are alike | one struct (by the rules in `cluster`) |
//! | a struct that contains itself | boxed where the circle closes |
//! | numbers | `Number`, whatever they look like: `108` today is `854.05` tomorrow |
//! | strings that are all RFC 3339 (or empty) | `Timestamp`, which keeps their text |
//! | strings that are all codes (`SUBSCRIPTION`), one of them at least [`CODE_LENGTH`] long, at most [`MAX_CODES`] of them | an open enum |
//! | `[]` and `null` only | `Value`: unknown until a sample shows more |
//! | inside more than [`MAX_OBJECTS`] objects or [`MAX_LISTS`] arrays | `Value` |
//! | two kinds at one place | a union with a variant for each |
//! | more keys than [`Fields::BOUND`](conscent_shape::Fields::BOUND), or a hint | a map |
//!
//! None of this affects decoding: every JSON object decodes into the generated types.

mod boxes;
mod cluster;
mod codes;
mod define;
mod example;
mod form;
mod hints;
pub(crate) mod ident;
mod names;
mod samples;
mod tree;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::interface::{FORMAT, Interface};
use crate::package::release::snapshot;
use crate::samples::{Apis, Samples};

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

/// Decides the interface of the generated crate.
///
/// # Errors
/// Hints that do not apply.
pub(crate) fn decide(apis: &Apis<'_>, samples: &Samples) -> Result<Interface, Diagnostics> {
    let hints = &samples.hints;
    let mut errors: Vec<Diagnostic> = Vec::new();
    let mut functions = samples::Functions::default();
    let mut modules = Vec::new();
    let idents = ident::modules(&apis.keys().copied().collect::<Vec<_>>());
    for ((api, events), ident) in apis.iter().zip(idents) {
        let mut index = hints::HintIndex::new(&hints.places, api);
        let envelope = hints.envelopes.get(*api);
        let tree = tree::build(events, envelope, &mut index);
        errors.extend(index.stale());
        let clusters = cluster::cluster(&tree);
        let names = names::name(&tree, &clusters);
        let api = define::Api { name: api, ident, events, envelope, min_samples: hints.min_samples };
        modules.push(boxes::boxed(define::define(&api, &tree, &clusters, names, &mut functions)));
    }
    errors.into_iter().collect::<Diagnostics>().into_result()?;
    Ok(Interface { format: FORMAT, snapshot: snapshot(&samples.all), delivery: hints.delivery.clone(), modules })
}

//! What the functions are called that give the documented payloads.

use super::{Api, Sample};
use crate::catalog::Catalog;
use crate::name::{Scope, snake};

/// Names the samples of all events: they are functions of one module.
pub(super) fn name(apis: &mut [Api], catalog: &Catalog) {
    let mut scope = Scope::modules();
    for api in apis {
        for event in &mut api.events {
            let documented = catalog.get(&api.name).and_then(|events| events.get(&event.name));
            let names: Vec<&String> = documented.into_iter().flatten().map(|one| &one.sample.name).collect();
            let sample = |(position, name): (usize, &&String)| {
                let words = if position == 0 { event.name.clone() } else { format!("{} {name}", event.name) };
                // `purchase_pass`; `purchase_pass_second` for another sample, so that a new one takes no name away; `v1_…` where
                // another api has the same event.
                let ident = scope.claim([snake(&words), snake(&format!("{} {words}", api.name))]);
                Sample { name: (*name).clone(), ident }
            };
            event.samples = names.iter().enumerate().map(sample).collect();
        }
    }
}

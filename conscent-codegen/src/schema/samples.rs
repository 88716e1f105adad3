//! What the functions are called that give the documented payloads.

use super::{Api, Sample};
use crate::catalog::Catalog;
use crate::name::{Scope, snake};
use crate::sample::{self, provenance};
use std::path::Path;

/// Names the samples of all events: they are functions of one module.
pub(super) fn name(apis: &mut [Api], catalog: &Catalog) {
    let mut scope = Scope::modules();
    for api in apis {
        for event in &mut api.events {
            let documented = catalog.get(&api.name).and_then(|events| events.get(&event.name));
            let samples: Vec<_> = documented.into_iter().flatten().map(|one| &one.sample).collect();
            // What was captured comes after what the documentation shows, whatever its name.
            let first = samples.iter().position(|sample| !is_captured(sample)).unwrap_or_default();
            let name = |(position, documented): (usize, &&sample::Sample)| {
                let name = &documented.name;
                let words = if position == first { event.name.clone() } else { format!("{} {name}", event.name) };
                // `purchase_pass`; `purchase_pass_second` for another sample, so that a new one takes no name away; `v1_…` where
                // another api has the same event.
                let ident = scope.claim([snake(&words), snake(&format!("{} {words}", api.name))]);
                Sample { name: name.clone(), ident }
            };
            event.samples = samples.iter().enumerate().map(name).collect();
        }
    }
}

fn is_captured(sample: &sample::Sample) -> bool {
    sample.origin.as_ref().is_some_and(|origin| provenance::is_capture(Path::new(&origin.page)))
}

//! The functions of the module `samples`, which give the documented payloads.

use crate::interface::{Interface, SampleFn};
use crate::samples::{Sample, is_capture};
use crate::schema::ident::{Scope, snake};
use std::path::Path;

/// Names the functions of all apis: they share one module.
pub(super) struct Functions(Scope);

impl Functions {
    /// Those of the last release keep their names.
    pub(super) fn after(previous: Option<&Interface>) -> Self {
        let mut scope = Scope::modules();
        let events = previous.into_iter().flat_map(|previous| &previous.modules).flat_map(|module| &module.events);
        events.flat_map(|event| &event.samples).for_each(|sample| scope.reserve(&sample.ident));
        Self(scope)
    }

    /// The functions of an event: `purchase_pass`, `purchase_pass_second` for a second sample, so that a new one takes no name away, and
    /// `v1_…` where another api has the same event.
    pub(super) fn of(&mut self, api: &str, event: &str, samples: &[&Sample], known: &[SampleFn]) -> Vec<SampleFn> {
        // A documented payload has the short name, whatever its captured siblings are called.
        let first = samples.iter().position(|sample| !is_captured(sample)).unwrap_or_default();
        let function = |(position, sample): (usize, &&Sample)| {
            let words = if position == first { event.to_owned() } else { format!("{event} {}", sample.name) };
            let ident = match known.iter().find(|known| known.name == sample.name) {
                Some(known) => known.ident.clone(),
                None => self.0.claim([snake(&words), snake(&format!("{api} {words}"))]),
            };
            let origin = sample.origin.as_ref();
            SampleFn {
                name: sample.name.clone(),
                ident,
                origin: origin.map(|origin| format!("{}:{}", origin.page, origin.line)).unwrap_or_default(),
                heading: origin.and_then(|origin| origin.heading.clone()).unwrap_or_default(),
                corrected: sample.corrected,
            }
        };
        samples.iter().enumerate().map(function).collect()
    }
}

fn is_captured(sample: &Sample) -> bool {
    sample.origin.as_ref().is_some_and(|origin| is_capture(Path::new(&origin.page)))
}

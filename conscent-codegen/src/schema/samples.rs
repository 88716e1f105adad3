//! Names the functions of the module `samples`, which return the documented payloads.

use crate::interface::{Interface, SampleFn};
use crate::samples::{Origin, Sample};
use crate::schema::ident::{Scope, snake};

/// Names the functions of all APIs, which share one module.
pub(super) struct Functions(Scope);

impl Functions {
    /// The functions of the last release keep their names.
    pub(super) fn after(previous: Option<&Interface>) -> Self {
        let mut scope = Scope::modules();
        let events = previous.into_iter().flat_map(|previous| &previous.modules).flat_map(|module| &module.events);
        events.flat_map(|event| &event.samples).for_each(|sample| scope.reserve(&sample.ident));
        Self(scope)
    }

    /// The functions of an event: `purchase_pass`, and `purchase_pass_second` for a second sample, so that a new sample
    /// takes no name away. It is `v1_…` if another API has the same event. Captures are named by their hash:
    /// `purchase_pass_captured_feb0`.
    pub(super) fn of(&mut self, api: &str, event: &str, samples: &[&Sample], known: &[SampleFn]) -> Vec<SampleFn> {
        // A documented payload gets the short name, regardless of the names of its captured siblings.
        let first = samples.iter().position(|sample| !is_captured(sample)).unwrap_or_default();
        let function = |(position, sample): (usize, &&Sample)| {
            let ident = match known.iter().find(|known| known.name == sample.name) {
                Some(known) => known.ident.clone(),
                None if position == first => self.claim(api, &[event.to_owned()]),
                None => self.claim(api, &further(event, sample)),
            };
            let origin = sample.origin.as_ref();
            SampleFn {
                name: sample.name.clone(),
                ident,
                origin: origin.map(Origin::place).unwrap_or_default(),
                heading: origin.and_then(|origin| origin.heading.clone()).unwrap_or_default(),
                corrected: sample.corrected,
                captured: is_captured(sample),
                redacted: origin.is_some_and(|origin| origin.redacted),
            }
        };
        samples.iter().enumerate().map(function).collect()
    }

    /// The first of these names that is free, or the last one with the API in front.
    fn claim(&mut self, api: &str, names: &[String]) -> String {
        let last = names.last().map(|name| snake(&format!("{api} {name}")));
        self.0.claim(names.iter().map(|name| snake(name)).chain(last))
    }
}

/// The names for a sample that is not the first of its event.
fn further(event: &str, sample: &Sample) -> Vec<String> {
    /// How many digits distinguish most captures of an event.
    const DIGITS: usize = 4;
    let hash = sample.name.strip_prefix("capture-").filter(|_| is_captured(sample));
    match hash.filter(|hash| hash.len() > DIGITS && hash.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        Some(hash) => (DIGITS..=hash.len()).map(|end| format!("{event} captured {}", &hash[..end])).collect(),
        None => vec![format!("{event} {}", sample.name)],
    }
}

fn is_captured(sample: &Sample) -> bool {
    sample.origin.as_ref().is_some_and(|origin| origin.captured)
}

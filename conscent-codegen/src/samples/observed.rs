//! The samples with their shapes, and the archives: everything that later stages know about the payloads.

use super::{Archive, Sample, Samples, syntax_error};
use crate::diagnostic::{self, Diagnostic, Diagnostics, Location};
use conscent_shape::Shape;
use rayon::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};

/// The documented events of each API.
pub(crate) type Apis<'a> = BTreeMap<&'a str, Events<'a>>;

/// What is known about each event of an API.
pub(crate) type Events<'a> = BTreeMap<&'a str, Documented<'a>>;

/// The samples and the archives of one event.
#[derive(Clone, Debug, Default)]
pub(crate) struct Documented<'a> {
    /// All samples.
    pub(crate) samples: Vec<&'a Sample>,
    /// What the samples show. Samples with equal payloads are one piece of evidence: only the first counts.
    pub(crate) evidence: Vec<Observed<'a>>,
    /// What other payloads have in common.
    pub(crate) archives: Vec<&'a Archive>,
}

impl Documented<'_> {
    /// The name of the event's folder, if the event has any file there.
    pub(crate) fn folder(&self) -> Option<&str> {
        let of_sample = self.samples.first().map(|sample| sample.folder.as_str());
        of_sample.or_else(|| self.archives.first().map(|archive| archive.folder.as_str()))
    }
}

/// A sample, its content, and the shape of the content.
#[derive(Clone, Debug)]
pub(crate) struct Observed<'a> {
    /// The first sample, by name, with this payload.
    pub(crate) sample: &'a Sample,
    pub(crate) value: Value,
    pub(crate) shape: Shape,
}

/// Parses every sample and infers its shape.
///
/// # Errors
/// Samples that are not JSON, which a correction could have caused.
pub(crate) fn observe(samples: &Samples) -> Result<Apis<'_>, Diagnostics> {
    let observed: Vec<_> = diagnostic::collect_all(samples.all.par_iter().map(observe_one).collect::<Vec<_>>())?;
    let mut apis = Apis::new();
    for one in observed {
        let documented = apis.entry(&one.sample.api).or_default().entry(&one.sample.event).or_default();
        documented.samples.push(one.sample);
        documented.evidence.push(one);
    }
    for archive in &samples.archives {
        apis.entry(&archive.api).or_default().entry(&archive.event).or_default().archives.push(archive);
    }
    let documented: Vec<_> = apis.values_mut().flat_map(BTreeMap::values_mut).collect();
    documented.into_par_iter().for_each(count_once);
    Ok(apis)
}

/// Keeps the first of equal payloads. White space, the order of keys and the spelling of numbers do not matter, but `1`
/// and `1.0` differ.
fn count_once(documented: &mut Documented<'_>) {
    let mut seen = HashSet::new();
    let is_first: Vec<bool> = documented.evidence.iter().map(|one| seen.insert(&one.value)).collect();
    let mut is_first = is_first.into_iter();
    documented.evidence.retain(|_| is_first.next().unwrap_or(true));
}

fn observe_one(sample: &Sample) -> Result<Observed<'_>, Diagnostic> {
    let at = |line: usize, column| {
        let line = sample.location.line.unwrap_or(1) + line.saturating_sub(1);
        Location { line: Some(line), column: Some(column), ..sample.location.clone() }
    };
    let value = serde_json::from_str(&sample.text).map_err(|e| syntax_error(at(e.line(), e.column()), &e))?;
    let shape =
        conscent_shape::infer(sample.text.as_bytes()).map_err(|e| at(e.line, e.column).error("not JSON", e.message))?;
    Ok(Observed { sample, value, shape })
}

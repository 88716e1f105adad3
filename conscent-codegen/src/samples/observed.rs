//! The samples with their shapes: all that later stages know of the documentation.

use super::Sample;
use crate::diagnostic::{self, Diagnostic, Diagnostics, Location};
use conscent_shape::Shape;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The observed events of each api.
pub(crate) type Apis<'a> = BTreeMap<&'a str, Events<'a>>;

/// The observed samples of each event of an api.
pub(crate) type Events<'a> = BTreeMap<&'a str, Vec<Observed<'a>>>;

/// A sample and its shape.
#[derive(Clone, Debug)]
pub(crate) struct Observed<'a> {
    pub(crate) sample: &'a Sample,
    pub(crate) shape: Shape,
}

/// Infers the shape of every sample.
///
/// # Errors
/// Every sample that is not JSON, which a correction could have caused.
pub(crate) fn observe(samples: &[Sample]) -> Result<Apis<'_>, Diagnostics> {
    let observed: Vec<_> = diagnostic::collect_all(samples.into_par_iter().map(observe_one).collect::<Vec<_>>())?;
    let mut apis = Apis::new();
    for one in observed {
        apis.entry(&one.sample.api).or_default().entry(&one.sample.event).or_default().push(one);
    }
    Ok(apis)
}

fn observe_one(sample: &Sample) -> Result<Observed<'_>, Diagnostic> {
    match conscent_shape::infer(sample.text.as_bytes()) {
        Ok(shape) => Ok(Observed { sample, shape }),
        Err(error) => {
            let line = sample.location.line.unwrap_or(1) + error.line.saturating_sub(1);
            Err(Location::column(&sample.location.file, line, error.column).error("not JSON", error.message))
        }
    }
}

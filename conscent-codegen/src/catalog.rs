//! All samples with what was seen in each, by api and event: everything that later stages know of the documentation.

use crate::diagnostic::{self, Diagnostic, Diagnostics, Place};
use crate::sample::Sample;
use crate::shape::{self, Shape};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The documented events of each api.
pub type Catalog = BTreeMap<String, Events>;

/// The samples of each event.
pub type Events = BTreeMap<String, Vec<Documented>>;

/// A sample and its shape.
#[derive(Clone, Debug)]
pub struct Documented {
    /// The payload.
    pub sample: Sample,
    /// What was seen in it.
    pub shape: Shape,
}

/// Infers the shape of every sample.
///
/// # Errors
/// Every sample that is not JSON, at its line and column.
pub fn infer(samples: Vec<Sample>) -> Result<Catalog, Diagnostics> {
    let documented: Vec<_> = diagnostic::collect(samples.into_par_iter().map(document).collect::<Vec<_>>())?;
    let mut catalog = Catalog::new();
    for one in documented {
        let events = catalog.entry(one.sample.api.clone()).or_default();
        events.entry(one.sample.event.clone()).or_default().push(one);
    }
    Ok(catalog)
}

fn document(sample: Sample) -> Result<Documented, Diagnostic> {
    match shape::infer(sample.text.as_bytes()) {
        Ok(shape) => Ok(Documented { sample, shape }),
        Err(error) => {
            let line = sample.place.line.unwrap_or(1) + error.line.saturating_sub(1);
            Err(Place::column(sample.place.file, line, error.column).says("not JSON", error.message))
        }
    }
}

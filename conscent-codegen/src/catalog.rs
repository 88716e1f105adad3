//! All samples with what was seen in each, by api and event: everything that later stages know of the documentation.

use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::sample::Sample;
use crate::shape::{self, Shape};
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
    let mut catalog = Catalog::new();
    let mut errors = Vec::new();
    for sample in samples {
        match shape::infer(sample.text.as_bytes()) {
            Ok(shape) => {
                let events = catalog.entry(sample.api.clone()).or_default();
                events.entry(sample.event.clone()).or_default().push(Documented { sample, shape });
            }
            Err(error) => errors.push(Diagnostic {
                place: Place { line: Some(error.line), column: Some(error.column), ..sample.place },
                what: "not a JSON object".to_owned(),
                why: error.message,
            }),
        }
    }
    if errors.is_empty() { Ok(catalog) } else { Err(Diagnostics(errors)) }
}

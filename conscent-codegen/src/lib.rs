//! Documented webhook samples in, a typed and lossless Rust crate out.
//!
//! ```text
//! page | .json --sample--> Sample --correct--> Sample --catalog--> Shape --schema--> types --rust--> tokens --emit--> files
//! ```
//!
//! One module per stage, plain data between them. From a build script, use [`Builder`].

mod builder;
pub mod catalog;
pub mod correct;
pub mod diagnostic;
pub mod diff;
mod document;
pub mod emit;
pub mod hint;
pub mod import;
mod input;
mod name;
pub mod package;
pub mod page;
pub mod rust;
pub mod sample;
pub mod schema;
pub mod shape;

pub use builder::{Builder, Output, separate};

use diagnostic::Diagnostics;
use emit::File;
use package::Package;
use std::path::Path;

/// What is known of all events, decided: the end of the pipeline's first half.
#[derive(Debug)]
pub struct Model {
    /// The samples and their shapes.
    pub catalog: catalog::Catalog,
    /// The types they give.
    pub apis: Vec<schema::Api>,
    /// What hints say of the delivery.
    pub delivery: hint::Delivery,
}

impl Model {
    /// How many events there are, and how many samples.
    fn counts(&self) -> (usize, usize) {
        let events = self.apis.iter().map(|api| api.events.len()).sum();
        let samples = self.catalog.values().flat_map(|events| events.values()).map(Vec::len).sum();
        (events, samples)
    }
}

/// Reads a samples folder and decides the types.
///
/// # Errors
/// Everything that is wrong with the samples, their corrections and hints.
pub fn model(samples: &Path) -> Result<Model, Diagnostics> {
    let known = diagnostic::both(hint::read(samples), correct::read(samples));
    let (samples, (hints, corrections)) = diagnostic::both(sample::read(samples), known)?;
    let samples = correct::apply(samples, &corrections)?;
    diagnostic::both(sample::agree(&samples, &hints), hint::check_aliases(&hints.aliases, &samples))?;
    let catalog = catalog::infer(samples)?;
    let apis = schema::lower(&catalog, &hints)?;
    Ok(Model { catalog, apis, delivery: hints.delivery })
}

/// All files of a crate: the same bytes for the same samples, always.
///
/// # Errors
/// The name cannot be a crate's; and as [`model`], [`rust::types`] and [`emit::format()`].
pub fn generate(samples: &Path, package: &Package) -> Result<Vec<File>, Diagnostics> {
    let (model, ()) = diagnostic::both(model(samples), package::check(&package.name))?;
    let types = rust::types(&model.apis)?;
    let sources = rust::sources(&model.apis, &types, &model.catalog);
    let mut files: Vec<File> = diagnostic::collect(sources.iter().map(emit::format))?;
    files.extend(package::files(package, &model));
    Ok(files)
}

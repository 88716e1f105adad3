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
pub mod emit;
pub mod hint;
pub mod import;
mod input;
mod name;
mod package;
pub mod page;
pub mod rust;
pub mod sample;
pub mod schema;
pub mod shape;

pub use builder::{Builder, Output, separate};

use diagnostic::Diagnostics;
use emit::File;
use std::path::Path;

/// What is known of all events, decided: the end of the pipeline's first half.
#[derive(Debug)]
pub struct Model {
    /// The samples and their shapes.
    pub catalog: catalog::Catalog,
    /// The types they give.
    pub apis: Vec<schema::Api>,
}

/// Reads a samples folder and decides the types.
///
/// # Errors
/// Everything that is wrong with the samples, their corrections and hints.
pub fn model(samples: &Path) -> Result<Model, Diagnostics> {
    let known = diagnostic::both(hint::read(samples), correct::read(samples));
    let (samples, (hints, corrections)) = diagnostic::both(sample::read(samples), known)?;
    let samples = correct::apply(samples, &corrections)?;
    sample::agree(&samples, &hints)?;
    let catalog = catalog::infer(samples)?;
    let apis = schema::lower(&catalog, &hints)?;
    Ok(Model { catalog, apis })
}

/// All files of a crate named `name`: the same bytes for the same samples, always.
///
/// # Errors
/// The name cannot be a crate's; and as [`model`], [`rust::types`] and [`emit::format()`].
pub fn generate(samples: &Path, name: &str) -> Result<Vec<File>, Diagnostics> {
    let (Model { catalog, apis }, ()) = diagnostic::both(model(samples), package::check(name))?;
    let types = rust::types(&apis)?;
    let sources = rust::sources(&apis, &types, &catalog);
    let mut files: Vec<File> = diagnostic::collect(sources.iter().map(emit::format))?;
    files.extend(package::files(name, &apis, &catalog));
    Ok(files)
}

//! Documented webhook samples in, a typed and lossless Rust crate out.
//!
//! ```text
//! samples/ --read--> Samples --observe--> shapes --decide--> Interface --print--> sources, schemas, documents, the crate around them
//! ```
//!
//! From a build script, use [`Builder`]. [`generate`] gives the files of a crate. [`interface()`] gives its public face as data, and
//! [`diff`] compares two of them.

// Input must never cause a panic. Tests may fail anywhere, so this is not a lint of the workspace.
#![warn(clippy::panic, clippy::unwrap_used)]

mod builder;
pub mod diff;
mod document;
pub mod interface;
#[cfg(feature = "plain")]
mod plain;
mod rust;
mod schema;

// Hidden modules are for the other crates of this project. They follow no version.
#[doc(hidden)]
pub mod diagnostic;
#[doc(hidden)]
pub mod input;
#[doc(hidden)]
pub mod output;
#[doc(hidden)]
pub mod package;
#[doc(hidden)]
pub mod pointer;
#[doc(hidden)]
pub mod samples;
#[doc(hidden)]
pub mod text;

pub use builder::{Builder, Output, check_output_folder};
pub use diagnostic::{Diagnostic, Diagnostics, Location};
pub use interface::Interface;
pub use output::{Changes, File, Overwrite};
pub use package::Package;
pub use package::release::Release;
#[cfg(feature = "plain")]
pub use plain::{plain, plain_schema};

use std::path::Path;

/// Generates every file of a crate. Deterministic: equal samples give equal bytes.
///
/// # Errors
/// Everything that is wrong with the samples, hints and corrections; and a name that a crate cannot have.
pub fn generate(folder: &Path, package: &Package) -> Result<Vec<File>, Diagnostics> {
    let (samples, ()) = diagnostic::join(samples::read(folder), package::check(package))?;
    let observed = samples::observe(&samples.all)?;
    let interface = schema::decide(&observed, &samples)?;
    let mut files = rust::files(&interface)?;
    files.extend(document::files(&interface, &samples, package));
    files.extend(package::files(&interface, &samples, package));
    Ok(files)
}

/// Decides the interface of the crate that [`generate`] gives.
///
/// # Errors
/// Everything that is wrong with the samples, hints and corrections.
pub fn interface(folder: &Path) -> Result<Interface, Diagnostics> {
    let samples = samples::read(folder)?;
    let observed = samples::observe(&samples.all)?;
    schema::decide(&observed, &samples)
}

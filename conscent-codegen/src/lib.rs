//! Documented webhook samples in, a typed and lossless Rust crate out.
//!
//! ```text
//! samples/ --read--> Samples --observe--> shapes --decide--> Interface --print--> sources, schemas, documents, the crate around them
//! ```
//!
//! In a build script, use [`Builder`]. [`generate`] returns the files of a crate. [`interface()`] returns its public
//! API as data, and [`diff`] compares two of them.

#![cfg_attr(docsrs, feature(doc_cfg))]
// Input must never cause a panic. Tests may panic anywhere, so this lint is not in the workspace's table.
#![warn(clippy::panic, clippy::unwrap_used)]

mod builder;
#[cfg(feature = "check")]
mod check;
pub mod diff;
mod document;
pub mod interface;
#[cfg(feature = "plain")]
mod plain;
mod rust;
mod schema;
mod table;

// The hidden modules are for the other crates of this project, and are exempt from semantic versioning.
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
pub use package::dependency::Dependency;
pub use package::release::Release;
#[cfg(feature = "plain")]
pub use plain::{plain, plain_schema};

use samples::Samples;
use std::path::Path;

/// Generates every file of a crate. The output is deterministic: equal samples after the same release give equal bytes.
///
/// # Errors
/// All errors in the samples, hints and corrections, and a name that a crate cannot have.
pub fn generate(folder: &Path, package: &Package) -> Result<Vec<File>, Diagnostics> {
    let (samples, ()) = diagnostic::join(samples::read(folder), package::check(package))?;
    Ok(generate_from(&samples, package)?.files)
}

/// The output of [`generate_from`].
#[doc(hidden)]
#[derive(Debug)]
pub struct Generated {
    /// The files of the crate.
    pub files: Vec<File>,
    /// The guesses, for users to read.
    pub notes: Vec<String>,
}

/// Like [`generate`], from samples that were read before.
#[doc(hidden)]
pub fn generate_from(samples: &Samples, package: &Package) -> Result<Generated, Diagnostics> {
    package::check(package)?;
    let (interface, notes) = interface_from(samples, package.previous.as_ref())?;
    Ok(Generated { files: print(&interface, samples, package)?, notes })
}

/// Prints an interface as the files of a crate.
///
/// # Errors
/// The generated tokens are not valid Rust: a defect of the generator, or of an interface that it did not decide.
#[doc(hidden)]
pub fn print(interface: &Interface, samples: &Samples, package: &Package) -> Result<Vec<File>, Diagnostics> {
    let mut files = rust::files(interface)?;
    files.extend(document::files(interface, samples, package));
    files.extend(package::files(interface, samples, package));
    Ok(files)
}

/// Decides the interface of the crate that [`generate`] returns. It keeps the names and types of the last release,
/// unless a sample contradicts them.
///
/// # Errors
/// All errors in the samples, hints and corrections.
pub fn interface(folder: &Path, previous: Option<&Interface>) -> Result<Interface, Diagnostics> {
    Ok(interface_from(&samples::read(folder)?, previous)?.0)
}

/// Like [`interface()`], from samples that were read before. Also returns the guesses and what was ignored, for users
/// to read.
#[doc(hidden)]
pub fn interface_from(
    samples: &Samples,
    previous: Option<&Interface>,
) -> Result<(Interface, Vec<String>), Diagnostics> {
    let schema::Decided { interface, notes } = schema::decide(&samples::observe(samples)?, samples, previous)?;
    Ok((interface, samples::repeated_keys(samples).into_iter().chain(notes).collect()))
}

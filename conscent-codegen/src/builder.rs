//! The generator, for build scripts.

use crate::diagnostic::{Diagnostics, Location};
use crate::interface::{self, Interface};
use crate::output::{self, OWNED};
use crate::package::{Package, RELEASED, manifest, release};
use crate::{generate, rust};
use std::path::{Path, PathBuf};

/// Generates code from a build script, and again whenever the samples change.
///
/// ```no_run
/// // build.rs
/// conscent_codegen::Builder::new("samples").build();
/// ```
/// Include the output where its modules belong. Each API of the samples has a module, here `webhooks::v1`.
///
/// ```text
/// // src/lib.rs
/// #[allow(clippy::all, clippy::pedantic, reason = "generated")]
/// pub mod webhooks {
///     include!(concat!(env!("OUT_DIR"), "/webhooks.rs"));
/// }
/// ```
///
/// The package that includes the code depends on `conscent-core`, `serde` and `serde_json`. For an example, see the
/// folder `examples/build-script` in this crate's repository.
#[derive(Clone, Debug)]
#[must_use]
pub struct Builder {
    samples: PathBuf,
    output: Output,
    previous: Option<PathBuf>,
    types_path: Option<String>,
}

/// What to write, and where.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Output {
    /// One file with all modules, for `include!`.
    Module(PathBuf),
    /// The sources, documents and samples of a crate, in this folder. The manifest is written only if it does not
    /// exist.
    Crate {
        /// The folder.
        folder: PathBuf,
        /// The crate's name.
        name: String,
    },
    /// One file with ordinary serde types, for `include!`. The types are strict and drop unknown keys. typify makes
    /// them from the JSON Schemas that a crate publishes. The package that includes them depends on serde with its
    /// feature `derive`, `serde_json`, and chrono.
    #[cfg(feature = "plain")]
    Plain(PathBuf),
}

impl Builder {
    /// Reads samples from this folder and writes `webhooks.rs` into the build script's `OUT_DIR`.
    pub fn new(samples: impl Into<PathBuf>) -> Self {
        let folder = std::env::var_os("OUT_DIR").map_or_else(PathBuf::new, PathBuf::from);
        Self {
            samples: samples.into(),
            output: Output::Module(folder.join("webhooks.rs")),
            previous: None,
            types_path: None,
        }
    }

    /// Writes another kind of output, or to another place.
    pub fn output(self, output: Output) -> Self {
        Self { output, ..self }
    }

    /// Keeps the names and types of this `interface.json`, so that new samples break no code. By default, a crate keeps
    /// those of its own `released/interface.json`. `conscent generate` writes the file into `schemas/`.
    pub fn previous(self, file: impl Into<PathBuf>) -> Self {
        Self { previous: Some(file.into()), ..self }
    }

    /// Gives the attribute `conscent_handler` the path of the generated modules, so that the handlers of this crate
    /// need not name them.
    ///
    /// ```no_run
    /// // build.rs of a crate that includes the modules in its module `webhooks`
    /// conscent_codegen::Builder::new("samples").types_path("crate::webhooks").build();
    /// ```
    pub fn types_path(self, path: impl Into<String>) -> Self {
        Self { types_path: Some(path.into()), ..self }
    }

    /// Runs the generator. Reports all errors to cargo, then exits.
    #[expect(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
    pub fn build(self) {
        println!("cargo::rerun-if-changed={}", self.samples.display());
        self.previous.iter().for_each(|file| println!("cargo::rerun-if-changed={}", file.display()));
        self.types_path.iter().for_each(|path| println!("cargo::rustc-env=CONSCENT_TYPES={path}"));
        if let Output::Crate { folder, .. } = &self.output {
            // The crate's own metadata, if it exists: because of a missing file, cargo would run the script on every
            // build. A release writes both files.
            let released = Path::new(RELEASED).join(interface::FILE);
            let files = [Path::new(manifest::FILE), Path::new(release::FILE), &released];
            for file in files.map(|file| folder.join(file)).iter().filter(|file| file.exists()) {
                println!("cargo::rerun-if-changed={}", file.display());
            }
        }
        if let Err(errors) = self.try_build() {
            for error in errors {
                println!("cargo::error={error}");
            }
            std::process::exit(1);
        }
    }

    /// Runs the generator, and writes only the files whose content differs.
    ///
    /// # Errors
    /// All errors in the samples. Nothing is written then.
    pub fn try_build(self) -> Result<(), Diagnostics> {
        let samples = &self.samples;
        let previous = self.previous.as_deref().map(Interface::read).transpose()?;
        let interface = || crate::interface(samples, previous.as_ref());
        match self.output {
            Output::Crate { folder, name } => {
                check_output_folder(samples, &folder)?;
                let mut package = Package::read(&folder, name)?;
                package.previous = previous.or(package.previous);
                output::apply(output::compare(generate(samples, &package)?, &folder)?, &folder)
            }
            Output::Module(path) => output::write_one(&rust::bundle(&interface()?)?, &path),
            #[cfg(feature = "plain")]
            Output::Plain(path) => output::write_one(&crate::plain::plain(&interface()?)?, &path),
        }
    }
}

/// Checks that the output folder and the samples folder do not overlap.
///
/// # Errors
/// The folder is the one that holds the crate's own `samples`, or it is inside the samples.
pub fn check_output_folder(samples: &Path, folder: &Path) -> Result<(), Diagnostics> {
    let Ok(samples) = samples.canonicalize() else { return Ok(()) };
    let is_source = |owned: &&str| folder.join(owned).canonicalize().is_ok_and(|path| samples.starts_with(path));
    if OWNED.iter().any(is_source) {
        let help = "the output would replace the samples; choose another output folder";
        return Err(Location::file(folder).error("output folder holds the samples", help).into());
    }
    let above = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let above = above.ancestors().find_map(|path| path.canonicalize().ok());
    if above.is_some_and(|path| path.starts_with(&samples)) {
        let help = "the output would be read as samples; choose another output folder";
        return Err(Location::file(folder).error("output folder is inside the samples folder", help).into());
    }
    Ok(())
}

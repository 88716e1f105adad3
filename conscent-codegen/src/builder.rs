//! The generator as a build script calls it.

use crate::diagnostic::{Diagnostics, Place};
use crate::package::{Package, manifest, release};
use crate::{Model, emit, generate, model, rust};
use std::path::{Path, PathBuf};

/// Generates code in a build script, again whenever the samples change.
///
/// ```no_run
/// // build.rs
/// conscent_codegen::Builder::new("samples").build();
/// ```
/// What it writes is included where its modules shall be, one for each api of the samples: here `webhooks::v1`.
///
/// ```text
/// // src/lib.rs
/// #[allow(clippy::all, clippy::pedantic, reason = "generated")]
/// pub mod webhooks {
///     include!(concat!(env!("OUT_DIR"), "/webhooks.rs"));
/// }
/// ```
///
/// The package that includes the code depends on conscent-core, serde and `serde_json`. The folder `examples/build-script` of this
/// crate's repository is such a package.
#[derive(Clone, Debug)]
#[must_use]
pub struct Builder {
    samples: PathBuf,
    output: Output,
}

/// What is written, and where.
#[derive(Clone, Debug)]
pub enum Output {
    /// One file with all modules, for `include!`.
    Module(PathBuf),
    /// The sources, documents and samples of a crate, in this folder. The manifest is written if there is none.
    Crate {
        /// The folder.
        folder: PathBuf,
        /// The crate's name.
        name: String,
    },
    /// Only a table of the events: what a macro needs to check names.
    Table(PathBuf),
}

impl Builder {
    /// Reads samples from this folder, and writes `webhooks.rs` in the build script's `OUT_DIR`.
    pub fn new(samples: impl Into<PathBuf>) -> Self {
        let folder = std::env::var_os("OUT_DIR").map_or_else(PathBuf::new, PathBuf::from);
        Self { samples: samples.into(), output: Output::Module(folder.join("webhooks.rs")) }
    }

    /// Writes something else, or elsewhere.
    pub fn output(self, output: Output) -> Self {
        Self { output, ..self }
    }

    /// Generates. What is wrong is told to cargo, all of it, and ends the build script.
    #[expect(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
    pub fn build(self) {
        println!("cargo::rerun-if-changed={}", self.samples.display());
        if let Output::Crate { folder, .. } = &self.output {
            // What the crate says of itself. What is not there is looked for again by the next build; a release writes both.
            for file in
                [manifest::FILE, release::FILE].map(|file| folder.join(file)).iter().filter(|file| file.exists())
            {
                println!("cargo::rerun-if-changed={}", file.display());
            }
        }
        if let Err(Diagnostics(errors)) = self.try_build() {
            for error in errors {
                println!("cargo::error={error}");
            }
            std::process::exit(1);
        }
    }

    /// Generates, and writes only files whose content differs.
    ///
    /// # Errors
    /// Everything that is wrong with the samples; then nothing is written.
    pub fn try_build(self) -> Result<(), Diagnostics> {
        match self.output {
            Output::Crate { folder, name } => {
                separate(&self.samples, &folder)?;
                let package = Package::read(&folder, name)?;
                emit::apply(emit::compare(generate(&self.samples, &package)?, &folder)?, &folder)
            }
            Output::Module(path) => {
                let Model { catalog, apis, .. } = model(&self.samples)?;
                let types = rust::types(&apis)?;
                Ok(emit::write_one(&emit::bundle(&rust::sources(&apis, &types, &catalog))?, &path)?)
            }
            Output::Table(path) => {
                let Model { catalog, apis, .. } = model(&self.samples)?;
                Ok(emit::write_one(&emit::format(&rust::table(&apis, &catalog))?.text, &path)?)
            }
        }
    }
}

/// Refuses an output folder that would mix with the samples.
///
/// # Errors
/// The crate's own `samples` folder is the one that is read, or the crate would stand among the samples.
pub fn separate(samples: &Path, folder: &Path) -> Result<(), Diagnostics> {
    let Ok(samples) = samples.canonicalize() else { return Ok(()) };
    let is_source = |owned: &&str| folder.join(owned).canonicalize().is_ok_and(|path| samples.starts_with(path));
    if ["samples", "schemas", "src/generated"].iter().any(is_source) {
        let why = "the output would replace what it is made from; choose another output folder";
        return Err(Place::file(folder).says("output folder holds the samples", why).into());
    }
    let above = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let above = above.ancestors().find_map(|path| path.canonicalize().ok());
    if above.is_some_and(|path| path.starts_with(&samples)) {
        let why = "the output would be taken for samples; choose another output folder";
        return Err(Place::file(folder).says("output folder is among the samples", why).into());
    }
    Ok(())
}

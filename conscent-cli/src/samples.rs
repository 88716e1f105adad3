//! The samples folder that a command is given.

use crate::exit::print_warning;
use conscent_codegen::samples::{self, Samples};
use conscent_codegen::{Diagnostic, Diagnostics, Interface};
use std::path::{Path, PathBuf};

/// What happens to samples that cannot be used.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Unusable {
    /// Fail if samples cannot be used (such as ones that are not JSON), instead of leaving them out.
    #[arg(long)]
    strict: bool,
}

impl Unusable {
    /// Reads a samples folder. Samples that are left out are on standard error, each with the reason.
    pub(crate) fn read(self, folder: &Path) -> Result<Samples, Diagnostics> {
        if self.strict {
            return samples::read(folder);
        }
        let (samples, left_out) = samples::read_usable(folder)?;
        left_out.iter().for_each(print_warning);
        Ok(samples)
    }
}

/// The release that the types keep.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Previous {
    /// Keep the names and types in this interface: the `schemas/interface.json` of a generated crate.
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,
}

impl Previous {
    /// Reads the interface of the release.
    pub(crate) fn read(&self) -> Result<Option<Interface>, Diagnostic> {
        self.previous.as_deref().map(Interface::read).transpose()
    }
}

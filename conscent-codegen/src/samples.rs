//! The samples folder: `<api>/<event>/<name>.json`, and, next to the folders of the apis, files about the samples.
//!
//! | file | what it holds |
//! |---|---|
//! | `hints.toml` | facts that samples cannot show |
//! | `corrections.toml` | known mistakes of the documentation |
//! | `provenance.toml` | where each sample was taken from |
//!
//! [`read`] is the only entry. It gives samples that are JSON objects, corrected, and in agreement with the hints.

mod aliases;
mod check;
mod corrections;
mod delivery;
mod folder;
mod hints;
mod name;
mod observed;
mod provenance;
mod sample;

pub use aliases::{Alias, aliases};
pub use check::contradiction;
pub use corrections::{Correction, corrections};
pub use delivery::{Delivery, Signature};
pub use hints::{EnvelopeHint, Hint, HintKind, Hints};
pub use name::{NAME_RULE, is_name};
pub(crate) use observed::{Apis, Events, Observed, observe};
pub use provenance::{Origin, Origins, is_capture, origins, to_text};
pub use sample::{Sample, key, syntax_error};

use crate::diagnostic::{self, Diagnostics};
use std::path::Path;

/// The file of hints, in the samples folder.
pub const HINTS: &str = "hints.toml";
/// The file of corrections, in the samples folder.
pub const CORRECTIONS: &str = "corrections.toml";
/// The file of provenance, in the samples folder.
pub const PROVENANCE: &str = "provenance.toml";

/// The content of a samples folder.
#[derive(Clone, Debug, PartialEq)]
pub struct Samples {
    /// The samples, sorted by api, event and name. Corrections are applied.
    pub all: Vec<Sample>,
    /// The hints.
    pub hints: Hints,
}

/// Reads a samples folder.
///
/// # Errors
/// Everything that is wrong with the samples, the hints and the corrections: files that cannot be read or that do not belong there,
/// samples that are not JSON objects, hints and corrections that contradict the samples or no longer apply.
pub fn read(folder: &Path) -> Result<Samples, Diagnostics> {
    let files = diagnostic::join(hints::read(folder), corrections(folder));
    let (mut all, (hints, corrections)) = diagnostic::join(sample::read(folder), files)?;
    corrections::apply(&mut all, &corrections)?;
    diagnostic::join(check::agree(&all, &hints), check::aliases(&all, &hints.aliases))?;
    Ok(Samples { all, hints })
}

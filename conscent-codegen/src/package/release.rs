//! `release.toml` in the folder of a generated crate: its last release.
//!
//! ```toml
//! version = "0.2.0"
//! date = "2026-11-22"
//! snapshot = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
//! ```

use crate::diagnostic::Diagnostic;
use crate::input;
use crate::samples::Samples;
use base16ct::lower::encode_string;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::path::Path;

/// The name of the file, in the crate's folder.
pub const FILE: &str = "release.toml";

/// A release of a generated crate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Its version.
    pub version: String,
    /// Its day, as `2026-11-22`.
    pub date: String,
    /// The samples that it was generated from; see [`snapshot`].
    pub snapshot: String,
}

/// As the file has it.
impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { version, date, snapshot } = self;
        writeln!(f, "# The last release. Written by `conscent release`.")?;
        [("version", version), ("date", date), ("snapshot", snapshot)]
            .into_iter()
            .try_for_each(|(key, value)| writeln!(f, "{key} = {}", toml::Value::from(value.as_str())))
    }
}

/// Reads the last release of the crate in a folder, if there was one.
///
/// # Errors
/// The file cannot be read, or is not valid TOML of this form.
pub fn read(folder: &Path) -> Result<Option<Release>, Diagnostic> {
    Ok(input::toml(&folder.join(FILE))?.map(|(_, release)| release))
}

/// One hash for all samples and shapes: SHA-256 over one line per file, as `sha256sum` writes them for the samples in the
/// crate's folder `samples`, and for the shape files in the samples folder. The lines are sorted by the paths.
#[must_use]
pub fn snapshot(samples: &Samples) -> String {
    let of_samples = samples.all.iter().map(|sample| {
        let all = Sha256::new().chain_update(&sample.text).chain_update("\n");
        (sample.key(), encode_string(&all.finalize()))
    });
    let of_archives = samples.archives.iter().map(|archive| (archive.key(), archive.sha256.clone()));
    let mut lines: Vec<_> = of_samples.chain(of_archives).collect();
    lines.sort();
    let all = lines.iter().fold(Sha256::new(), |all, (key, hash)| all.chain_update(format!("{hash}  {key}\n")));
    format!("sha256:{}", encode_string(&all.finalize()))
}

//! What a generated crate requires of conscent-core.

use super::manifest;
use crate::diagnostic::{Diagnostic, Location};
use std::fmt;
use std::path::{Component, Path, PathBuf};

/// The crate that generated code needs at run time.
const CORE: &str = "conscent-core";

/// A requirement of a manifest, which [`Display`](fmt::Display) writes as TOML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The version that is required.
    pub version: String,
    /// The folder of the crate, relative to that of the manifest. Without it, cargo takes the crate from its registry.
    pub path: Option<String>,
}

impl Dependency {
    /// conscent-core of the generator's version, from the registry.
    #[must_use]
    pub fn released() -> Self {
        Self { version: env!("CARGO_PKG_VERSION").to_owned(), path: None }
    }

    /// conscent-core in a folder, as required by a crate in another folder. The version comes from its manifest, so
    /// that the crate can be published as soon as this version is.
    ///
    /// # Errors
    /// The folder does not hold conscent-core.
    pub fn in_folder(core: &Path, generated: &Path) -> Result<Self, Diagnostic> {
        let help = "give the version of conscent-core to require, such as 0.1.0, or the folder that holds it";
        let info = manifest::read(core)?.filter(|info| info.name == CORE);
        let info = info.ok_or_else(|| Location::file(core).error(format!("does not hold {CORE}"), help))?;
        Ok(Self { version: info.version, path: Some(relative(core, generated)) })
    }
}

/// The requirement as TOML: a text, or a table with the path.
impl fmt::Display for Dependency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = toml::Value::from(self.version.as_str());
        match &self.path {
            None => write!(f, "{version}"),
            Some(path) => write!(f, "{{ version = {version}, path = {} }}", toml::Value::from(path.as_str())),
        }
    }
}

/// A path from one folder to another, with `/` between its parts, which cargo reads on every system.
fn relative(to: &Path, from: &Path) -> String {
    let (to, from) = (real(to), real(from));
    let common = to.components().zip(from.components()).take_while(|(a, b)| a == b).count();
    // Folders on different drives have nothing in common.
    if common == 0 {
        return to.display().to_string();
    }
    let up = from.components().skip(common).map(|_| "..".into());
    let parts: Vec<_> = up.chain(to.components().skip(common).map(name)).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

fn name(part: Component<'_>) -> std::borrow::Cow<'_, str> {
    part.as_os_str().to_string_lossy()
}

/// The absolute path without links, as far as the folder exists.
fn real(folder: &Path) -> PathBuf {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let existing = absolute.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    let Some((above, real)) = existing else { return absolute };
    absolute.strip_prefix(above).map(|rest| real.join(rest)).unwrap_or(absolute)
}

//! Which version a crate has: its manifest's, or its workspace's.

use crate::diagnostic::{Diagnostic, Place};
use crate::input;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The name of a manifest.
pub const FILE: &str = "Cargo.toml";

/// A version, and the manifest that states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The version.
    pub version: String,
    /// The crate's manifest, or its workspace's.
    pub manifest: PathBuf,
}

#[derive(Deserialize)]
struct Manifest {
    package: Option<Package>,
    workspace: Option<Workspace>,
}

#[derive(Deserialize)]
struct Workspace {
    package: Option<Package>,
}

#[derive(Deserialize)]
struct Package {
    version: Option<Version>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Version {
    Literal(String),
    Inherited { workspace: bool },
}

/// The version of the crate in a folder; none if there is no manifest yet.
///
/// # Errors
/// A manifest cannot be read, is no TOML, or states no version.
pub fn version(folder: &Path) -> Result<Option<Stated>, Diagnostic> {
    let manifest = folder.join(FILE);
    let Some((_, content)) = input::toml::<Manifest>(&manifest)? else { return Ok(None) };
    match content.package.and_then(|package| package.version) {
        Some(Version::Literal(version)) => Ok(Some(Stated { version, manifest })),
        Some(Version::Inherited { workspace: true }) => inherited(folder, manifest).map(Some),
        Some(Version::Inherited { workspace: false }) | None => {
            Err(Place::file(manifest).says("no version", "give `[package]` one"))
        }
    }
}

/// The version of the nearest workspace above.
fn inherited(folder: &Path, member: PathBuf) -> Result<Stated, Diagnostic> {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    for above in absolute.ancestors() {
        let manifest = above.join(FILE);
        let Some((_, Manifest { workspace: Some(workspace), .. })) = input::toml(&manifest)? else { continue };
        let version = workspace.package.and_then(|package| package.version);
        let Some(Version::Literal(version)) = version else {
            return Err(Place::file(manifest).says("no version", "give `[workspace.package]` one: members inherit it"));
        };
        return Ok(Stated { version, manifest });
    }
    Err(Place::file(member).says("no workspace", "`version.workspace = true` needs one in a folder above"))
}

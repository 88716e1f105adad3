//! Reads name and version from `Cargo.toml`.

use crate::diagnostic::{Diagnostic, Location};
use crate::input;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The name of a manifest.
pub const FILE: &str = "Cargo.toml";

/// The version that cargo assumes if a manifest has none.
const UNVERSIONED: &str = "0.0.0";

/// The name and version of a crate, and the manifest that holds the version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestInfo {
    /// The name.
    pub name: String,
    /// The version.
    pub version: String,
    /// The crate's manifest, or its workspace's.
    pub manifest: PathBuf,
    /// Whether the version is inherited from the workspace, in `[workspace.package]`.
    pub inherited: bool,
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
    name: Option<String>,
    version: Option<Version>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Version {
    Literal(String),
    Inherited { workspace: bool },
}

/// Reads the manifest of the crate in a folder, if there is one.
///
/// # Errors
/// A manifest cannot be read, is not TOML, or has no name or version.
pub fn read(folder: &Path) -> Result<Option<ManifestInfo>, Diagnostic> {
    let path = folder.join(FILE);
    let Some(manifest) = parse(&path)? else { return Ok(None) };
    let lacks = |what: &str| Location::file(&path).error(format!("no {what}"), "give `[package]` one");
    let package = manifest.package.ok_or_else(|| lacks("package"))?;
    let name = package.name.ok_or_else(|| lacks("name"))?;
    match package.version {
        Some(Version::Inherited { workspace: true }) => {
            let why = "`version.workspace = true` needs one in a folder above";
            let manifest = workspace(folder)?.ok_or_else(|| Location::file(&path).error("no workspace", why))?;
            let inherited = parse(&manifest)?.and_then(|content| content.workspace?.package?.version);
            let Some(Version::Literal(version)) = inherited else {
                return Err(
                    Location::file(manifest).error("no version", "give `[workspace.package]` one: members inherit it")
                );
            };
            Ok(Some(ManifestInfo { name, version, manifest, inherited: true }))
        }
        Some(Version::Inherited { workspace: false }) => Err(lacks("version")),
        Some(Version::Literal(version)) => Ok(Some(ManifestInfo { name, version, manifest: path, inherited: false })),
        None => Ok(Some(ManifestInfo { name, version: UNVERSIONED.to_owned(), manifest: path, inherited: false })),
    }
}

/// The manifest of the workspace that a folder is in.
///
/// # Errors
/// A manifest above the folder cannot be read, or is not TOML.
pub fn workspace(folder: &Path) -> Result<Option<PathBuf>, Diagnostic> {
    // Without `..`, which would lead up and down again.
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    for above in folder.ancestors().map(|above| above.join(FILE)) {
        if parse(&above)?.is_some_and(|manifest| manifest.workspace.is_some()) {
            return Ok(Some(above));
        }
    }
    Ok(None)
}

fn parse(path: &Path) -> Result<Option<Manifest>, Diagnostic> {
    Ok(input::toml(path)?.map(|(_, manifest)| manifest))
}

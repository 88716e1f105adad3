//! What a manifest states of the crate.

use crate::diagnostic::{Diagnostic, Place};
use crate::input;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The name of a manifest.
pub const FILE: &str = "Cargo.toml";

/// The version that cargo gives a crate whose manifest states none.
const UNVERSIONED: &str = "0.0.0";

/// What a crate is called, its version, and the manifest that states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The name.
    pub name: String,
    /// The version.
    pub version: String,
    /// The crate's manifest, or its workspace's.
    pub manifest: PathBuf,
    /// Whether that is the workspace's, in `[workspace.package]`.
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

/// What the manifest of the crate in a folder states; nothing if there is no manifest yet.
///
/// # Errors
/// A manifest cannot be read, is no TOML, or states no name or version.
pub fn stated(folder: &Path) -> Result<Option<Stated>, Diagnostic> {
    let path = folder.join(FILE);
    let Some(manifest) = read(&path)? else { return Ok(None) };
    let lacks = |what: &str| Place::file(&path).says(format!("no {what}"), "give `[package]` one");
    let package = manifest.package.ok_or_else(|| lacks("package"))?;
    let name = package.name.ok_or_else(|| lacks("name"))?;
    match package.version {
        Some(Version::Inherited { workspace: true }) => {
            let why = "`version.workspace = true` needs one in a folder above";
            let manifest = workspace(folder)?.ok_or_else(|| Place::file(&path).says("no workspace", why))?;
            let inherited = read(&manifest)?.and_then(|content| content.workspace?.package?.version);
            let Some(Version::Literal(version)) = inherited else {
                return Err(
                    Place::file(manifest).says("no version", "give `[workspace.package]` one: members inherit it")
                );
            };
            Ok(Some(Stated { name, version, manifest, inherited: true }))
        }
        Some(Version::Inherited { workspace: false }) => Err(lacks("version")),
        Some(Version::Literal(version)) => Ok(Some(Stated { name, version, manifest: path, inherited: false })),
        None => Ok(Some(Stated { name, version: UNVERSIONED.to_owned(), manifest: path, inherited: false })),
    }
}

/// The manifest of the workspace that a folder is in.
///
/// # Errors
/// A manifest above the folder cannot be read, or is no TOML.
pub fn workspace(folder: &Path) -> Result<Option<PathBuf>, Diagnostic> {
    // Without `..`, which would lead up and down again.
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    for above in folder.ancestors().map(|above| above.join(FILE)) {
        if read(&above)?.is_some_and(|manifest| manifest.workspace.is_some()) {
            return Ok(Some(above));
        }
    }
    Ok(None)
}

fn read(path: &Path) -> Result<Option<Manifest>, Diagnostic> {
    Ok(input::toml(path)?.map(|(_, manifest)| manifest))
}

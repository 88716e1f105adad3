//! The version of a crate, as its manifest has it.

use crate::diagnostic::{Diagnostic, Place};
use crate::input;
use serde::Deserialize;
use std::path::Path;

/// What a manifest says of versions.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Manifest {
    package: Option<Package>,
    workspace: Option<Workspace>,
}

#[derive(Deserialize)]
struct Package {
    version: Option<Version>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Workspace {
    package: Shared,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Shared {
    version: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Version {
    Own(String),
    Inherited { workspace: bool },
}

/// The version of the crate in this folder, its own or its workspace's; `None` if there is no crate.
pub(super) fn read(folder: &Path) -> Result<Option<String>, Diagnostic> {
    let Some(Manifest { package: Some(package), workspace }) = manifest(folder)? else { return Ok(None) };
    let inherited = match package.version {
        Some(Version::Own(version)) => return Ok(Some(version)),
        Some(Version::Inherited { workspace: true }) => inherited(folder, workspace)?,
        Some(Version::Inherited { workspace: false }) | None => None,
    };
    let why = "give it one, or a workspace that has one: its documents tell it";
    inherited.map(Some).ok_or_else(|| Place::file(folder.join("Cargo.toml")).says("no version", why))
}

/// The version that the packages of the workspace share: of the nearest workspace above, if the crate is no root itself.
fn inherited(folder: &Path, own: Option<Workspace>) -> Result<Option<String>, Diagnostic> {
    if let Some(workspace) = own {
        return Ok(workspace.package.version);
    }
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    for above in folder.ancestors().skip(1) {
        if let Some(Manifest { workspace: Some(workspace), .. }) = manifest(above)? {
            return Ok(workspace.package.version);
        }
    }
    Ok(None)
}

fn manifest(folder: &Path) -> Result<Option<Manifest>, Diagnostic> {
    Ok(input::toml(&folder.join("Cargo.toml"))?.map(|(_, manifest)| manifest))
}

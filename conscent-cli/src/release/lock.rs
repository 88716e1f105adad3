//! Sets a new version in lock files.

use super::version::{put, same};
use conscent_codegen::package::manifest::{self, ManifestInfo};
use conscent_codegen::{Diagnostic, Location, input};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use toml_edit::{Array, DocumentMut, Item};

/// The name of a lock file.
const FILE: &str = "Cargo.lock";

/// The target folder, in which cargo keeps copies of crates.
const TARGET: &str = "target";

/// The lock files of the workspace that change, with the new version. Packages that the workspace excludes, as fuzzers are, have lock
/// files of their own.
pub(super) fn set(info: &ManifestInfo, folder: &Path, version: &str) -> Result<Vec<(PathBuf, String)>, Diagnostic> {
    let workspace = manifest::workspace(folder)?;
    let folders = folders(workspace.as_deref().and_then(Path::parent).unwrap_or(folder));
    // The crate, and all crates that share its version. A manifest that cannot be read is not a member's: cargo rejects such a workspace.
    let members = folders.iter().filter_map(|folder| manifest::read(folder).ok().flatten());
    let names: BTreeSet<_> =
        members.filter(|member| same(&member.manifest, &info.manifest)).map(|member| member.name).collect();
    let mut locks = Vec::new();
    for path in folders.iter().map(|folder| folder.join(FILE)).filter(|path| path.exists()) {
        let text = input::text(&path)?;
        let mut document: DocumentMut = text
            .parse()
            .map_err(|error: toml_edit::TomlError| Location::file(&path).error("not TOML", error.message()))?;
        raise(&mut document, &names, &info.version, version);
        let new = document.to_string();
        if new != text {
            locks.push((path, new));
        }
    }
    Ok(locks)
}

/// A folder and all folders below it.
fn folders(root: &Path) -> Vec<PathBuf> {
    let mut all = vec![root.to_owned()];
    let mut next = 0;
    while let Some(folder) = all.get(next) {
        let mut below = input::list(folder).unwrap_or_default();
        below.retain(|path| path.is_dir() && !path.is_symlink() && !path.ends_with(TARGET));
        all.extend(below);
        next += 1;
    }
    all
}

/// Sets the version of packages that do not come from a registry, and where other packages name it.
fn raise(lock: &mut DocumentMut, names: &BTreeSet<String>, old: &str, new: &str) {
    let Some(packages) = lock.get_mut("package").and_then(Item::as_array_of_tables_mut) else { return };
    for package in packages.iter_mut() {
        let is_ours = package.get("name").and_then(Item::as_str).is_some_and(|name| names.contains(name))
            && !package.contains_key("source");
        let version = package.get_mut("version").and_then(Item::as_value_mut);
        if let Some(version) = version.filter(|version| is_ours && version.as_str() == Some(old)) {
            put(version, new);
        }
        // Cargo writes `name version` if several packages have that name, and adds the source if it is a registry.
        let dependencies = package.get_mut("dependencies").and_then(Item::as_array_mut);
        for dependency in dependencies.into_iter().flat_map(Array::iter_mut) {
            let required = dependency.as_str().and_then(|text| text.split_once(' '));
            let required = required.filter(|(name, version)| names.contains(*name) && *version == old);
            if let Some(raised) = required.map(|(name, _)| format!("{name} {new}")) {
                put(dependency, &raised);
            }
        }
    }
}

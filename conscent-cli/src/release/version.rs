//! Which version comes next, and the manifests that state it.

use conscent_codegen::diagnostic::{Diagnostic, Diagnostics, Place};
use conscent_codegen::diff::Class;
use conscent_codegen::package::manifest::{self, Stated};
use conscent_codegen::package::release::{self, Release};
use semver::Version;
use std::fs;
use std::path::{Path, PathBuf};
use toml_edit::{DocumentMut, Value};

/// The version that the class asks for after the last release, or a greater one that the manifest states.
pub(super) fn next(stated: &Stated, last: Option<&Release>, class: Class) -> Result<String, Diagnostic> {
    let current = parse(&stated.version, &stated.manifest)?;
    let Some(last) = last else { return Ok(current.to_string()) };
    let last = parse(&last.version, Path::new(release::FILE))?;
    Ok(current.max(raised(&last, class)).to_string())
}

fn parse(text: &str, file: &Path) -> Result<Version, Diagnostic> {
    match Version::parse(text) {
        Ok(version) if version.pre.is_empty() && version.build.is_empty() => Ok(version),
        Ok(_) => {
            Err(Place::file(file).says(format!("version {text}"), "a release has three numbers; set them by hand"))
        }
        Err(error) => Err(Place::file(file).says(format!("no version: {text:?}"), error.to_string())),
    }
}

/// As cargo understands versions: the first number that is not 0 tells what breaks.
fn raised(last: &Version, class: Class) -> Version {
    let Version { major, minor, patch, .. } = *last;
    match (class, major, minor) {
        (Class::None, ..) => last.clone(),
        (Class::Major, 0, 0) => Version::new(0, 0, patch + 1),
        (Class::Major, 0, _) => Version::new(0, minor + 1, 0),
        (Class::Major, ..) => Version::new(major + 1, 0, 0),
        (Class::Minor, 1.., _) => Version::new(major, minor + 1, 0),
        (Class::Minor | Class::Patch, ..) => Version::new(major, minor, patch + 1),
    }
}

/// The manifest that states the version, and the workspace's that requires it of its members, with the new version.
pub(super) fn set(stated: &Stated, folder: &Path, version: &str) -> Result<Vec<(PathBuf, String)>, Diagnostics> {
    let mut manifests = Vec::new();
    let workspace = manifest::workspace(folder)?;
    for path in workspace.iter().chain((workspace.as_ref() != Some(&stated.manifest)).then_some(&stated.manifest)) {
        let text =
            fs::read_to_string(path).map_err(|error| Place::file(path).says("cannot be read", error.to_string()))?;
        let mut document: DocumentMut =
            text.parse().map_err(|error: toml_edit::TomlError| Place::file(path).says("no TOML", error.message()))?;
        if *path == stated.manifest {
            let package =
                if stated.inherited { &mut document["workspace"]["package"] } else { &mut document["package"] };
            match package.get_mut("version").and_then(|item| item.as_value_mut()) {
                Some(old) => put(old, version),
                None => package["version"] = toml_edit::value(version),
            }
        }
        require(&mut document, path, stated, version)?;
        let new = document.to_string();
        if new != text {
            manifests.push((path.clone(), new));
        }
    }
    Ok(manifests)
}

/// Sets what the workspace requires of every member whose version is stated in the same place.
fn require(document: &mut DocumentMut, path: &Path, stated: &Stated, version: &str) -> Result<(), Diagnostic> {
    let root = path.parent().unwrap_or(Path::new("."));
    let dependencies = document.get_mut("workspace").and_then(|workspace| workspace.get_mut("dependencies"));
    let Some(dependencies) = dependencies.and_then(|item| item.as_table_like_mut()) else { return Ok(()) };
    for (_, dependency) in dependencies.iter_mut() {
        let Some(dependency) = dependency.as_table_like_mut() else { continue };
        let Some(member) = dependency.get("path").and_then(|path| path.as_str()) else { continue };
        let is_same =
            manifest::stated(&root.join(member))?.is_some_and(|member| same(&member.manifest, &stated.manifest));
        if let Some(required) = dependency.get_mut("version").and_then(|item| item.as_value_mut()).filter(|_| is_same) {
            put(required, version);
        }
    }
    Ok(())
}

fn same(a: &Path, b: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    real(a) == real(b)
}

/// Another text in the same place, with the space around it.
fn put(old: &mut Value, text: &str) {
    let decor = old.decor().clone();
    *old = text.into();
    *old.decor_mut() = decor;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_rise_as_cargo_understands_them() {
        let raised = |last: &str, class| raised(&Version::parse(last).unwrap(), class).to_string();
        for (last, patch, minor, major) in [
            ("1.2.3", "1.2.4", "1.3.0", "2.0.0"),
            ("0.2.3", "0.2.4", "0.2.4", "0.3.0"),
            ("0.0.3", "0.0.4", "0.0.4", "0.0.4"),
        ] {
            assert_eq!(raised(last, Class::None), last);
            assert_eq!(raised(last, Class::Patch), patch);
            assert_eq!(raised(last, Class::Minor), minor);
            assert_eq!(raised(last, Class::Major), major);
        }
    }
}

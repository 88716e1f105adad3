//! Finds the next version, and sets it in the manifests.

use conscent_codegen::diff::SemverImpact;
use conscent_codegen::package::manifest::{self, ManifestInfo};
use conscent_codegen::package::release;
use conscent_codegen::{Diagnostic, Diagnostics, Location, Release, input};
use semver::Version;
use std::path::{Path, PathBuf};
use toml_edit::{DocumentMut, Value};

/// The version that the impact requires after the last release, or a greater one that the manifest has.
pub(super) fn next(info: &ManifestInfo, last: Option<&Release>, impact: SemverImpact) -> Result<String, Diagnostic> {
    let current = parse(&info.version, &info.manifest)?;
    let Some(last) = last else { return Ok(current.to_string()) };
    let last = parse(&last.version, Path::new(release::FILE))?;
    Ok(current.max(raised(&last, impact)).to_string())
}

/// Whether the version of the manifest is greater than that of the last release.
pub(super) fn is_raised(info: &ManifestInfo, last: &Release) -> Result<bool, Diagnostic> {
    Ok(parse(&info.version, &info.manifest)? > parse(&last.version, Path::new(release::FILE))?)
}

fn parse(text: &str, file: &Path) -> Result<Version, Diagnostic> {
    match Version::parse(text) {
        Ok(version) if version.pre.is_empty() && version.build.is_empty() => Ok(version),
        Ok(_) => Err(Location::file(file)
            .error(format!("version {text}"), "the version of a release has three numbers; set them by hand")),
        Err(error) => Err(Location::file(file).error(format!("not a version: {text:?}"), error.to_string())),
    }
}

/// Raises a version as cargo understands it: a major change raises the first number that is not 0.
fn raised(last: &Version, impact: SemverImpact) -> Version {
    let Version { major, minor, patch, .. } = *last;
    match (impact, major, minor) {
        (SemverImpact::None, ..) => last.clone(),
        (SemverImpact::Major, 0, 0) => Version::new(0, 0, patch + 1),
        (SemverImpact::Major, 0, _) => Version::new(0, minor + 1, 0),
        (SemverImpact::Major, ..) => Version::new(major + 1, 0, 0),
        (SemverImpact::Minor, 1.., _) => Version::new(major, minor + 1, 0),
        (SemverImpact::Minor | SemverImpact::Patch, ..) => Version::new(major, minor, patch + 1),
    }
}

/// The manifest that has the version, and the workspace's manifest, which may require that version of its members, both with the new version.
pub(super) fn set(info: &ManifestInfo, folder: &Path, version: &str) -> Result<Vec<(PathBuf, String)>, Diagnostics> {
    let mut manifests = Vec::new();
    let workspace = manifest::workspace(folder)?;
    for path in workspace.iter().chain((workspace.as_ref() != Some(&info.manifest)).then_some(&info.manifest)) {
        let text = input::text(path)?;
        let mut document: DocumentMut = text
            .parse()
            .map_err(|error: toml_edit::TomlError| Location::file(path).error("not TOML", error.message()))?;
        if *path == info.manifest {
            let package = if info.inherited { &mut document["workspace"]["package"] } else { &mut document["package"] };
            match package.get_mut("version").and_then(|item| item.as_value_mut()) {
                Some(old) => put(old, version),
                None => package["version"] = toml_edit::value(version),
            }
        }
        require(&mut document, path, info, version)?;
        let new = document.to_string();
        if new != text {
            manifests.push((path.clone(), new));
        }
    }
    Ok(manifests)
}

/// Sets the version that the workspace requires of every member whose version is in the same manifest.
fn require(document: &mut DocumentMut, path: &Path, info: &ManifestInfo, version: &str) -> Result<(), Diagnostic> {
    let root = path.parent().unwrap_or(Path::new("."));
    let dependencies = document.get_mut("workspace").and_then(|workspace| workspace.get_mut("dependencies"));
    let Some(dependencies) = dependencies.and_then(|item| item.as_table_like_mut()) else { return Ok(()) };
    for (_, dependency) in dependencies.iter_mut() {
        let Some(dependency) = dependency.as_table_like_mut() else { continue };
        let Some(member) = dependency.get("path").and_then(|path| path.as_str()) else { continue };
        let is_same = manifest::read(&root.join(member))?.is_some_and(|member| same(&member.manifest, &info.manifest));
        if let Some(required) = dependency.get_mut("version").and_then(|item| item.as_value_mut()).filter(|_| is_same) {
            put(required, version);
        }
    }
    Ok(())
}

/// Whether two paths lead to one file or folder.
pub(super) fn same(a: &Path, b: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    real(a) == real(b)
}

/// Replaces a value, and keeps the space and comments around it.
pub(super) fn put(old: &mut Value, text: &str) {
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
            assert_eq!(raised(last, SemverImpact::None), last);
            assert_eq!(raised(last, SemverImpact::Patch), patch);
            assert_eq!(raised(last, SemverImpact::Minor), minor);
            assert_eq!(raised(last, SemverImpact::Major), major);
        }
    }
}

//! What to do after a release.

use conscent_codegen::package::manifest;
use std::env;
use std::path::{Path, PathBuf};

/// The commands that commit, tag and publish a release, for a shell in the current folder. `manifests` are the changed files in the
/// crate's folder or above it.
pub(super) fn steps(name: &str, version: &str, folder: &Path, manifests: &[(PathBuf, String)]) -> [String; 4] {
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let outside = manifests.iter().map(|(path, _)| path.as_path());
    let outside = outside.filter(|path| !path.starts_with(folder) && !path.starts_with(&real));
    let files: Vec<_> = std::iter::once(folder).chain(outside).map(word).collect();
    [
        format!("git add {}", files.join(" ")),
        format!("git commit -m \"Release {name} {version}\""),
        format!("git tag {name}-{version}"),
        format!("cargo publish --manifest-path {}", word(&folder.join(manifest::FILE))),
    ]
}

/// A path as a word of the shell, relative to the current folder if it is below.
fn word(path: &Path) -> String {
    let here = env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    let path = path.strip_prefix(&here).unwrap_or(path).display().to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "/\\.,:_-+@%".contains(c);
    if path.chars().all(is_plain) { path } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

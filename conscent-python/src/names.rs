//! Names of events as names of files.

use conscent_codegen::samples::name::{folder, hashed};
use pyo3::pyfunction;
use std::collections::BTreeSet;

/// The names of the files of events, without an extension, as `conscent import` names their folders.
///
/// Some file systems ignore case, so of two names that differ only in case, the second has a hash.
#[pyfunction]
#[expect(clippy::needless_pass_by_value, reason = "Python converts its list to this type")]
pub(crate) fn file_names(events: Vec<String>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let name = |event: &String| {
        let folder = folder(event);
        if taken.insert(folder.to_lowercase()) { folder } else { hashed(event) }
    };
    events.iter().map(name).collect()
}

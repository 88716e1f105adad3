//! A version of the types, as an argument names it.

use super::git;
use conscent_codegen::diagnostic::{Diagnostic, Diagnostics, Place};
use conscent_codegen::emit::ROOT;
use conscent_codegen::schema::{self, Api};
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

/// Reads the version from its folder, or from git.
pub(crate) fn read(argument: &OsStr) -> Result<Vec<Api>, Diagnostics> {
    let folder = Path::new(argument);
    if folder.exists() {
        return read_folder(folder);
    }
    let tree = git::Tree::find(argument)?;
    let files = tree.check_out()?;
    read_folder(files.path()).map_err(|Diagnostics(wrong)| {
        // The copy is gone when the user reads of it.
        let place = |place: Place| match place.file.strip_prefix(files.path()) {
            Ok(path) => Place { file: tree.name(path), ..place },
            Err(_) => place,
        };
        wrong.into_iter().map(|one| Diagnostic { place: place(one.place), ..one }).collect()
    })
}

/// A generated crate has its schemas in it. In a folder of samples the events are folders, in one of schemas they are files.
fn read_folder(folder: &Path) -> Result<Vec<Api>, Diagnostics> {
    if folder.join(ROOT).is_file() {
        return schema::read(&folder.join("schemas"));
    }
    let apis = entries(folder).filter(|path| path.is_dir());
    let (folders, files): (Vec<_>, Vec<_>) = apis.flat_map(|api| entries(&api)).partition(|path| path.is_dir());
    let is_schemas = folders.is_empty() && files.iter().any(|path| path.extension().is_some_and(|end| end == "json"));
    if is_schemas { schema::read(folder) } else { Ok(conscent_codegen::model(folder)?.apis) }
}

/// What is in a folder. Whoever reads it for good tells what is wrong with it.
fn entries(folder: &Path) -> impl Iterator<Item = std::path::PathBuf> + use<> {
    fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()))
}

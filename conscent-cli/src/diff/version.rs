//! Reads a version of the interface that an argument names.

use super::git;
use conscent_codegen::interface::FILE;
use conscent_codegen::{Diagnostic, Diagnostics, Interface, Location, input};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The folder of a generated crate that holds its interface.
const SCHEMAS: &str = "schemas";

/// Reads the version from a folder or file, or from git. A samples folder gives what the next release after `previous` would be.
pub(crate) fn read(argument: &OsStr, previous: Option<&Interface>) -> Result<Interface, Diagnostics> {
    let path = Path::new(argument);
    if path.exists() {
        return read_path(path, previous);
    }
    let tree = git::Tree::find(argument)?;
    let copy = tree.check_out()?;
    read_path(copy.path(), previous).map_err(|errors| {
        // The copy is gone when the user reads the error, so the error names the file in git instead.
        let rename = |location: Location| match location.file.strip_prefix(copy.path()) {
            Ok(path) => Location { file: tree.name(path), ..location },
            Err(_) => location,
        };
        errors.into_iter().map(|one| Diagnostic { location: rename(one.location), ..one }).collect()
    })
}

/// An `interface.json`, a folder that has one, or a samples folder.
fn read_path(path: &Path, previous: Option<&Interface>) -> Result<Interface, Diagnostics> {
    if path.is_file() {
        return Ok(Interface::read(path)?);
    }
    let interface = [path.join(FILE), path.join(SCHEMAS).join(FILE)].into_iter().find(|file| file.is_file());
    if let Some(file) = interface {
        return Ok(Interface::read(&file)?);
    }
    if [path, &path.join(SCHEMAS)].into_iter().any(is_schemas) {
        let help = "an older generator wrote its schemas, which do not contain the whole interface; generate the \
                    crate again, or compare the samples that it was generated from";
        return Err(Location::file(path).error(format!("no {FILE}"), help).into());
    }
    conscent_codegen::interface(path, previous)
}

/// Whether a folder holds schemas: its apis contain files, where a samples folder has folders.
fn is_schemas(folder: &Path) -> bool {
    let (folders, files): (Vec<_>, Vec<_>) =
        list(folder).iter().filter(|api| api.is_dir()).flat_map(|api| list(api)).partition(|path| path.is_dir());
    folders.is_empty() && files.iter().any(|path| path.extension().is_some_and(|extension| extension == "json"))
}

/// The content of a folder. If it cannot be read, the error is reported where the folder is read as samples.
fn list(folder: &Path) -> Vec<PathBuf> {
    input::list(folder).unwrap_or_default()
}

//! Where a body is filed: `<api>/<event>/<name>.json`, in a samples folder and in what `record` writes.

use crate::identify::Declared;
use crate::source::Source;
use crate::vendor::Vendor;
use conscent_codegen::samples::name::FullNames;
use conscent_codegen::{Diagnostic, Diagnostics, Location};
use std::path::{Path, PathBuf};

/// What the folder of a file says of the bodies in it, where they do not say it themselves: the event that their endpoint knew, or their
/// header.
///
/// # Errors
/// The folder's name is not that of an event, or the file of full names cannot be read.
pub(crate) fn declared<'a>(file: &Source, vendor: &'a Vendor) -> Result<Declared<'a>, Diagnostics> {
    // A file that cannot be found is an error where it is read.
    let path = match file {
        Source::File(path) => path.canonicalize().unwrap_or_default(),
        Source::Stdin => PathBuf::new(),
    };
    let mut above = path.ancestors().skip(1);
    let (Some(folder), Some(api), Some(root)) = (above.next(), above.next(), above.next()) else {
        return Ok(Declared::Nothing);
    };
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let (Some(event), Some(api)) = (name(folder), name(api)) else { return Ok(Declared::Nothing) };
    match vendor.module(&api) {
        Some(module) if module.naming.header.is_some() || module.naming.pointer.is_none() => {
            let event = FullNames::read(root)?.event(&api, &event);
            let event = event.map_err(|error| Diagnostic { location: Location::file(folder), ..error })?;
            Ok(Declared::Event(module, event))
        }
        _ => Ok(Declared::Nothing),
    }
}

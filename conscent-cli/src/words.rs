//! The words of a vendor's documentation, which redaction keeps.

use crate::import::site;
use crate::vendor::released;
use conscent::redact::Words;
use conscent::{v1, v2};
use conscent_codegen::{Diagnostics, Interface, samples};
use conscent_core::pointer::unescape;
use conscent_import::Site;
use std::fs;
use std::path::Path;

/// The words of Conscent.
pub(crate) fn of_conscent() -> Words {
    Words::of(&[&v1::API, &v2::API])
}

/// The words of the vendor of a samples folder: the words of its usable samples, if it has any yet, and the keys that lead
/// to the names of events. A folder whose hints do not define any api is Conscent's.
///
/// # Errors
/// The folder cannot be read.
pub(crate) fn of_folder(folder: &Path) -> Result<Words, Diagnostics> {
    let conscent = site::conscent();
    let known = Site::read(folder, &conscent)?;
    let start = if known == conscent { of_conscent() } else { Words::default() };
    let places = known.envelopes.values().flat_map(|envelope| envelope.naming.pointer.iter().chain(&envelope.payload));
    let words =
        places.flat_map(|place| place.split('/').skip(1)).fold(start, |words, token| words.key(unescape(token)));
    if !has_samples(folder) {
        return Ok(words);
    }
    let (usable, _) = samples::read_usable(folder)?;
    let (interface, _) = conscent_codegen::interface_from(&usable, released(folder)?.as_ref())?;
    Ok(with_interface(words, &interface))
}

fn with_interface(mut words: Words, interface: &Interface) -> Words {
    for module in &interface.modules {
        words = module.events.iter().fold(words, |words, event| words.event(&event.name));
        words = module.keys().into_iter().fold(words, Words::key);
        for (key, codes) in module.codes() {
            words = codes.into_iter().fold(words, |words, code| words.code(key, code));
        }
    }
    words
}

/// Whether a folder has a file at the place of a sample: `<api>/<event>/<name>.json`.
fn has_samples(folder: &Path) -> bool {
    let inside = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files = inside(folder).flat_map(|api| inside(&api)).flat_map(|event| inside(&event));
    files.any(|file| file.extension().is_some_and(|extension| extension == "json"))
}

//! Shape files: what many payloads of an event have in common, without the payloads.

use super::Hints;
use super::check::{is_of, shown_place};
use super::folder::File;
use super::provenance::Origin;
use super::sample::LeftOut;
use crate::diagnostic::{Diagnostic, Location};
use crate::pointer;
use base16ct::lower::encode_string;
use conscent_shape::{Fields, FileError, Shape, ShapeFile};
use sha2::{Digest, Sha256};
use std::path::Path;

/// The extension of shape files.
pub const EXTENSION: &str = "shape";

/// The shape of many payloads of one event, which `conscent infer --shape` wrote.
#[derive(Clone, Debug, PartialEq)]
pub struct Archive {
    /// The API that it belongs to: the first folder below `samples/` (`v1`, `v2`).
    pub api: String,
    /// The event's name on the wire (`purchase.pass`).
    pub event: String,
    /// The second folder, which encodes the event's name ([`name`](super::name)).
    pub folder: String,
    /// The file's stem, unique among the shapes of its event.
    pub name: String,
    /// The file.
    pub location: Location,
    /// What its payloads have in common. It is redacted.
    pub shape: Shape,
    /// SHA-256 of the file, in hexadecimal digits.
    pub sha256: String,
    /// Where its payloads come from, if that is known.
    pub origin: Option<Origin>,
}

impl Archive {
    /// The file's path in the samples folder: `v2/purchase.pass/archive.shape`.
    #[must_use]
    pub fn key(&self) -> String {
        key(&self.api, &self.folder, &self.name)
    }

    /// How many payloads it covers.
    #[must_use]
    pub fn documents(&self) -> u64 {
        self.shape.object.count
    }
}

/// The path of a shape file in the samples folder, given the folder of its event.
#[must_use]
pub fn key(api: &str, folder: &str, name: &str) -> String {
    format!("{api}/{folder}/{name}.{EXTENSION}")
}

/// Whether a path in the samples folder is that of a shape file.
#[must_use]
pub fn is_shape(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == EXTENSION)
}

/// The shape in a file.
pub(super) fn archive(found: File, bytes: &[u8], origin: Option<Origin>) -> Result<Archive, Box<LeftOut>> {
    let File { api, event, folder, name, path } = found;
    match read(bytes, &path) {
        Ok(shape) => {
            let (location, sha256) = (Location::file(path), encode_string(&Sha256::digest(bytes)));
            Ok(Archive { api, event, folder, name, location, shape, sha256, origin })
        }
        Err(why) => Err(Box::new(LeftOut { key: key(&api, &folder, &name), api, event, origin, why })),
    }
}

/// Reads the bytes of a shape file that is evidence for types.
///
/// # Errors
/// They are not a shape file, hold personal data, or describe values that are not objects.
pub fn read(bytes: &[u8], path: &Path) -> Result<Shape, Diagnostic> {
    let file = ShapeFile::read(bytes).map_err(|error| unusable(path, error))?;
    if file.is_partial() {
        let help = "it holds strings of its documents, which may be personal data, so it does not belong in a samples \
            folder; `conscent merge` reads it, and writes a shape file without personal data";
        return Err(Location::file(path).error("a partial shape file", help));
    }
    let shape = file.into_shape();
    match (shape.object.count, shape.count() - shape.object.count) {
        (0, 0) => {
            let help = "it covers no documents; remove it";
            Err(Location::file(path).error("an empty shape file", help))
        }
        (_, 0) => Ok(shape),
        (objects, others) => {
            let all = objects + others;
            let help = format!(
                "a payload must be an object, but {others} of {all} documents are not; write the shape of the objects only"
            );
            Err(Location::file(path).error("not JSON objects", help))
        }
    }
}

/// The error of bytes that are not a shape file, with their file.
#[must_use]
pub fn unusable(file: &Path, error: FileError) -> Diagnostic {
    Location::line(file, error.line).error("not a usable shape file", error.message)
}

/// Removes each archive whose documents name an event other than that of its folder.
pub(super) fn agree(archives: Vec<Archive>, hints: &Hints, left_out: &mut Vec<LeftOut>) -> Vec<Archive> {
    let mut agreeing = Vec::new();
    for archive in archives {
        match disagreement(&archive, hints) {
            None => agreeing.push(archive),
            Some(why) => {
                let key = archive.key();
                let Archive { api, event, origin, .. } = archive;
                left_out.push(LeftOut { api, event, key, origin, why });
            }
        }
    }
    agreeing
}

fn disagreement(archive: &Archive, hints: &Hints) -> Option<Diagnostic> {
    let naming = &hints.envelopes.get(&archive.api)?.naming;
    let place = naming.pointer.as_deref()?;
    let (shown, all) = (shown_place(place), archive.documents());
    let found = match at(&archive.shape, place) {
        // Nothing that the file has forgotten can contradict the folder.
        Found::Forgotten => return None,
        Found::Nothing => None,
        Found::Values(shape) => Some(&shape.string),
    };
    let mut names = found.and_then(|found| found.values.known()).into_iter().flatten();
    let strings = found.map_or(0, |found| found.count);
    let says = match names.find(|name| !is_of(&archive.event, name, naming)) {
        Some(other) => format!("{shown:?}: {other:?}"),
        None if strings < all && naming.header.is_none() => {
            format!("that {} of {all} documents have no event under {shown:?}", all - strings)
        }
        None => return None,
    };
    let help = format!(
        "its folder is {}/{}; move the file, or write one shape for each event with `conscent infer --shape --by-event`",
        archive.api, archive.event,
    );
    Some(archive.location.clone().error(format!("the shape says {says}"), help))
}

/// What a shape has at a place.
#[derive(Clone, Copy, Debug)]
pub enum Found<'s> {
    /// These values.
    Values(&'s Shape),
    /// No document has a value there.
    Nothing,
    /// The shape does not keep what is there: the keys above it are data.
    Forgotten,
}

/// What a shape has at the place of a JSON pointer.
#[must_use]
pub fn at<'s>(shape: &'s Shape, place: &str) -> Found<'s> {
    let mut reached = shape;
    for token in pointer::tokens(place) {
        let Fields::Known(fields) = &reached.object.fields else { return Found::Forgotten };
        match fields.get(&token) {
            Some(field) => reached = &field.shape,
            None if reached.object.rest.is_some() || reached.array.count > 0 => return Found::Forgotten,
            None => return Found::Nothing,
        }
    }
    Found::Values(reached)
}

/// The shapes of the values one step below a shape, with `*` for the items of arrays and the values of objects.
pub(super) fn below<'s>(shape: &'s Shape, token: &str) -> Vec<&'s Shape> {
    let mut all = Vec::new();
    match &shape.object.fields {
        Fields::Known(fields) if token == "*" => all.extend(fields.values().map(|field| &*field.shape)),
        Fields::Known(fields) => all.extend(fields.get(token).map(|field| &*field.shape)),
        Fields::Pooled(values) if token == "*" => all.push(&**values),
        Fields::Pooled(_) => {}
    }
    if token == "*" {
        all.extend(shape.object.rest.as_deref());
        all.extend(shape.array.item.as_deref());
    }
    all
}

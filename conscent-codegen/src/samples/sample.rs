//! One documented payload.

use super::archive::{self, Archive};
use super::provenance::{Origin, Origins};
use super::{folder, provenance};
use crate::diagnostic::{Diagnostic, Diagnostics, Location};
use crate::input;
use conscent_shape::syntax::{self, Reason};
use rayon::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// One documented payload.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sample {
    /// The API that it belongs to: the first folder below `samples/` (`v1`, `v2`).
    pub api: String,
    /// The event's name on the wire (`purchase.pass`).
    pub event: String,
    /// The second folder, which encodes the event's name ([`name`](super::name)).
    pub folder: String,
    /// The file's stem, unique within its event.
    pub name: String,
    /// The file, and the line where the payload starts.
    pub location: Location,
    /// The payload as it is in the file, with corrections, and without the white space around it.
    pub text: String,
    /// Whether a correction changed it.
    pub corrected: bool,
    /// The page or the captures that it comes from, if `import` wrote it.
    pub origin: Option<Origin>,
}

impl Sample {
    /// The file's path in the samples folder, which corrections and provenance use:
    /// `v2/purchase.pass/purchase-webhook.json`.
    #[must_use]
    pub fn key(&self) -> String {
        key(&self.api, &self.folder, &self.name)
    }

    /// The place in the file of a byte of [`Sample::text`]. On the first line of the text, only the line is known: white
    /// space may be before it.
    #[must_use]
    pub fn place_of(&self, offset: usize) -> Location {
        let (line, column) = syntax::position(self.text.as_bytes(), offset);
        let first = self.location.line.unwrap_or(1);
        Location { line: Some(first + line - 1), column: (line > 1).then_some(column), ..self.location.clone() }
    }
}

/// The path of a sample in the samples folder, given the folder of its event.
#[must_use]
pub fn key(api: &str, folder: &str, name: &str) -> String {
    format!("{api}/{folder}/{name}.json")
}

/// A sample or a shape that cannot be used, and why.
#[derive(Clone, Debug)]
pub(super) struct LeftOut {
    pub(super) api: String,
    pub(super) event: String,
    /// [`Sample::key`], or [`Archive::key`].
    pub(super) key: String,
    pub(super) origin: Option<Origin>,
    pub(super) why: Diagnostic,
}

/// Reads every sample and every shape of the folder, sorted by API, event and name. Unusable ones are left out.
///
/// # Errors
/// Files that cannot be read, or that do not belong in the folder.
pub(super) fn read(folder: &Path, left_out: &mut Vec<LeftOut>) -> Result<(Vec<Sample>, Vec<Archive>), Diagnostics> {
    let mut errors = Vec::new();
    let (payloads, shapes) = folder::walk(folder, &mut errors);
    let origins = provenance::origins(folder).unwrap_or_else(|e| {
        errors.push(e);
        BTreeMap::new()
    });
    let samples = read_all(payloads, (key, sample), &origins, left_out, &mut errors);
    let archive: Content<Archive> = |file, bytes, origin| archive::archive(file, &bytes, origin);
    let archives = read_all(shapes, (archive::key, archive), &origins, left_out, &mut errors);
    errors.into_iter().collect::<Diagnostics>().into_result().map(|()| (samples, archives))
}

/// Returns the path of a file in the samples folder, given the API, the folder of the event, and the name.
type Key = fn(&str, &str, &str) -> String;

/// Makes a sample or a shape of the bytes of a file.
type Content<T> = fn(folder::File, Vec<u8>, Option<Origin>) -> Result<T, Box<LeftOut>>;

/// Reads files of one kind, in their order. Unusable files are left out.
fn read_all<T: Send>(
    files: Vec<folder::File>,
    (key, content): (Key, Content<T>),
    origins: &Origins,
    left_out: &mut Vec<LeftOut>,
    errors: &mut Vec<Diagnostic>,
) -> Vec<T> {
    let read = files.into_par_iter().map(|file| {
        let origin = origins.get(&key(&file.api, &file.folder, &file.name)).cloned();
        input::bytes(&file.path).map(|bytes| content(file, bytes, origin))
    });
    let mut all = Vec::new();
    for one in read.collect::<Vec<_>>() {
        match one {
            Ok(Ok(usable)) => all.push(usable),
            Ok(Err(unusable)) => left_out.push(*unusable),
            Err(unreadable) => errors.push(unreadable),
        }
    }
    all
}

fn sample(file: folder::File, bytes: Vec<u8>, origin: Option<Origin>) -> Result<Sample, Box<LeftOut>> {
    let folder::File { api, event, folder, name, path } = file;
    let text = input::utf8(bytes, &path).and_then(|text| check(&text, &path).map(|()| text));
    let is_delivery = origin.as_ref().map_or_else(|| is_name_of_delivery(&name), |origin| origin.captured);
    let quotable = |location: Location| if is_delivery { location } else { location.quotable() };
    let raw = match text {
        Ok(raw) => raw,
        Err(why) => {
            let why = Diagnostic { location: quotable(why.location), ..why };
            return Err(Box::new(LeftOut { key: key(&api, &folder, &name), api, event, origin, why }));
        }
    };
    let start = raw.len() - raw.trim_start().len();
    let location = quotable(Location::line(path, syntax::position(raw.as_bytes(), start).0));
    Ok(Sample { api, event, folder, name, location, text: raw.trim().to_owned(), corrected: false, origin })
}

/// Whether a file without a known origin is named like a body from `record`, or like a sample that `import` makes of
/// captures. A person may have copied it here.
fn is_name_of_delivery(name: &str) -> bool {
    name.starts_with("capture-") || name.bytes().all(|byte| byte.is_ascii_digit())
}

/// Checks that a payload is a JSON object that any JSON parser with serde's usual depth limit accepts.
fn check(text: &str, file: &Path) -> Result<(), Diagnostic> {
    let value: Value =
        serde_json::from_str(text).map_err(|e| syntax_error(Location::column(file, e.line(), e.column()), &e))?;
    if value.is_object() {
        return Ok(());
    }
    let split = if value.is_array() { "; put each delivery of the list into its own file" } else { "" };
    let help = format!("a payload must be an object, but this is {}{split}", kind(&value));
    let (line, column) = syntax::position(text.as_bytes(), text.len() - text.trim_start().len());
    Err(Location::column(file, line, column).error("not a JSON object", help))
}

/// The parser's error, at its location.
#[must_use]
pub fn syntax_error(location: Location, error: &serde_json::Error) -> Diagnostic {
    // The parser counts columns from 0 if the input ends after a line break.
    let location = Location { column: location.column.map(|column| column.max(1)), ..location };
    match syntax::reason(error) {
        Reason::TooDeep => location
            .error("nested too deeply", "serde_json stops at depth 128, and so does every user of the generated types"),
        Reason::Other(reason) => location.error("not JSON", reason),
    }
}

/// The kind of a JSON value, with its article.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

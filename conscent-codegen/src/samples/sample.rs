//! One documented payload.

use super::provenance::Origin;
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
    /// The generation of webhooks it belongs to: the first folder below `samples/` (`v1`, `v2`).
    pub api: String,
    /// The event's name on the wire (`purchase.pass`).
    pub event: String,
    /// The second folder, which encodes the event's name ([`name`](super::name)).
    pub folder: String,
    /// The file's stem, unique within its event.
    pub name: String,
    /// The file, and the line where the payload starts.
    pub location: Location,
    /// The payload as it is in the file, without the white space around it; corrections are applied.
    pub text: String,
    /// Whether a correction changed it.
    pub corrected: bool,
    /// The page that shows it, or the captures that hold it, if `import` took it from there.
    pub origin: Option<Origin>,
}

impl Sample {
    /// The file's path below the samples folder, by which corrections and provenance name it: `v2/purchase.pass/purchase-webhook.json`.
    #[must_use]
    pub fn key(&self) -> String {
        key(&self.api, &self.folder, &self.name)
    }

    /// The line of the file that holds a byte of [`Sample::text`].
    #[must_use]
    pub fn line_of(&self, offset: usize) -> Location {
        let first = self.location.line.unwrap_or(1);
        Location::line(&self.location.file, first + syntax::position(self.text.as_bytes(), offset).0 - 1)
    }
}

/// The path of a sample below the samples folder, by the folder of its event.
#[must_use]
pub fn key(api: &str, folder: &str, name: &str) -> String {
    format!("{api}/{folder}/{name}.json")
}

/// A sample that cannot be used, and why.
#[derive(Clone, Debug)]
pub(super) struct LeftOut {
    pub(super) api: String,
    pub(super) event: String,
    pub(super) folder: String,
    pub(super) name: String,
    pub(super) origin: Option<Origin>,
    pub(super) why: Diagnostic,
}

impl LeftOut {
    /// [`Sample::key`].
    pub(super) fn key(&self) -> String {
        key(&self.api, &self.folder, &self.name)
    }
}

/// Reads every sample of the folder, sorted by api, event and name. Those that cannot be used are left out.
///
/// # Errors
/// Files that cannot be read, and what does not belong into the folder.
pub(super) fn read(folder: &Path, left_out: &mut Vec<LeftOut>) -> Result<Vec<Sample>, Diagnostics> {
    let mut errors = Vec::new();
    let files = folder::walk(folder, &mut errors);
    let origins = provenance::origins(folder).unwrap_or_else(|e| {
        errors.push(e);
        BTreeMap::new()
    });
    let read = files.into_par_iter().map(|file| {
        let origin = origins.get(&key(&file.api, &file.folder, &file.name)).cloned();
        input::bytes(&file.path).map(|bytes| sample(file, bytes, origin))
    });
    let mut samples = Vec::new();
    for one in read.collect::<Vec<_>>() {
        match one {
            Ok(Ok(sample)) => samples.push(sample),
            Ok(Err(unusable)) => left_out.push(*unusable),
            Err(unreadable) => errors.push(unreadable),
        }
    }
    errors.into_iter().collect::<Diagnostics>().into_result().map(|()| samples)
}

fn sample(file: folder::File, bytes: Vec<u8>, origin: Option<Origin>) -> Result<Sample, Box<LeftOut>> {
    let folder::File { api, event, folder, name, path } = file;
    let text = input::utf8(bytes, &path).and_then(|text| check(&text, &path).map(|()| text));
    let raw = match text {
        Ok(raw) => raw,
        Err(why) => return Err(Box::new(LeftOut { api, event, folder, name, origin, why })),
    };
    let start = raw.len() - raw.trim_start().len();
    let location = Location::line(path, syntax::position(raw.as_bytes(), start).0);
    Ok(Sample { api, event, folder, name, location, text: raw.trim().to_owned(), corrected: false, origin })
}

/// A payload is a JSON object that any JSON parser with serde's usual depth limit takes.
fn check(text: &str, file: &Path) -> Result<(), Diagnostic> {
    let value: Value =
        serde_json::from_str(text).map_err(|e| syntax_error(Location::column(file, e.line(), e.column()), &e))?;
    if value.is_object() {
        return Ok(());
    }
    let split = if value.is_array() { "; put each delivery of a list into a file of its own" } else { "" };
    let help = format!("a payload is an object; this is {}{split}", kind(&value));
    Err(Location::file(file).error("not a JSON object", help))
}

/// The parser's error, at its location.
#[must_use]
pub fn syntax_error(location: Location, error: &serde_json::Error) -> Diagnostic {
    // The parser counts columns from 0 where the input ends after a line's end.
    let location = Location { column: location.column.map(|column| column.max(1)), ..location };
    match syntax::reason(error) {
        Reason::TooDeep => location
            .error("nested too deep", "serde_json, and so every user of the generated types, stops at depth 128"),
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

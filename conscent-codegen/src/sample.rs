//! One documented payload, and where it came from.
//!
//! A samples folder holds `<api>/<event>/<name>.json`. Beside the apis' folders stand the files that speak about the samples:
//! `corrections.toml`, `hints.toml` and `provenance.toml`.

mod folder;
mod name;
pub mod provenance;

use crate::correct;
use crate::diagnostic::{self, Diagnostic, Diagnostics, Place};
use crate::hint::Hints;
use crate::input;
use provenance::Origin;
use rayon::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

pub(crate) use name::RULE as NAME_RULE;
pub use name::is_name;

/// One documented payload.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sample {
    /// The generation of webhooks it belongs to: the first folder below `samples/` (`v1`, `v2`).
    pub api: String,
    /// The event's name on the wire: the second folder (`purchase.pass`).
    pub event: String,
    /// The file's stem, unique within its event.
    pub name: String,
    /// The file, and the line where the payload starts.
    pub place: Place,
    /// The payload as it stands in the file, without the white space around it; after `correct`, as corrected.
    pub text: String,
    /// Whether `correct` changed it.
    pub fidelity: Fidelity,
    /// The page that shows it, or the captures that hold it, when `import` took it from there.
    pub origin: Option<Origin>,
}

/// How a sample relates to what the documentation shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fidelity {
    /// As documented.
    Verbatim,
    /// A known mistake of the documentation is corrected.
    Corrected,
}

impl Sample {
    /// The file's path below the samples folder, by which corrections and provenance name it: `v2/purchase.pass/purchase-webhook.json`.
    #[must_use]
    pub fn key(&self) -> String {
        key(&self.api, &self.event, &self.name)
    }

    /// Where a byte of [`Sample::text`] stands in the file.
    #[must_use]
    pub fn line_of(&self, offset: usize) -> Place {
        let first = self.place.line.unwrap_or(1);
        Place::line(&self.place.file, first + input::position(&self.text, offset).0 - 1)
    }
}

/// The path of a sample below the samples folder.
pub(crate) fn key(api: &str, event: &str, name: &str) -> String {
    format!("{api}/{event}/{name}.json")
}

/// Reads every sample of the folder, sorted by api, event and name.
///
/// # Errors
/// All of: no folder or no sample in it, a file that cannot be read or is not UTF-8, not JSON, no object or nested too deep, a file that
/// stands where no sample belongs, and two samples that claim one name.
pub fn read(samples: &Path) -> Result<Vec<Sample>, Diagnostics> {
    let mut wrong = Vec::new();
    let files = folder::walk(samples, &mut wrong);
    let origins = provenance::read(samples).unwrap_or_else(|e| {
        wrong.push(e);
        BTreeMap::new()
    });
    let read = files.into_par_iter().map(|file| {
        let origin = origins.get(&key(&file.api, &file.event, &file.name)).cloned();
        read_file(file, origin)
    });
    let walked = wrong.into_iter().collect::<Diagnostics>().into_result();
    diagnostic::both(walked, diagnostic::collect(read.collect::<Vec<_>>())).map(|((), samples)| samples)
}

fn read_file(file: folder::File, origin: Option<Origin>) -> Result<Sample, Diagnostic> {
    let folder::File { api, event, name, path } = file;
    let raw = input::text(&path)?;
    check(&raw, &path)?;
    let start = raw.len() - raw.trim_start().len();
    let place = Place::line(path, input::position(&raw, start).0);
    Ok(Sample { api, event, name, place, text: raw.trim().to_owned(), fidelity: Fidelity::Verbatim, origin })
}

/// A payload is a JSON object that any JSON parser with serde's usual depth limit takes.
fn check(text: &str, file: &Path) -> Result<(), Diagnostic> {
    let value: Value =
        serde_json::from_str(text).map_err(|e| not_json(Place::column(file, e.line(), e.column()), &e))?;
    if value.is_object() {
        return Ok(());
    }
    Err(Place::file(file).says("no JSON object", format!("a payload is an object; this is {}", kind(&value))))
}

/// What the JSON parser says, at its place.
pub(crate) fn not_json(place: Place, error: &serde_json::Error) -> Diagnostic {
    // The parser counts columns from 0 where the input ends behind a line's end.
    let place = Place { column: place.column.map(|column| column.max(1)), ..place };
    let why = error.to_string();
    let why = why.rsplit_once(" at line ").map_or(why.as_str(), |(why, _)| why);
    if why.starts_with("recursion limit") {
        return place
            .says("nested too deep", "serde_json, and so every user of the generated types, stops at depth 128");
    }
    place.says("not JSON", why)
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// Checks, after `correct`, that each body names the event that its folder names.
///
/// Apis without an envelope in the hints have no name in the body, and nothing to contradict.
///
/// # Errors
/// A body that names no event, or another than its folder, with both places.
pub fn agree(samples: &[Sample], hints: &Hints) -> Result<(), Diagnostics> {
    let wrong = samples.iter().filter_map(|sample| {
        let envelope = hints.envelopes.get(&sample.api)?;
        let (place, found) = contradiction(sample, &envelope.event)?;
        let shown = sample.origin.as_ref().map(|origin| format!(" (shown by {origin})")).unwrap_or_default();
        let why = format!(
            "its folder is {}/{}{shown}; move the file, or correct the body in {}",
            sample.api,
            sample.event,
            correct::FILE
        );
        Some(place.says(format!("the body says {found}"), why))
    });
    wrong.collect::<Diagnostics>().into_result()
}

/// Where the body says what, if that is not the sample's event: `"event": "purchase.subscription"`, or that it names none.
pub(crate) fn contradiction(sample: &Sample, field: &str) -> Option<(Place, String)> {
    let pointer = format!("/{}", field.replace('~', "~0").replace('/', "~1"));
    let Some(span) = correct::span(&sample.text, &pointer) else {
        return Some((sample.place.clone(), format!("no event under {field:?}")));
    };
    let place = sample.line_of(span.start);
    match serde_json::from_str(sample.text.get(span)?).ok()? {
        Value::String(event) if event == sample.event => None,
        Value::String(event) => Some((place, format!("{field:?}: {event:?}"))),
        other => Some((place, format!("{field:?} is {}", kind(&other)))),
    }
}

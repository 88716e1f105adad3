//! Captures: JSON lines, one for each delivery that the samples did not explain, as the crate `conscent` appends them.
//!
//! ```json
//! {"api": "v2", "event": "gift.sent", "why": "unknown_event", "body": {"event": "gift.sent", "payload": {}}}
//! ```
//!
//! All bodies of one event that teach the same are one sample; see [`lesson`].

mod lesson;
mod line;

use super::{New, Redact};
use crate::diagnostic::{self, Diagnostic, Diagnostics, Place};
use crate::page::{self, Payload};
use crate::{input, sample};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

pub use line::{Body, Line};

/// What captures give.
#[derive(Default)]
pub(super) struct Captured {
    /// By their keys. What one sample of the folder teaches already has that sample's text, and no origin.
    pub(super) samples: BTreeMap<String, New>,
    /// The lines that become no samples, and why.
    pub(super) left_out: Vec<Diagnostic>,
}

/// Reads files of captures.
///
/// # Errors
/// A file cannot be read, or holds JSON that is no capture.
pub(super) fn read(files: &[&Path], samples: &Path, redact: Option<Redact<'_>>) -> Result<Captured, Diagnostics> {
    let mut captured = Captured::default();
    diagnostic::collect::<_, _, ()>(files.iter().map(|file| read_file(file, redact, &mut captured)))?;
    diagnostic::collect::<_, _, ()>(captured.samples.values_mut().map(|new| keep(new, samples)))?;
    Ok(captured)
}

fn read_file(file: &Path, redact: Option<Redact<'_>>, captured: &mut Captured) -> Result<(), Diagnostics> {
    let bytes = input::bytes(file)?;
    let lines = bytes.split(|byte| *byte == b'\n').enumerate();
    diagnostic::collect(lines.filter(|(_, line)| !line.trim_ascii().is_empty()).map(|(index, line)| {
        let place = Place::line(file, index + 1);
        match Line::read(line) {
            Ok(line) => match read_line(line, place, file, redact) {
                Ok(new) => drop(captured.samples.entry(new.sample.key()).or_insert(new)),
                Err(wrong) => captured.left_out.push(left_out(wrong)),
            },
            Err(e) if e.is_data() => {
                let why = "a line has \"api\", \"event\", \"why\", and \"body\", \"text\" or \"base64\"; put bodies of your own into the samples folder";
                return Err(place.says("no capture", why));
            }
            Err(_) => captured.left_out.push(left_out(place.says("not JSON", "its writer was interrupted"))),
        }
        Ok(())
    }))
}

/// The sample that a line becomes, or why it becomes none.
fn read_line(line: Line, place: Place, file: &Path, redact: Option<Redact<'_>>) -> Result<New, Diagnostic> {
    let Line { api, event, why, body } = line;
    let Some(Body::Json(body)) = body else { return Err(undecodable(place)) };
    if why == "undecodable" {
        return Err(undecodable(place));
    }
    let shown = redact.map_or(Cow::Borrowed(body.get()), |redact| redact(body.get(), &event).into());
    let parse = |body: &str| serde_json::from_str::<Map<String, Value>>(body).ok();
    let (Some(body), Some(shown)) = (parse(body.get()), parse(&shown)) else {
        return Err(place.says("no payload", "a body is a JSON object of at most 127 levels"));
    };
    if !sample::is_name(&api) {
        return Err(place.says(format!("unsafe name {api:?}"), sample::NAME_RULE));
    }
    // Deliveries agree with their bodies; a line that was written by hand may not.
    if page::event_key(&api).is_some_and(|key| body.get(key).and_then(Value::as_str) != Some(&event)) {
        return Err(place.says("another event", format!("the body does not say that it is {event:?}")));
    }
    let (body, shown) = (Value::Object(body), Value::Object(shown));
    let text =
        serde_json::to_string_pretty(&shown).map_err(|e| place.clone().says("cannot be written", e.to_string()))?;
    let payload = Payload { api, event, event_key: None, heading: None, place, text, note: None };
    let file = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    super::new(payload, format!("capture-{}", lesson::hash(&body, &shown)), file)
}

fn undecodable(place: Place) -> Diagnostic {
    place.says("undecodable", "no types are made from what is no event")
}

fn left_out(Diagnostic { place, what, why }: Diagnostic) -> Diagnostic {
    place.says("left out", format!("{what}: {why}"))
}

/// A sample that is in the folder already stays as it is, for it teaches the same.
fn keep(new: &mut New, samples: &Path) -> Result<(), Diagnostic> {
    let path = samples.join(new.sample.key());
    if path.exists() {
        let text = input::text(&path)?;
        text.strip_suffix('\n').unwrap_or(&text).clone_into(&mut new.sample.text);
        new.sample.origin = None;
    }
    Ok(())
}

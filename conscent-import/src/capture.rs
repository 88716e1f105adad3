//! Captures: JSON Lines with one delivery a line that the samples did not explain, as the crate `conscent` writes them.
//!
//! ```json
//! {"api": "v2", "event": "gift.sent", "why": "unknown_event", "body": {"event": "gift.sent", "payload": {}}}
//! ```
//!
//! All bodies of an event that have the same [`fingerprint`] become one sample.

mod fingerprint;
mod line;

use crate::page::Payload;
use crate::sample::NewSample;
use crate::site::Site;
use conscent_codegen::diagnostic::check_all;
use conscent_codegen::{Diagnostic, Diagnostics, Location, input};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

pub use line::{Body, CaptureLine};

/// Replaces personal data in a body. It is called with the body and the name of its event.
pub type Redact<'a> = &'a dyn Fn(&str, &str) -> String;

/// The content of files of captures.
#[derive(Default)]
pub(crate) struct Captured {
    /// The samples by their keys. One that the folder has already gets the text of the folder's sample, and no origin.
    pub(crate) samples: BTreeMap<String, NewSample>,
    /// The lines that do not become samples, and why.
    pub(crate) left_out: Vec<Diagnostic>,
}

/// How the lines of a file become samples.
struct Reader<'a> {
    site: &'a Site,
    redact: Option<Redact<'a>>,
}

/// Reads files of captures.
///
/// # Errors
/// A file cannot be read, or holds JSON that is not a captured delivery.
pub(crate) fn read(
    files: &[&Path],
    folder: &Path,
    site: &Site,
    redact: Option<Redact<'_>>,
) -> Result<Captured, Diagnostics> {
    let mut captured = Captured::default();
    let reader = Reader { site, redact };
    check_all(files.iter().map(|file| reader.read_file(file, &mut captured)))?;
    check_all(captured.samples.values_mut().map(|new| keep_present(new, folder)))?;
    Ok(captured)
}

impl Reader<'_> {
    fn read_file(&self, file: &Path, captured: &mut Captured) -> Result<(), Diagnostics> {
        let bytes = input::bytes(file)?;
        let lines = bytes.split(|byte| *byte == b'\n').enumerate();
        check_all(lines.filter(|(_, line)| !line.trim_ascii().is_empty()).map(|(index, line)| {
            let location = Location::line(file, index + 1);
            match CaptureLine::read(line) {
                Ok(line) => match self.read_line(line, location, file) {
                    Ok(new) => drop(captured.samples.entry(new.sample.key()).or_insert(new)),
                    Err(error) => captured.left_out.push(left_out(error)),
                },
                Err(e) if e.is_data() => {
                    let help = "a line has \"api\", \"event\", \"why\", and \"body\", \"text\" or \"base64\"; put bodies \
                        of your own into the samples folder";
                    return Err(location.error("not a capture", help));
                }
                Err(_) => captured.left_out.push(left_out(location.error("not JSON", "its writer was interrupted"))),
            }
            Ok(())
        }))
    }

    /// The sample that a line becomes, or why it does not become one.
    fn read_line(&self, line: CaptureLine, location: Location, file: &Path) -> Result<NewSample, Diagnostic> {
        let CaptureLine { api, event, why, body } = line;
        let Some(Body::Json(body)) = body.filter(|_| why != "undecodable") else {
            return Err(location.error("undecodable", "a sample holds an event"));
        };
        let shown = self.redact.map_or(Cow::Borrowed(body.get()), |redact| redact(body.get(), &event).into());
        let parse = |body: &str| serde_json::from_str::<Map<String, Value>>(body).ok();
        let (Some(body), Some(shown)) = (parse(body.get()), parse(&shown)) else {
            return Err(location.error("no payload", "a body is a JSON object of at most 127 levels"));
        };
        // Captured deliveries agree with their bodies. A line that somebody has edited may not.
        if self.site.event_key(&api).is_some_and(|key| body.get(key).and_then(Value::as_str) != Some(&event)) {
            return Err(location.error("another event", format!("the body does not say that it is {event:?}")));
        }
        let (body, shown) = (Value::Object(body), Value::Object(shown));
        let text = serde_json::to_string_pretty(&shown)
            .map_err(|e| location.clone().error("cannot be written", e.to_string()))?;
        let payload = Payload { api, event, event_key: None, heading: None, location, text, note: None };
        let file = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        NewSample::new(payload, format!("capture-{}", fingerprint::of(&body, &shown)), file)
    }
}

fn left_out(Diagnostic { location, message, help }: Diagnostic) -> Diagnostic {
    location.error("left out", format!("{message}: {help}"))
}

/// A sample that is in the folder already stays as it is: it has the same fingerprint.
fn keep_present(new: &mut NewSample, folder: &Path) -> Result<(), Diagnostic> {
    let path = folder.join(new.sample.key());
    if path.exists() {
        let text = input::text(&path)?;
        text.strip_suffix('\n').unwrap_or(&text).clone_into(&mut new.sample.text);
        new.sample.origin = None;
    }
    Ok(())
}

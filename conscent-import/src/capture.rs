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
use conscent_codegen::samples::{self, Sample};
use conscent_codegen::{Diagnostic, Diagnostics, Location, input};
use serde_json::Value;
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
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
        let lines = bytes.split(|byte| *byte == b'\n').enumerate();
        check_all(lines.filter(|(_, line)| !line.trim_ascii().is_empty()).map(|(index, line)| {
            let location = Location::line(file, index + 1);
            match CaptureLine::read(line) {
                Ok(line) => match self.read_line(line, location, file) {
                    Ok(all) => {
                        for new in all {
                            captured.samples.entry(new.sample.key()).or_insert(new);
                        }
                    }
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

    /// The samples that a line becomes, or why it becomes none: one, or one for each delivery of a batch.
    fn read_line(&self, line: CaptureLine, location: Location, file: &Path) -> Result<Vec<NewSample>, Diagnostic> {
        let CaptureLine { api, event, why, body } = line;
        let Some(Body::Json(body)) = body.filter(|_| why != "undecodable") else {
            return Err(location.error("undecodable", "a sample holds an event"));
        };
        let shown = self.redact.map_or(Cow::Borrowed(body.get()), |redact| redact(body.get(), &event).into());
        let deliveries = |text: &str| match serde_json::from_str(text) {
            Ok(Value::Array(items)) if self.site.is_batch(&api) => items,
            Ok(body) => vec![body],
            Err(_) => Vec::new(),
        };
        let (bodies, shown) = (deliveries(body.get()), deliveries(&shown));
        if bodies.len() != shown.len() || bodies.is_empty() || !bodies.iter().chain(&shown).all(Value::is_object) {
            return Err(location.error("no payload", "a body is a JSON object of at most 127 levels"));
        }
        let is_batch = bodies.len() > 1;
        let new =
            |(body, shown): (&Value, &Value)| self.delivery(&api, &event, is_batch, (body, shown), &location, file);
        bodies.iter().zip(&shown).map(new).collect()
    }

    /// The sample of one delivery: of its body, and of what is shown of it.
    fn delivery(
        &self,
        api: &str,
        event: &str,
        is_batch: bool,
        (body, shown): (&Value, &Value),
        location: &Location,
        file: &Path,
    ) -> Result<NewSample, Diagnostic> {
        let naming = self.site.naming(api);
        // Each delivery of a batch names its own event.
        let named = naming.text_in(body).filter(|_| is_batch && naming.header.is_none());
        let event = named.unwrap_or(event).to_owned();
        let text = serde_json::to_string_pretty(shown)
            .map_err(|e| location.clone().error("cannot be written", e.to_string()))?;
        let (api, location) = (api.to_owned(), location.clone());
        let payload = Payload { api, event, naming, heading: None, location, text, note: None };
        let file = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let new = NewSample::new(payload, format!("capture-{}", fingerprint::of(body, shown)), file)?;
        // Captured deliveries agree with their bodies. A line that somebody has edited may not.
        let whole = Sample { text: body.to_string(), ..new.sample.clone() };
        if samples::contradiction(&whole, &new.payload.naming).is_none() {
            return Ok(new);
        }
        let help = format!("the body does not say that it is {:?}", whole.event);
        Err(whole.location.error("another event", help))
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

//! Captures: JSON Lines with one delivery per line that the samples did not explain, as the crate `conscent` writes
//! them.
//!
//! ```json
//! {"api": "v2", "event": "gift.sent", "why": "unknown_event", "body": {"event": "gift.sent", "payload": {}}}
//! ```
//!
//! All bodies of an event that have the same [`fingerprint`] become one sample.

mod fingerprint;
mod line;

use crate::decode;
use crate::page::Payload;
use crate::sample::NewSample;
use crate::site::Site;
use conscent_codegen::samples::{self, Sample};
use conscent_codegen::{Diagnostic, Location, input};
use conscent_shape::syntax::{self, Reason};
use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::path::Path;

pub use line::{Body, CaptureLine};

/// Replaces personal data in a delivery. It is called with the body and the name of its event. The name that it returns
/// must be the one in the body that it returns.
pub type Redact<'a> = &'a dyn Fn(&str, &str) -> Redacted;

/// The redacted parts of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redacted {
    /// The name of the event.
    pub event: String,
    /// The body.
    pub body: String,
}

/// The content of files of captures.
#[derive(Default)]
pub(crate) struct Captured {
    /// The samples by their keys, as if each event's folder had the event's name.
    pub(crate) samples: BTreeMap<String, NewSample>,
    /// The lines that do not become samples, with the reasons.
    pub(crate) left_out: Vec<Diagnostic>,
    /// The files that cannot be read.
    pub(crate) unreadable: Vec<Diagnostic>,
}

/// Converts the lines of a file to samples.
struct Reader<'a> {
    site: &'a Site,
    redact: Option<Redact<'a>>,
}

/// Reads files of captures.
pub(crate) fn read(files: &[&Path], site: &Site, redact: Option<Redact<'_>>) -> Captured {
    let mut captured = Captured::default();
    let reader = Reader { site, redact };
    for file in files {
        if let Err(error) = reader.read_file(file, &mut captured) {
            captured.unreadable.push(error);
        }
    }
    captured
}

impl Reader<'_> {
    fn read_file(&self, file: &Path, captured: &mut Captured) -> Result<(), Diagnostic> {
        let lines = decode::whole(file)?;
        let lines = lines.split(|byte| *byte == b'\n').enumerate();
        for (index, line) in lines.filter(|(_, line)| !line.trim_ascii().is_empty()) {
            let location = Location::line(file, index + 1);
            let read = match CaptureLine::read(line) {
                Ok(line) => self.read_line(line, location),
                Err(e) if e.is_data() => {
                    let help = "a line needs \"api\", \"event\", \"why\", and \"body\", \"text\" or \"base64\"; put bodies \
                        of your own into the samples folder";
                    Err(location.error("not a capture", help))
                }
                Err(_) => {
                    Err(location
                        .error("not JSON", "the line is incomplete, perhaps because its writer was interrupted"))
                }
            };
            match read {
                Ok(all) => {
                    for new in all {
                        captured.samples.entry(new.sample.key()).or_insert(new);
                    }
                }
                Err(error) => captured.left_out.push(left_out(error)),
            }
        }
        Ok(())
    }

    /// The samples of a line: one, or one for each delivery of a batch. Or the reason why there are none.
    fn read_line(&self, line: CaptureLine, location: Location) -> Result<Vec<NewSample>, Diagnostic> {
        let CaptureLine { api, event, why, body } = line;
        let body = match body.filter(|_| why != "undecodable") {
            Some(Body::Json(json)) => Box::<str>::from(json).into_string(),
            // An object that cannot be part of a line is written as text.
            Some(Body::Text(text)) => text,
            Some(Body::Base64(_)) | None => {
                return Err(location.error("undecodable", "only a decodable JSON body can become a sample"));
            }
        };
        let body = body.strip_prefix('\u{feff}').unwrap_or(&body);
        let items: Option<Vec<&RawValue>> = serde_json::from_str(body).ok().filter(|_| self.site.is_batch(&api));
        let bodies = items.map_or_else(|| vec![body], |items| items.into_iter().map(RawValue::get).collect());
        if bodies.is_empty() {
            return Err(no_payload(body, location));
        }
        let is_batch = bodies.len() > 1;
        let new = |body| self.delivery(&api, &event, is_batch, body, &location);
        bodies.into_iter().map(new).collect()
    }

    /// The sample of one delivery.
    fn delivery(
        &self,
        api: &str,
        event: &str,
        is_batch: bool,
        body: &str,
        location: &Location,
    ) -> Result<NewSample, Diagnostic> {
        let object = |text: &str| match serde_json::from_str(text) {
            Ok(body @ Value::Object(_)) => Ok(body),
            _ => Err(no_payload(text, location.clone())),
        };
        let naming = self.site.naming(api);
        let whole = object(body)?;
        // Each delivery of a batch names its own event.
        let named = naming.text_in(&whole).filter(|_| is_batch && naming.header.is_none());
        let event = named.unwrap_or(event);
        let as_it_is = || Redacted { event: event.to_owned(), body: body.to_owned() };
        let shown = self.redact.map_or_else(as_it_is, |redact| redact(body, event));
        let (shown, shown_event) = (object(&shown.body)?, shown.event);
        let text = serde_json::to_string_pretty(&shown)
            .map_err(|e| location.clone().error("cannot be written", e.to_string()))?;
        let file = location.file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let (api, location) = (api.to_owned(), location.clone());
        let last_line = location.line.unwrap_or(1);
        let payload = Payload { api, event: shown_event, naming, heading: None, location, last_line, text, note: None };
        let mut new = NewSample::new(payload, format!("capture-{}", fingerprint::of(&whole, &shown)), file)?;
        if let Some(origin) = &mut new.sample.origin {
            (origin.captured, origin.redacted) = (true, self.redact.is_some());
        }
        // Captured deliveries agree with their bodies. A line that someone has edited may not.
        let whole = Sample { event: event.to_owned(), text: whole.to_string(), ..new.sample.clone() };
        if samples::contradiction(&whole, &new.payload.naming).is_none() {
            return Ok(new);
        }
        // The names in the line and in the body may be personal.
        let help = format!("the body does not name the event {:?}", new.sample.event);
        Err(whole.location.error("event mismatch", help))
    }
}

/// Says why a body cannot become a sample.
fn no_payload(body: &str, location: Location) -> Diagnostic {
    let is_syntax = serde_json::from_str::<IgnoredAny>(body).is_ok(); // skipping a value checks nothing else
    let unreadable = serde_json::from_str::<Value>(body).err().map(|error| syntax::reason(&error));
    if is_syntax && matches!(unreadable, Some(Reason::Other(_))) {
        let help =
            "a sample cannot have a number that no `f64` holds, or half a character; `conscent inspect` shows where";
        return location.error("unrepresentable", help);
    }
    location.error("no payload", "a body must be a JSON object with at most 127 levels of nesting")
}

fn left_out(Diagnostic { location, message, help }: Diagnostic) -> Diagnostic {
    location.error("left out", format!("{message}: {help}"))
}

/// A sample that is already in the folder stays unchanged, with its origin, because it has the same fingerprint.
pub(crate) fn keep_present(new: &mut NewSample, folder: &Path) -> Result<(), Diagnostic> {
    let path = folder.join(new.sample.key());
    if path.exists() {
        let text = input::text(&path)?;
        text.strip_suffix('\n').unwrap_or(&text).clone_into(&mut new.sample.text);
        new.sample.origin = None;
    }
    Ok(())
}

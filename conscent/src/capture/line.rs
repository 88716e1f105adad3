//! One line of a capture.

use std::borrow::Cow;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::Reason;
use crate::Delivery;
use crate::redact::{Redactor, Words, compact};

/// One line of a capture, with its fields in order. `Display` writes it as JSON, without the line end.
///
/// This is not serialized with serde, because a body is written with its original key order and digits. With serde,
/// that would take `serde_json/raw_value`, and that feature would change how the user's whole program reads some keys.
pub(super) struct CaptureLine<'a> {
    pub(super) api: &'a str,
    pub(super) event: Cow<'a, str>,
    pub(super) why: Reason,
    pub(super) content: Content,
}

/// The body of a captured delivery. The variant is its key in the line.
pub(super) enum Content {
    /// A JSON object that every parser reads, compacted.
    Body(String),
    /// Any other body, with bytes that are not UTF-8 replaced.
    Text(String),
    /// Bytes that are not UTF-8, encoded.
    Base64(String),
}

impl<'a> CaptureLine<'a> {
    pub(super) fn new(delivery: &'a Delivery, why: Reason, redactor: Option<&Redactor>) -> Self {
        let redactor = redactor.map(|redactor| redactor.clone().keeping(Words::of(&[delivery.api()])));
        let content = Content::new(delivery, redactor.as_ref());
        let event = delivery.event();
        let event = redactor.map_or(Cow::Borrowed(event), |redactor| redactor.event(event).into());
        Self { api: delivery.api().name, event, why, content }
    }
}

impl Content {
    fn new(delivery: &Delivery, redactor: Option<&Redactor>) -> Self {
        let body = delivery.body();
        let is_utf8 = str::from_utf8(body).is_ok();
        let text = String::from_utf8_lossy(body);
        let text = match redactor {
            Some(redactor) => redactor.body(&text, delivery.event()),
            None if is_utf8 => text.into_owned(),
            None => return Self::Base64(STANDARD.encode(body)),
        };
        // A byte order mark may only be at the start of a text, so it cannot be within the line.
        let json = compact(text.strip_prefix('\u{feff}').unwrap_or(&text));
        if is_utf8 && is_plain_object(&json) { Self::Body(json) } else { Self::Text(text) }
    }
}

/// Whether a text is a JSON object that `serde_json` reads in a line, where it is one level deeper. The decoder accepts
/// more, such as `1e400`, which would make the whole line unreadable for others.
fn is_plain_object(json: &str) -> bool {
    // Only a text that is a single object makes a list of one object.
    serde_json::from_str::<Vec<Map<String, Value>>>(&format!("[{json}]")).is_ok_and(|objects| objects.len() == 1)
}

impl fmt::Display for CaptureLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { api, event, why, content } = self;
        write!(f, r#"{{"api":{},"event":{},"why":"{}","#, quoted(api), quoted(event), why.as_str())?;
        match content {
            Content::Body(json) => write!(f, r#""body":{json}}}"#),
            Content::Text(text) => write!(f, r#""text":{}}}"#, quoted(text)),
            Content::Base64(text) => write!(f, r#""base64":{}}}"#, quoted(text)),
        }
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

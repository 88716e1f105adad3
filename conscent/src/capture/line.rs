//! One line of a capture.

use super::Why;
use crate::Delivery;
use crate::redact::{Redactor, compact};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use conscent_types::UnknownEvent;
use serde_json::Value;

/// The line for a delivery, with its end.
pub(super) fn write(delivery: &Delivery, why: Why, redactor: Option<&Redactor>) -> String {
    let why = match why {
        Why::UnknownEvent => "unknown_event",
        Why::Drift => "drift",
        Why::Undecodable => "undecodable",
    };
    let [api, event] = [delivery.api(), delivery.event()].map(quoted);
    let (key, body) = body(delivery, redactor);
    format!("{{\"api\":{api},\"event\":{event},\"why\":\"{why}\",\"{key}\":{body}}}\n")
}

/// The body, and under which key it stands.
fn body(delivery: &Delivery, redactor: Option<&Redactor>) -> (&'static str, String) {
    let body = delivery.body();
    let is_object = UnknownEvent::decode(delivery.event(), body).is_ok();
    let text = String::from_utf8_lossy(body);
    match redactor {
        None if is_object => ("body", compact(&text)),
        None if str::from_utf8(body).is_err() => ("base64", quoted(&STANDARD.encode(body))),
        None => ("text", quoted(&text)),
        Some(redactor) => match redactor.body(&text, delivery.event()) {
            redacted if is_object => ("body", compact(&redacted)),
            redacted => ("text", quoted(&redacted)),
        },
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

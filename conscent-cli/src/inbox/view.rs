//! Shows a delivery: all of it, or only what is not personal.

use crate::style::{ERROR, GOOD, NOTE, PLAIN};
use crate::words;
use anstyle::Style;
use base64::prelude::{BASE64_STANDARD, Engine};
use conscent::redact::Redactor;
use conscent_codegen::text::count;
use conscent_codegen::{Diagnostics, Location};
use conscent_inbox::{State, StoredDelivery};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::path::PathBuf;
use std::time::SystemTime;

/// The option that shows personal data.
#[derive(Debug, clap::Args)]
pub(super) struct RevealArgs {
    /// Show personal data: unredacted bodies, headers and errors.
    #[arg(long)]
    reveal: bool,
    /// The samples of a vendor other than Conscent: keys and codes that they document are shown without --reveal.
    #[arg(long, value_name = "DIR", conflicts_with = "reveal")]
    samples: Option<PathBuf>,
}

/// How much is shown.
pub(super) struct View {
    /// `None`: everything is shown.
    redactor: Option<Redactor>,
}

/// The facts about a delivery, for JSON output.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Summary<'a> {
    /// Its number.
    id: i64,
    /// Its state.
    #[cfg_attr(test, schemars(with = "one_of::State"))]
    state: &'static str,
    /// The api.
    api: &'a str,
    /// The event; empty if nothing names it.
    event: Cow<'a, str>,
    /// The key that identifies duplicates.
    dedupe_key: String,
    /// The key whose deliveries are run in order.
    order_key: Option<String>,
    /// The number of attempts.
    attempts: u32,
    /// When it arrived. All times are in RFC 3339 and UTC.
    arrived_at: String,
    /// When it runs next, if it is waiting.
    due_at: Option<String>,
    /// When it was done, dropped or dead.
    done_at: Option<String>,
    /// The worker that runs it.
    worker: Option<&'a str>,
    /// When the lease of that worker ends.
    leased_until: Option<String>,
    /// The number of the key that encrypts it.
    key: Option<u32>,
    /// The last error. `list` has it only with --reveal.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "String"))]
    error: Option<String>,
}

/// A body under its key in JSON output, as in a line of a capture.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum Content {
    /// JSON, without the white space between its tokens.
    #[cfg_attr(test, schemars(with = "serde_json::Value"))]
    Body(Box<RawValue>),
    /// A text that is not JSON, or that not every parser reads: `1e400`.
    Text(String),
    /// Bytes that are not text.
    Base64(String),
}

impl RevealArgs {
    pub(super) fn view(&self) -> Result<View, Diagnostics> {
        if self.reveal {
            return Ok(View { redactor: None });
        }
        let words = self.samples.as_deref().map_or_else(|| Ok(words::of_conscent()), words::of_folder)?;
        let redactor = Redactor::random()
            .map_err(|error| Location::file("redaction").error("no random bytes", error.to_string()))?;
        Ok(View { redactor: Some(redactor.keeping(words)) })
    }
}

impl View {
    pub(super) fn is_redacted(&self) -> bool {
        self.redactor.is_some()
    }

    pub(super) fn summary<'a>(&self, delivery: &'a StoredDelivery) -> Summary<'a> {
        let precise = |time: SystemTime| self::time(time, 3);
        Summary {
            id: delivery.id,
            state: delivery.state.name(),
            api: &delivery.api,
            event: self.event(delivery),
            dedupe_key: self.key(&delivery.dedupe_key),
            order_key: delivery.order_key.as_deref().map(|key| self.key(key)),
            attempts: delivery.attempts,
            arrived_at: precise(delivery.arrived_at),
            due_at: due(delivery).map(precise),
            done_at: delivery.done_at.map(precise),
            worker: delivery.worker.as_deref(),
            leased_until: delivery.leased_until.map(precise),
            key: delivery.key,
            error: self.error(delivery),
        }
    }

    /// The name of the event. One that looks personal is replaced, in the body too.
    pub(super) fn event<'a>(&self, delivery: &'a StoredDelivery) -> Cow<'a, str> {
        let event = delivery.event.as_str();
        self.redactor.as_ref().map_or(Cow::Borrowed(event), |redactor| redactor.event(event).into())
    }

    /// A key. If it has characters that ids do not have, it may be anything, such as an e-mail address.
    pub(super) fn key(&self, key: &str) -> String {
        let is_plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-:".contains(&byte));
        match &self.redactor {
            Some(redactor) if !is_plain => redactor.body(key, ""),
            _ => key.to_owned(),
        }
    }

    /// The error, if there is one. It is hidden, because a program's text may quote anything, and redaction would leave
    /// nothing useful.
    pub(super) fn error(&self, delivery: &StoredDelivery) -> Option<String> {
        Some(match delivery.error.as_ref()? {
            Ok(error) if self.is_redacted() => format!("<hidden: {}>", count(error.chars().count(), "character")),
            Ok(error) => error.clone(),
            Err(_) => "<unreadable>".to_owned(),
        })
    }

    /// The text of the body, if it has one.
    pub(super) fn text(&self, body: &[u8], event: &str) -> Option<String> {
        match &self.redactor {
            Some(redactor) => Some(redactor.body(&String::from_utf8_lossy(body), event)),
            None => str::from_utf8(body).ok().map(str::to_owned),
        }
    }

    pub(super) fn content(&self, body: &[u8], event: &str) -> Content {
        match self.text(body, event) {
            None => Content::Base64(BASE64_STANDARD.encode(body)),
            // As in a capture, which is read by parsers that accept less than the decoder, and nests the body in a line.
            Some(text) => match serde_json::from_str::<[Value; 1]>(&format!("[{text}]")) {
                Ok(_) => RawValue::from_string(compact(&text)).map_or(Content::Text(text), Content::Body),
                Err(_) => Content::Text(text),
            },
        }
    }

    /// The values of a header, in text.
    pub(super) fn header(&self, value: &[u8]) -> Option<String> {
        (!self.is_redacted()).then(|| String::from_utf8_lossy(value).into_owned())
    }
}

/// The style of a state.
pub(super) const fn style(state: State) -> Style {
    match state {
        State::Dead => ERROR,
        State::Running => NOTE,
        State::Done => GOOD,
        State::Waiting => PLAIN,
    }
}

/// When the delivery runs next, if it is waiting.
pub(super) fn due(delivery: &StoredDelivery) -> Option<SystemTime> {
    (delivery.state == State::Waiting).then_some(delivery.due_at)
}

/// A time in UTC, with this many digits after the seconds.
pub(super) fn time(time: SystemTime, digits: usize) -> String {
    Timestamp::try_from(time).map_or_else(|_| "?".to_owned(), |time| format!("{time:.digits$}"))
}

/// JSON without the white space between its tokens, and so on one line.
fn compact(json: &str) -> String {
    let (mut is_text, mut is_escaped) = (false, false);
    let keep = |c: &char| {
        let keep = is_text || !c.is_ascii_whitespace();
        is_text ^= *c == '"' && !is_escaped;
        is_escaped = is_text && *c == '\\' && !is_escaped;
        keep
    };
    json.chars().filter(keep).collect()
}

/// The words of JSON output, for its schema.
#[cfg(test)]
pub(super) mod one_of {
    crate::schemas::words!(State: "waiting", "running", "done", "dead");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_in_texts_stays() {
        let json = "{ \"a \\\" b\" : [ 1.0 ,\n\"\\\\\" , \" c\" ] }\r\n";
        assert_eq!(compact(json), r#"{"a \" b":[1.0,"\\"," c"]}"#);
    }
}

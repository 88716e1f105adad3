//! One line of a file of captures.

use serde::Deserialize;
use serde_json::value::RawValue;
use std::fmt;

/// A delivery as the crate `conscent` captures it: one line of JSON. Whatever else the line has is for people.
#[derive(Debug, Deserialize)]
#[serde(from = "Written")]
pub struct Line {
    /// The generation of webhooks it belongs to (`v1`, `v2`).
    pub api: String,
    /// The event's name; empty where the body does not tell it.
    pub event: String,
    /// Why it was captured: `unknown_event`, `drift` or `undecodable`.
    pub why: String,
    /// What was delivered; nothing, if the line does not have exactly one of the three.
    pub body: Option<Body>,
}

/// A body, by the key it stands under.
pub enum Body {
    /// `body`: JSON.
    Json(Box<RawValue>),
    /// `text`: any other text.
    Text(String),
    /// `base64`: bytes that are no text, in this encoding.
    Base64(String),
}

impl Line {
    /// Reads a line.
    ///
    /// # Errors
    /// It is no JSON; or it is, and no captured delivery: then the error's category is `Data`.
    pub fn read(line: &[u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(line)
    }
}

/// Only of which kind it is: bodies hold people's data.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Json(_) => "Json",
            Self::Text(_) => "Text",
            Self::Base64(_) => "Base64",
        })
    }
}

/// A line as it is written.
#[derive(Deserialize)]
struct Written {
    api: String,
    event: String,
    why: String,
    body: Option<Box<RawValue>>,
    text: Option<String>,
    base64: Option<String>,
}

impl From<Written> for Line {
    fn from(line: Written) -> Self {
        let Written { api, event, why, body, text, base64 } = line;
        let body = match (body, text, base64) {
            (Some(body), None, None) => Some(Body::Json(body)),
            (None, Some(text), None) => Some(Body::Text(text)),
            (None, None, Some(base64)) => Some(Body::Base64(base64)),
            _ => None,
        };
        Self { api, event, why, body }
    }
}

//! One line of a file of captures.

use serde::Deserialize;
use serde_json::value::RawValue;
use std::fmt;

/// A delivery as the crate `conscent` captures it: one line of JSON. Other keys on the line are ignored.
#[derive(Debug, Deserialize)]
#[serde(from = "Written")]
pub struct CaptureLine {
    /// The API that it belongs to (`v1`, `v2`).
    pub api: String,
    /// The event's name; empty if the body does not name it.
    pub event: String,
    /// Why it was captured: `unknown_event`, `drift` or `undecodable`.
    pub why: String,
    /// The delivered body. `None` if the line does not have exactly one of `body`, `text` and `base64`.
    pub body: Option<Body>,
}

/// A captured body, by the key on its line.
pub enum Body {
    /// `body`: a JSON object.
    Json(Box<RawValue>),
    /// `text`: any other text. It is a JSON object too if `why` is not `undecodable`.
    Text(String),
    /// `base64`: bytes that are not text, in this encoding.
    Base64(String),
}

impl CaptureLine {
    /// Reads a line.
    ///
    /// # Errors
    /// The line is not JSON. Or it is JSON, but not a captured delivery: then the error has the category `Data`.
    pub fn read(line: &[u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(line)
    }
}

/// Shows only the kind of the body, because bodies hold personal data.
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

impl From<Written> for CaptureLine {
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

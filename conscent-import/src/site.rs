//! What the pages of one vendor have in common: the section names, the form of the bodies, and the words around the
//! names of events.
//!
//! [`Site::default`] describes the documentation of Conscent. In `hints.toml`, a `[site]` table describes another
//! site. Each key of the table is optional, and replaces its default:
//!
//! ```toml
//! [envelope.v2]                     # these keys make a body one of v2
//! event = "event"
//! payload = "payload"
//!
//! [site]
//! sections = { "New Webhooks" = "v2", "Old Webhooks" = "v1" }  # the sections that show webhooks, and their apis
//! flat = "v1"                       # the api of the bodies without an envelope
//! stop_words = ["webhook", "json"]  # words of a heading that do not belong to the name of its event
//! # words that only say what a block is
//! generic_titles = ["body", "example", "payload", "request", "response", "sample"]
//! navigation_end = "On this page"   # the last line of the navigation, in the text that a browser copies
//! ```
//!
//! If `hints.toml` has any `[envelope.*]`, all of them together replace the default envelope.

use conscent_codegen::samples::{EnvelopeHint, HINTS, NAME_RULE, is_name};
use conscent_codegen::{Diagnostic, Location, input};
use conscent_shape::syntax::position;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;
use toml::Spanned;

/// What the pages of one vendor have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The name of each section that shows webhooks, and the api that it is about (`New Webhooks`, `v2`).
    pub sections: BTreeMap<String, String>,
    /// For each api with an envelope, the keys of the event's name and of the payload.
    pub envelopes: BTreeMap<String, EnvelopeHint>,
    /// The api of the bodies without an envelope (`v1`).
    pub flat: String,
    /// Words of a heading that do not belong to the name of its event, in lower case. The title of a page has at
    /// least one.
    pub stop_words: Vec<String>,
    /// Words that only say what a block is, in lower case. A title with no other word does not name an event.
    pub generic_titles: Vec<String>,
    /// The line that ends the navigation in the text that a browser copies.
    pub navigation_end: String,
}

/// Conscent's documentation.
impl Default for Site {
    fn default() -> Self {
        let sections = [("New Webhooks", "v2"), ("Old Webhooks", "v1")];
        let envelope = EnvelopeHint { event: "event".into(), payload: "payload".into() };
        let words = |words: &[&str]| words.iter().copied().map(String::from).collect();
        Self {
            sections: sections.map(|(section, api)| (section.into(), api.into())).into(),
            envelopes: [("v2".to_owned(), envelope)].into(),
            flat: "v1".into(),
            stop_words: words(&["webhook", "json"]),
            generic_titles: words(&["body", "example", "payload", "request", "response", "sample"]),
            navigation_end: "On this page".into(),
        }
    }
}

/// The part of `hints.toml` that is about pages. The generator checks the rest.
#[derive(Deserialize)]
struct Content {
    #[serde(default)]
    envelope: BTreeMap<String, EnvelopeHint>,
    site: Option<Spanned<Table>>,
}

/// `[site]` as it is written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    sections: Option<BTreeMap<String, String>>,
    flat: Option<String>,
    stop_words: Option<Vec<String>>,
    generic_titles: Option<Vec<String>>,
    navigation_end: Option<String>,
}

impl Site {
    /// Reads the site from `hints.toml` of a samples folder, which may not exist yet. What the file does not say is
    /// the default.
    ///
    /// # Errors
    /// The file cannot be read, is not such TOML, or names an api that cannot be a folder.
    pub fn read(samples: &Path) -> Result<Self, Diagnostic> {
        let file = samples.join(HINTS);
        let Some((text, Content { envelope, site })) = input::toml::<Content>(&file)? else {
            return Ok(Self::default());
        };
        let start = site.as_ref().map_or(0, |table| table.span().start);
        let table = site.map(Spanned::into_inner).unwrap_or_default();
        let default = Self::default();
        let site = Self {
            sections: table.sections.unwrap_or(default.sections),
            envelopes: if envelope.is_empty() { default.envelopes } else { envelope },
            flat: table.flat.unwrap_or(default.flat),
            stop_words: table.stop_words.map_or(default.stop_words, lower_case),
            generic_titles: table.generic_titles.map_or(default.generic_titles, lower_case),
            navigation_end: table.navigation_end.unwrap_or(default.navigation_end),
        };
        if let Some(api) = site.sections.values().chain([&site.flat]).find(|api| !is_name(api)) {
            let line = position(text.as_bytes(), start).0;
            return Err(Location::line(file, line).error(format!("unsafe name {api:?}"), NAME_RULE));
        }
        Ok(site)
    }

    /// Whether a body is in no envelope.
    pub(crate) fn is_flat(&self, body: &Map<String, Value>) -> bool {
        !self.envelopes.values().any(|keys| is_in(keys, body))
    }

    /// The apis that have bodies of this form, in order.
    pub(crate) fn apis_of(&self, body: &Map<String, Value>) -> Vec<&str> {
        if self.is_flat(body) {
            return vec![&self.flat];
        }
        self.envelopes.iter().filter(|(_, keys)| is_in(keys, body)).map(|(api, _)| api.as_str()).collect()
    }

    /// The key under which the bodies of an api name their event. `None` if the api has no envelope.
    pub(crate) fn event_key(&self, api: &str) -> Option<&str> {
        self.envelopes.get(api).map(|envelope| envelope.event.as_str())
    }

    /// Whether a word in lower case does not belong to the name of an event.
    pub(crate) fn is_stop_word(&self, word: &str) -> bool {
        self.stop_words.iter().any(|stop_word| stop_word == word)
    }

    /// Whether a word in lower case only says what a block is.
    pub(crate) fn is_generic(&self, word: &str) -> bool {
        self.generic_titles.iter().any(|generic| generic == word)
    }
}

/// Whether a body is in the envelope with these keys.
fn is_in(envelope: &EnvelopeHint, body: &Map<String, Value>) -> bool {
    body.contains_key(&envelope.event) && body.contains_key(&envelope.payload)
}

fn lower_case(words: Vec<String>) -> Vec<String> {
    words.into_iter().map(|word| word.to_lowercase()).collect()
}

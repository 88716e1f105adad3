//! The common properties of one vendor's pages: the names of sections, the form of the bodies, and the words around the
//! names of events.
//!
//! `hints.toml` defines where the deliveries of each API name their event, and where their payload is. Its table
//! `[site]` describes the pages. Each key of the table is optional:
//!
//! ```toml
//! [envelope.v2]                     # a body with both keys is one of v2
//! event = "event"
//! payload = "payload"
//!
//! [site]
//! sections = { "New Webhooks" = "v2", "Old Webhooks" = "v1" }  # the sections that show webhooks, and their APIs
//! flat = "v1"                       # the API of bodies that fit no other API
//! stop_words = ["webhook", "json"]  # words of a heading that do not belong to the name of its event
//! generic_titles = ["Beispiel"]     # more words that only describe a block, like "example"
//! navigation_end = "On this page"   # the last line of the navigation in copied text
//!
//! [[ignore]]                        # a text that is not a payload: all given conditions must hold
//! page = "orders"                   # on this page, by the end of its path; the extension is optional
//! heading = "Response"              # under this heading, or in a block with this title
//! keys = ["received"]               # with all of these keys at its top
//! reason = "a receiver's answer"
//! ```

pub use conscent_codegen::samples::Ignore;

use conscent_codegen::interface::Naming;
use conscent_codegen::samples::{EnvelopeHint, Hints, NAME_RULE, is_name, without_samples};
use conscent_codegen::{Diagnostic, Diagnostics, Location};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// The common properties of one vendor's pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The API of all payloads, if the user gives one.
    pub api: Option<String>,
    /// The name of each section that shows webhooks, and its API (`New Webhooks`, `v2`).
    pub sections: BTreeMap<String, String>,
    /// For each API, where its deliveries name their event, and where their payload is.
    pub envelopes: BTreeMap<String, EnvelopeHint>,
    /// The API of bodies that fit no other API.
    pub flat: Option<String>,
    /// Words of a heading that do not belong to the name of its event, in lower case. The title of a page has at
    /// least one.
    pub stop_words: Vec<String>,
    /// Words that only describe a block, in lower case, in addition to the words for all sites. A title of such words
    /// does not name an event.
    pub generic_titles: Vec<String>,
    /// The line that ends the navigation in the text that a browser copies.
    pub navigation_end: String,
    /// The texts that are not payloads.
    pub ignore: Vec<Ignore>,
    /// Users' answers for single payloads.
    pub answers: Answers,
}

/// A site without specific properties, and with the words that most sites use.
impl Default for Site {
    fn default() -> Self {
        let words = |words: &[&str]| words.iter().copied().map(String::from).collect();
        Self {
            api: None,
            sections: BTreeMap::new(),
            envelopes: BTreeMap::new(),
            flat: None,
            stop_words: words(&["webhook", "json"]),
            generic_titles: Vec::new(),
            navigation_end: "On this page".into(),
            ignore: Vec::new(),
            answers: Answers::default(),
        }
    }
}

impl Site {
    /// Reads the site from `hints.toml` of a samples folder, which may not exist yet. `unsaid` is the result if the
    /// file has no APIs: neither `[envelope.*]` nor `[site]`. If the file has one of them, missing keys have their
    /// defaults.
    ///
    /// # Errors
    /// Any mistake in the file, also in hints that only the generator uses, and names of APIs that cannot be folders.
    pub fn read(samples: &Path, unsaid: &Self) -> Result<Self, Diagnostics> {
        let Hints { envelopes, site, ignore, .. } = without_samples(samples)?;
        if site.is_none() && envelopes.is_empty() {
            return Ok(Self { ignore, ..unsaid.clone() });
        }
        let (hint, default) = (site.unwrap_or_default(), Self::default());
        Ok(Self {
            api: None,
            sections: hint.sections.unwrap_or(default.sections),
            envelopes,
            flat: hint.flat.or(default.flat),
            stop_words: hint.stop_words.map_or(default.stop_words, lower_case),
            generic_titles: hint.generic_titles.map_or(default.generic_titles, lower_case),
            navigation_end: hint.navigation_end.unwrap_or(default.navigation_end),
            ignore,
            answers: Answers::default(),
        })
    }

    /// The same site, but with this API for all its payloads, if one is given.
    ///
    /// # Errors
    /// The name cannot be a folder's name.
    pub fn of_api(self, api: Option<&str>) -> Result<Self, Diagnostic> {
        match api {
            Some(api) if !is_name(api) => Err(Location::file("--api").error(format!("unsafe name {api:?}"), NAME_RULE)),
            Some(api) => Ok(Self { api: Some(api.to_owned()), ..self }),
            None => Ok(self),
        }
    }

    /// The APIs whose deliveries have this form, in order: they have a value at each place in the API's hints. `has`
    /// says at which places there is a value. If there are none, the deliveries may belong to an API whose deliveries
    /// name their event only in a header, or to [`Site::flat`].
    pub(crate) fn apis_of(&self, has: &dyn Fn(&str) -> bool) -> Vec<&str> {
        let of = |fits: &dyn Fn(&EnvelopeHint) -> bool| {
            let apis = self.envelopes.iter().filter(|(_, envelope)| fits(envelope));
            apis.map(|(api, _)| api.as_str()).collect::<Vec<_>>()
        };
        let shown = of(&|envelope| places(envelope).next().is_some() && has_form(envelope, has));
        if !shown.is_empty() {
            return shown;
        }
        let mut others = of(&|envelope| envelope.naming.header.is_some() && has_form(envelope, has));
        others.extend(self.flat.as_deref().filter(|flat| !self.envelopes.contains_key(*flat)));
        others
    }

    /// Whether the deliveries of an API can have this body.
    pub(crate) fn is_of(&self, api: &str, body: &Value) -> bool {
        let has = &|place: &str| body.pointer(place).is_some();
        match self.envelopes.get(api) {
            Some(envelope) => has_form(envelope, has),
            // The API has no hints, so a body with the form of another API does not belong to it.
            None => self.envelopes.values().all(|other| places(other).next().is_none() || !has_form(other, has)),
        }
    }

    /// Where the deliveries of an API name their event.
    pub(crate) fn naming(&self, api: &str) -> Naming {
        self.envelopes.get(api).map(|envelope| envelope.naming.clone()).unwrap_or_default()
    }

    /// Whether a body of an API is a list of deliveries.
    pub(crate) fn is_batch(&self, api: &str) -> bool {
        self.envelopes.get(api).is_some_and(|envelope| envelope.batch)
    }

    /// The API of a section, if a line names the section in a numbered list: `1. New Webhooks`.
    pub(crate) fn section(&self, line: &str) -> Option<&str> {
        let (number, section) = line.split_once(". ")?;
        let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| self.sections.get(section.trim()).map(String::as_str))?
    }

    /// Whether a word in lower case does not belong to the name of an event.
    pub(crate) fn is_stop_word(&self, word: &str) -> bool {
        self.stop_words.iter().any(|stop_word| stop_word == word)
    }

    /// Whether a word in lower case only describes a block.
    pub(crate) fn is_generic(&self, word: &str) -> bool {
        self.generic_titles.iter().any(|generic| generic == word)
    }
}

/// The places that every body of an API has. With a header, a body need not contain a part of the name.
fn places(envelope: &EnvelopeHint) -> impl Iterator<Item = &String> {
    let name = envelope.naming.pointer.as_ref().filter(|_| envelope.naming.header.is_none());
    name.into_iter().chain(&envelope.payload)
}

/// Whether there is a value at all places of the API.
fn has_form(envelope: &EnvelopeHint, has: &dyn Fn(&str) -> bool) -> bool {
    places(envelope).all(|place| has(place))
}

fn lower_case(words: Vec<String>) -> Vec<String> {
    words.into_iter().map(|word| word.to_lowercase()).collect()
}

/// Users' answers about the events of single payloads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// The event of all payloads whose page does not name it: `--event NAME`.
    pub event: Option<String>,
    /// The events of the payloads that start at these lines: `--event LINE=NAME`.
    pub lines: BTreeMap<usize, String>,
    /// The APIs and events of payloads that were taken from this page before, by their texts.
    pub known: BTreeMap<String, (String, String)>,
}

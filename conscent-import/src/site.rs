//! What the pages of one vendor have in common: the section names, the form of the bodies, and the words around the
//! names of events.
//!
//! `hints.toml` says where the deliveries of each api name their event, and where their payload is. A `[site]` table in
//! it describes the pages. Each key of the table is optional:
//!
//! ```toml
//! [envelope.v2]                     # a body with both keys is one of v2
//! event = "event"
//! payload = "payload"
//!
//! [site]
//! sections = { "New Webhooks" = "v2", "Old Webhooks" = "v1" }  # the sections that show webhooks, and their apis
//! flat = "v1"                       # the api of the bodies that have the form of no other
//! stop_words = ["webhook", "json"]  # words of a heading that do not belong to the name of its event
//! generic_titles = ["Beispiel"]     # further words that only say what a block is, like "example"
//! navigation_end = "On this page"   # the last line of the navigation, in the text that a browser copies
//!
//! [[ignore]]                        # a text that is not a payload: each condition that is given has to hold
//! page = "orders"                   # on this page, by the end of its path; an extension may be left out
//! heading = "Response"              # under this heading, or in a block with this title
//! keys = ["received"]               # with all of these keys at its top
//! reason = "what a receiver answers"
//! ```

use conscent_codegen::diagnostic::{collect_all, join};
use conscent_codegen::interface::Naming;
use conscent_codegen::samples::{EnvelopeHint, HINTS, NAME_RULE, envelopes, is_name};
use conscent_codegen::{Diagnostic, Diagnostics, Location, input};
use conscent_shape::syntax::position;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use toml::Spanned;

/// What the pages of one vendor have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The api of all payloads, where the user says so.
    pub api: Option<String>,
    /// The name of each section that shows webhooks, and the api that it is about (`New Webhooks`, `v2`).
    pub sections: BTreeMap<String, String>,
    /// For each api, where its deliveries name their event, and where their payload is.
    pub envelopes: BTreeMap<String, EnvelopeHint>,
    /// The api of the bodies that have the form of no other.
    pub flat: Option<String>,
    /// Words of a heading that do not belong to the name of its event, in lower case. The title of a page has at
    /// least one.
    pub stop_words: Vec<String>,
    /// Words that only say what a block is, in lower case, besides those that are known of all sites. A title with no other word does
    /// not name an event.
    pub generic_titles: Vec<String>,
    /// The line that ends the navigation in the text that a browser copies.
    pub navigation_end: String,
    /// The texts that are not payloads.
    pub ignore: Vec<Ignore>,
    /// What people have said of single payloads.
    pub answers: Answers,
}

/// A site of which nothing is known but the words that most sites use.
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

/// The part of `hints.toml` that is about pages. The generator checks the rest.
#[derive(Deserialize)]
struct Content {
    site: Option<Spanned<Table>>,
    #[serde(default)]
    ignore: Vec<Spanned<IgnoreEntry>>,
}

/// One `[[ignore]]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IgnoreEntry {
    page: Option<String>,
    heading: Option<String>,
    #[serde(default)]
    keys: Vec<String>,
    reason: Option<String>,
}

impl IgnoreEntry {
    fn ignore(self, location: Location) -> Result<Ignore, Diagnostic> {
        let Self { page, heading, keys, reason } = self;
        let texts = || page.iter().chain(&heading).chain(&reason);
        if page.is_none() && heading.is_none() && keys.is_empty() {
            let help = "say which texts are not payloads: those of a `page`, those under a `heading`, or those with some `keys`";
            return Err(location.error("nothing is ignored", help));
        }
        if texts().any(|text| text.trim().is_empty()) {
            return Err(location.error("an empty text", "leave out what is not to be said"));
        }
        Ok(Ignore { page, heading, keys, reason, location })
    }
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
    /// Reads the site from `hints.toml` of a samples folder, which may not exist yet. `unsaid` is the site of a folder whose file says
    /// nothing of apis: it has neither `[envelope.*]` nor `[site]`. What a file with one of them does not say is the default.
    ///
    /// # Errors
    /// The file cannot be read, is not such TOML, or names an api that cannot be a folder.
    pub fn read(samples: &Path, unsaid: &Self) -> Result<Self, Diagnostics> {
        let file = samples.join(HINTS);
        let Some((text, Content { site, ignore })) = input::toml::<Content>(&file)? else {
            return Ok(unsaid.clone());
        };
        let line = |offset| Location::line(&file, position(text.as_bytes(), offset).0);
        let ignore = collect_all(ignore.into_iter().map(|entry| {
            let location = line(entry.span().start);
            entry.into_inner().ignore(location)
        }));
        let (envelopes, ignore) = join(envelopes(samples), ignore)?;
        if site.is_none() && envelopes.is_empty() {
            return Ok(Self { ignore, ..unsaid.clone() });
        }
        let start = site.as_ref().map_or(0, |table| table.span().start);
        let table = site.map(Spanned::into_inner).unwrap_or_default();
        let default = Self::default();
        let site = Self {
            api: None,
            sections: table.sections.unwrap_or(default.sections),
            envelopes,
            flat: table.flat.or(default.flat),
            stop_words: table.stop_words.map_or(default.stop_words, lower_case),
            generic_titles: table.generic_titles.map_or(default.generic_titles, lower_case),
            navigation_end: table.navigation_end.unwrap_or(default.navigation_end),
            ignore,
            answers: Answers::default(),
        };
        if let Some(api) = site.sections.values().chain(&site.flat).find(|api| !is_name(api)) {
            return Err(line(start).error(format!("unsafe name {api:?}"), NAME_RULE).into());
        }
        Ok(site)
    }

    /// The same site, all of whose payloads are of this api, if one is given.
    ///
    /// # Errors
    /// The name cannot be that of a folder.
    pub fn of_api(self, api: Option<&str>) -> Result<Self, Diagnostic> {
        match api {
            Some(api) if !is_name(api) => Err(Location::file("--api").error(format!("unsafe name {api:?}"), NAME_RULE)),
            Some(api) => Ok(Self { api: Some(api.to_owned()), ..self }),
            None => Ok(self),
        }
    }

    /// The apis whose deliveries have the form of this body, in order: it has something wherever the hints of the api say so. If
    /// there is none, it may be of an api whose deliveries name their event only in a header, or of [`Site::flat`].
    pub(crate) fn apis_of(&self, body: &Value) -> Vec<&str> {
        let of = |fits: &dyn Fn(&EnvelopeHint) -> bool| {
            let apis = self.envelopes.iter().filter(|(_, envelope)| fits(envelope));
            apis.map(|(api, _)| api.as_str()).collect::<Vec<_>>()
        };
        let shown = of(&|envelope| places(envelope).next().is_some() && has_form(envelope, body));
        if !shown.is_empty() {
            return shown;
        }
        let mut others = of(&|envelope| envelope.naming.header.is_some() && has_form(envelope, body));
        others.extend(self.flat.as_deref().filter(|flat| !self.envelopes.contains_key(*flat)));
        others
    }

    /// Whether the deliveries of an api can have this body.
    pub(crate) fn is_of(&self, api: &str, body: &Value) -> bool {
        match self.envelopes.get(api) {
            Some(envelope) => has_form(envelope, body),
            // Nothing is said of the api, so that a body with the form of another one is not its.
            None => self.envelopes.values().all(|other| places(other).next().is_none() || !has_form(other, body)),
        }
    }

    /// Where the deliveries of an api name their event.
    pub(crate) fn naming(&self, api: &str) -> Naming {
        self.envelopes.get(api).map(|envelope| envelope.naming.clone()).unwrap_or_default()
    }

    /// Whether a body of an api is a list of deliveries.
    pub(crate) fn is_batch(&self, api: &str) -> bool {
        self.envelopes.get(api).is_some_and(|envelope| envelope.batch)
    }

    /// The api of a section, by a line that names it in a numbered list: `1. New Webhooks`.
    pub(crate) fn section(&self, line: &str) -> Option<&str> {
        let (number, section) = line.split_once(". ")?;
        let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| self.sections.get(section.trim()).map(String::as_str))?
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

/// The places that every body of an api has. With a header, a body need not have a part of the name.
fn places(envelope: &EnvelopeHint) -> impl Iterator<Item = &String> {
    let name = envelope.naming.pointer.as_ref().filter(|_| envelope.naming.header.is_none());
    name.into_iter().chain(&envelope.payload)
}

/// Whether a body has something at all places that its api says.
fn has_form(envelope: &EnvelopeHint, body: &Value) -> bool {
    places(envelope).all(|place| body.pointer(place).is_some())
}

fn lower_case(words: Vec<String>) -> Vec<String> {
    words.into_iter().map(|word| word.to_lowercase()).collect()
}

/// What people have said of single payloads: which event they are of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// The event of all payloads of which the page does not say it: `--event NAME`.
    pub event: Option<String>,
    /// The events of the payloads that start at these lines: `--event LINE=NAME`.
    pub lines: BTreeMap<usize, String>,
    /// The apis and the events of payloads that were taken from this page before, by their texts.
    pub known: BTreeMap<String, (String, String)>,
}

/// A text of pages that is not a payload, by `[[ignore]]` in `hints.toml`. Each condition that is given has to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    /// The page, by its path or the end of it, without an extension.
    pub page: Option<String>,
    /// The heading, or the title of a block, that it is under.
    pub heading: Option<String>,
    /// Keys that are all at its top.
    pub keys: Vec<String>,
    /// Why, for people.
    pub reason: Option<String>,
    /// Where the hint is.
    pub location: Location,
}

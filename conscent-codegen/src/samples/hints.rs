//! `hints.toml`: facts that samples cannot show.
//!
//! ```toml
//! min_samples = 3
//!
//! [envelope.v2]
//! event = "event"
//! payload = "payload"
//!
//! [delivery]                      # for the documents that other programs read
//! title = "Webhooks of a shop"
//! basic = true                    # each request has HTTP Basic credentials
//! signature = { header = "X-Signature", description = "hex HMAC-SHA256 of the raw body" }
//! answers = { 200 = "taken", 401 = "no or wrong credentials" }
//!
//! [[hint]]
//! api = "v2"
//! at = "/purchase/utmParameters"
//! kind = "map"                    # map, enum or text; or else a type's name: name = "Address"
//! reason = "its keys are chosen by whoever links to the page"
//!
//! [[alias]]
//! api = "v2"
//! heading = "Refund.subscription"
//! event = "refunded.subscription"
//! reason = "the bodies under this heading say so"
//! ```
//!
//! A table `[site]` describes the pages of the documentation to `conscent import`. Nothing that is generated depends on it.

use super::aliases::{self, Alias};
use super::delivery::Delivery;
use super::{HINTS, is_name};
use crate::diagnostic::{self, Diagnostic, Diagnostics, Location};
use crate::{input, pointer};
use conscent_shape::syntax::position;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::path::Path;
use toml::Spanned;

/// The content of `hints.toml`.
#[derive(Clone, Debug, PartialEq)]
pub struct Hints {
    /// How many sightings it takes before a field counts as always present. Default 3.
    pub min_samples: u64,
    /// Per api, where the envelope keeps its event name and its payload. No entry: the whole body is the payload.
    pub envelopes: BTreeMap<String, EnvelopeHint>,
    /// How webhooks are delivered.
    pub delivery: Delivery,
    /// What hints say about places in payloads.
    pub places: Vec<Hint>,
    /// The headings that are other names of events.
    pub aliases: Vec<Alias>,
}

impl Default for Hints {
    fn default() -> Self {
        Self {
            min_samples: 3,
            envelopes: BTreeMap::new(),
            delivery: Delivery::default(),
            places: Vec::new(),
            aliases: Vec::new(),
        }
    }
}

/// Where an api's envelope keeps what the generator must know: two top-level keys.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnvelopeHint {
    /// The key of the event's name (`event`).
    pub event: String,
    /// The key of the payload (`payload`).
    pub payload: String,
}

/// One hint about one place in the payloads of an api.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Its line in `hints.toml`, for the error once it no longer applies.
    pub location: Location,
    /// The api (`v2`).
    pub api: String,
    /// One event only; all events of the api when absent.
    pub event: Option<String>,
    /// JSON pointer below the payload, `*` for list items: `/purchase/utmParameters`.
    pub at: String,
    /// What the hint says about that place.
    pub kind: HintKind,
}

/// What a hint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HintKind {
    /// The object's keys are data: a map, not a struct.
    Map,
    /// The string is one of a set of codes: an open enum.
    Enum,
    /// The string is text, whatever its form says.
    Text,
    /// The object's or enum's type has this name.
    Name(String),
}

/// `hints.toml` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Content {
    min_samples: Option<NonZeroU64>,
    #[serde(default)]
    envelope: BTreeMap<Spanned<String>, EnvelopeHint>,
    delivery: Option<Spanned<Delivery>>,
    #[serde(default)]
    hint: Vec<Spanned<Entry>>,
    #[serde(default)]
    pub(super) alias: Vec<Spanned<aliases::Entry>>,
    /// The documentation's pages, which only `conscent import` reads.
    #[serde(default, rename = "site")]
    _site: IgnoredAny,
}

/// One `[[hint]]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    api: String,
    event: Option<String>,
    at: String,
    kind: Option<String>,
    name: Option<String>,
    reason: String,
}

/// Reads `hints.toml` in a samples folder. Without the file, the defaults hold.
///
/// Whether a hint applies to a place in the samples is decided by the stage that knows their shapes.
///
/// # Errors
/// The file cannot be read, is not such TOML, names an api that the folder lacks, or contradicts or repeats itself.
pub(super) fn read(samples: &Path) -> Result<Hints, Diagnostics> {
    let file = samples.join(HINTS);
    let Some((text, content)) = input::toml::<Content>(&file)? else { return Ok(Hints::default()) };
    let line = |offset| Location::line(&file, position(text.as_bytes(), offset).0);

    let envelopes = diagnostic::collect_all(content.envelope.into_iter().map(|(api, envelope)| {
        let location = line(api.span().start);
        known(samples, api.as_ref(), &location)?;
        if envelope.event == envelope.payload {
            return Err(location.error("event and payload are one key", "an envelope keeps them apart"));
        }
        Ok((api.into_inner(), envelope))
    }));
    let places = diagnostic::collect_all(content.hint.into_iter().map(|entry| {
        let location = line(entry.span().start);
        let entry = entry.into_inner();
        known(samples, &entry.api, &location)?;
        entry.hint(location)
    }));
    let delivery = content.delivery.map_or(Ok(Delivery::default()), |delivery| {
        delivery.get_ref().check(&line(delivery.span().start)).map(|()| delivery.into_inner())
    });
    let aliases = aliases::all(content.alias, line);
    let ((envelopes, delivery), (places, aliases)): (_, (Vec<_>, _)) =
        diagnostic::join(diagnostic::join(envelopes, delivery), diagnostic::join(places, aliases))?;
    repeated(&places).into_result()?;
    let min_samples = content.min_samples.map_or(Hints::default().min_samples, NonZeroU64::get);
    Ok(Hints { min_samples, envelopes, delivery, places, aliases })
}

impl Entry {
    fn hint(self, location: Location) -> Result<Hint, Diagnostic> {
        let wrong = |what: &str, why: &str| Err(location.clone().error(what, why));
        let kind = match (self.kind.as_deref(), self.name) {
            (Some("map"), None) => HintKind::Map,
            (Some("enum"), None) => HintKind::Enum,
            (Some("text"), None) => HintKind::Text,
            (Some(_), None) => return wrong("unknown kind of hint", "a kind is one of map, enum and text"),
            (None, Some(name)) if is_type_name(&name) => HintKind::Name(name),
            (None, Some(_)) => return wrong("not a type's name", "write it as `Address`: a capital, letters, digits"),
            (None, None) => return wrong("hint that says nothing", "give it a kind or a name"),
            (Some(_), Some(_)) => return wrong("kind and name in one hint", "write two hints"),
        };
        if !pointer::is_valid(&self.at) {
            return wrong("not a JSON pointer", pointer::RULE);
        }
        if self.reason.trim().is_empty() {
            return wrong("no reason", "say in `reason` how this is known");
        }
        Ok(Hint { location, api: self.api, event: self.event, at: self.at, kind })
    }
}

/// An api is known by its folder.
fn known(samples: &Path, api: &str, location: &Location) -> Result<(), Diagnostic> {
    if is_name(api) && samples.join(api).is_dir() {
        return Ok(());
    }
    Err(location.clone().error(format!("unknown api {api:?}"), format!("{} has no such folder", samples.display())))
}

fn is_type_name(name: &str) -> bool {
    name != "Self"
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Hints that repeat each other: one place has one kind and one name.
fn repeated(places: &[Hint]) -> Diagnostics {
    let mut said = BTreeMap::new();
    let repeats = places.iter().filter_map(|hint| {
        let aspect = matches!(hint.kind, HintKind::Name(_));
        let first = said.insert((&hint.api, &hint.event, &hint.at, aspect), &hint.location)?;
        Some(hint.location.clone().error("hint given twice", format!("{first} is about the same place; keep one")))
    });
    repeats.collect()
}

//! What samples cannot show, told by `samples/hints.toml`.
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

mod alias;
mod delivery;

pub use delivery::{Delivery, Signature};

use crate::diagnostic::{self, Diagnostic, Diagnostics, Place};
use crate::input;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::path::Path;
use toml::Spanned;

pub use alias::{Alias, aliases, check_aliases};

/// The name of the file that holds the hints, in the samples folder.
pub const FILE: &str = "hints.toml";

/// The content of `hints.toml`.
#[derive(Clone, Debug, PartialEq)]
pub struct Hints {
    /// How many sightings it takes before a field counts as always present. Default 3.
    pub min_samples: u64,
    /// Per api, where the envelope keeps its event name and its payload. No entry: the whole body is the payload.
    pub envelopes: BTreeMap<String, EnvelopeHint>,
    /// How webhooks are delivered.
    pub delivery: Delivery,
    /// The places that need a word.
    pub places: Vec<PlaceHint>,
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
pub struct PlaceHint {
    /// Where it stands in `hints.toml`, for the error when it no longer applies.
    pub place: Place,
    /// The api (`v2`).
    pub api: String,
    /// One event only; all events of the api when absent.
    pub event: Option<String>,
    /// JSON pointer below the payload, `*` for list items: `/purchase/utmParameters`.
    pub at: String,
    /// What is so there.
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
struct Content {
    min_samples: Option<NonZeroU64>,
    #[serde(default)]
    envelope: BTreeMap<Spanned<String>, EnvelopeHint>,
    delivery: Option<Spanned<Delivery>>,
    #[serde(default)]
    hint: Vec<Spanned<Entry>>,
    #[serde(default)]
    alias: Vec<Spanned<alias::Entry>>,
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

/// Reads `hints.toml` in the samples folder; without one, the defaults hold.
///
/// Whether a hint's place exists in the samples is for the stage that knows their shapes.
///
/// # Errors
/// The file cannot be read, is no such TOML, names an api that the folder lacks, or contradicts or repeats itself.
pub fn read(samples: &Path) -> Result<Hints, Diagnostics> {
    let file = samples.join(FILE);
    let Some((text, content)) = input::toml::<Content>(&file)? else { return Ok(Hints::default()) };
    let line = |offset| Place::line(&file, input::position(&text, offset).0);

    let envelopes = diagnostic::collect(content.envelope.into_iter().map(|(api, envelope)| {
        let place = line(api.span().start);
        known(samples, api.as_ref(), &place)?;
        if envelope.event == envelope.payload {
            return Err(place.says("event and payload are one key", "an envelope keeps them apart"));
        }
        Ok((api.into_inner(), envelope))
    }));
    let places = diagnostic::collect(content.hint.into_iter().map(|entry| {
        let place = line(entry.span().start);
        let entry = entry.into_inner();
        known(samples, &entry.api, &place)?;
        entry.hint(place)
    }));
    let delivery = content.delivery.map_or(Ok(Delivery::default()), |delivery| {
        delivery.get_ref().check(&line(delivery.span().start)).map(|()| delivery.into_inner())
    });
    let aliases = alias::all(content.alias, line);
    let ((envelopes, delivery), (places, aliases)): (_, (Vec<_>, _)) =
        diagnostic::both(diagnostic::both(envelopes, delivery), diagnostic::both(places, aliases))?;
    repeated(&places).into_result()?;
    let min_samples = content.min_samples.map_or(Hints::default().min_samples, NonZeroU64::get);
    Ok(Hints { min_samples, envelopes, delivery, places, aliases })
}

impl Entry {
    fn hint(self, place: Place) -> Result<PlaceHint, Diagnostic> {
        let wrong = |what: &str, why: &str| Err(place.clone().says(what, why));
        let kind = match (self.kind.as_deref(), self.name) {
            (Some("map"), None) => HintKind::Map,
            (Some("enum"), None) => HintKind::Enum,
            (Some("text"), None) => HintKind::Text,
            (Some(_), None) => return wrong("unknown kind of hint", "a kind is one of map, enum and text"),
            (None, Some(name)) if is_type_name(&name) => HintKind::Name(name),
            (None, Some(_)) => return wrong("no name of a type", "write it as `Address`: a capital, letters, digits"),
            (None, None) => return wrong("hint that says nothing", "give it a kind or a name"),
            (Some(_), Some(_)) => return wrong("kind and name in one hint", "write two hints"),
        };
        if !is_pointer(&self.at) {
            return wrong("no JSON pointer", "`at` starts with `/`, and has `~` only as `~0` or `~1`");
        }
        if self.reason.trim().is_empty() {
            return wrong("no reason", "say in `reason` how this is known");
        }
        Ok(PlaceHint { place, api: self.api, event: self.event, at: self.at, kind })
    }
}

/// An api is known by its folder.
fn known(samples: &Path, api: &str, place: &Place) -> Result<(), Diagnostic> {
    if crate::sample::is_name(api) && samples.join(api).is_dir() {
        return Ok(());
    }
    Err(place.clone().says(format!("unknown api {api:?}"), format!("{} has no such folder", samples.display())))
}

/// Whether this is a JSON pointer below the root (RFC 6901).
pub(crate) fn is_pointer(text: &str) -> bool {
    let escaped = |token: &str| token.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    text.starts_with('/') && escaped(text)
}

fn is_type_name(name: &str) -> bool {
    name != "Self"
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// What is said twice: one place has one kind and one name.
fn repeated(places: &[PlaceHint]) -> Diagnostics {
    let mut said = BTreeMap::new();
    let repeats = places.iter().filter_map(|hint| {
        let aspect = matches!(hint.kind, HintKind::Name(_));
        let first = said.insert((&hint.api, &hint.event, &hint.at, aspect), &hint.place)?;
        Some(hint.place.clone().says("hint given twice", format!("{first} speaks of the same place; keep one")))
    });
    repeats.collect()
}

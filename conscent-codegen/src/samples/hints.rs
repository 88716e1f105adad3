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
//! event = "purchase.pass"         # of this event only; without it, of every event of the api
//! kind = "map"                    # one statement, see the table
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
//!
//! # What a hint says
//!
//! `at` is a JSON pointer below the payload, with `*` for every item of a list and every value of a map. With `envelope = true`, it is a
//! pointer below the envelope around the payload.
//!
#![doc = include_str!("hints/table.md")]
//!
//! A hint that applies to nothing in the samples is an error, and so are two hints that contradict each other: one for a single event
//! is not an exception from one for all events.

mod contradiction;
mod hint;
mod unseen;

pub use hint::{Hint, HintKind};
pub(super) use unseen::unseen;

use super::aliases::{self, Alias};
use super::delivery::Delivery;
use super::{HINTS, is_name};
use crate::diagnostic::{self, Diagnostic, Diagnostics, Location};
use crate::input;
use conscent_shape::syntax::position;
use hint::Entry;
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
    contradiction::check(&places).into_result()?;
    let min_samples = content.min_samples.map_or(Hints::default().min_samples, NonZeroU64::get);
    Ok(Hints { min_samples, envelopes, delivery, places, aliases })
}

/// An api is known by its folder.
fn known(samples: &Path, api: &str, location: &Location) -> Result<(), Diagnostic> {
    if is_name(api) && samples.join(api).is_dir() {
        return Ok(());
    }
    Err(location.clone().error(format!("unknown api {api:?}"), format!("{} has no such folder", samples.display())))
}

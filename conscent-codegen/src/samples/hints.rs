//! `hints.toml`: facts that samples cannot show.
//!
//! ```toml
//! min_samples = 3
//!
//! [envelope.v2]                   # where a delivery names its event, and where its payload is; see below
//! event = "event"
//! payload = "payload"
//!
//! [delivery]                      # for receivers, and for the documents that other programs read
//! title = "Webhooks of a shop"
//! basic = true                    # each request has HTTP Basic credentials
//! answers = { 200 = "taken", 401 = "no or wrong credentials" }
//! accepted = 200                  # what acknowledges a delivery that is stored now and handled later; 202 without it
//!
//! [delivery.id]                   # where a delivery has the id that its sender gave it; see below
//! header = "x-github-delivery"
//!
//! [delivery.signature]            # how requests are signed; see below
//! scheme = "github"
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
//! # Where deliveries have what
//!
//! | `[envelope.<api>]` | what it says |
//! |---|---|
//! | `event = "type"` | where a body names its event: a key, or a JSON pointer, which starts with `/` (`"/meta/event_name"`). It may be inside of the payload |
//! | `payload = "data"` | where the payload is: a key, or a pointer (`"/data/object"`). Without it, the whole body is the payload. Each object around it has a struct: `Envelope<P>`, `EnvelopeData<P>` |
//! | `header = "X-Shop-Topic"` | the header that names the event. With `event` too, the name is `<header>.<text in the body>`, or that of the header alone where the body has no such text |
//! | `batch = true` | a body is a list of deliveries. Each sample is one of them |
//!
//! An api without a table has no envelope, and only the endpoint knows the event. A place that no sample has is an error.
//!
//! | `[delivery.signature]` | what it says |
//! |---|---|
//! | `scheme = "stripe"` | the vendor's way of signing, as `conscent_core::signature::Scheme` lists them. All other fields override it |
//! | `header`, `separator`, `prefix` | the header, what separates its items, and what those start with that are signatures |
//! | `encoding = "hex"` | how the signature is written: `"hex"` or `"base64"` |
//! | `signed = "{timestamp}.{body}"` | what is signed, with the places `{body}`, `{timestamp}` and `{id}`; `"{body}"` if it is not given |
//! | `timestamp = { header = "X-Time" }` | where the signed time is, in seconds: in a header, or in an item of the signature's (`{ item = "t=" }`) |
//! | `id = "webhook-id"` | the header with the signed id |
//! | `tolerance_seconds = 300` | how far the signed time may be from the receiver's clock |
//! | `secret = "text"` | how the secret is written: as it is, or in base64 (`{ base64 = "whsec_" }`) |
//! | `description = "…"` | what documents say of it. With a header and nothing else, requests are signed in a way that no receiver here can check |
//!
//! | `[delivery.id]` | what it says |
//! |---|---|
//! | `header = "x-github-delivery"` | the header with the id of a delivery, which is the same when the sender repeats the delivery |
//! | `pointer = "/id"` | where a body has it: a JSON pointer, or a key. In a batch, where each of its deliveries has it |
//!
//! It is one of the two. It holds for every api, except those with a table of their own: `[delivery.id.shop]`. A signed id
//! (`[delivery.signature]`) needs no such table. Without either, the content of a delivery has to tell it from others.
//!
//! A table `[site]` describes the pages of the documentation to `conscent import`, and each `[[ignore]]` names texts on them that are no
//! payloads. Nothing that is generated depends on them.
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
mod envelope;
mod hint;
mod unseen;

pub(super) use envelope::place_of;

pub use envelope::EnvelopeHint;
pub use hint::{Hint, HintKind};
pub(super) use unseen::unseen;

use super::aliases::{self, Alias};
use super::delivery::{self, Delivery, Ids};
use super::{HINTS, NAME_RULE, is_name};
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
    /// Per api, where deliveries name their event, and where the payload is. No entry: only the endpoint knows the event, and the whole
    /// body is the payload.
    pub envelopes: BTreeMap<String, EnvelopeHint>,
    /// How webhooks are delivered.
    pub delivery: Delivery,
    /// Where deliveries have the ids that their sender gave them.
    pub ids: Ids,
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
            ids: Ids::default(),
            places: Vec::new(),
            aliases: Vec::new(),
        }
    }
}

/// `hints.toml` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Content {
    min_samples: Option<NonZeroU64>,
    #[serde(default)]
    envelope: BTreeMap<Spanned<String>, envelope::Entry>,
    delivery: Option<Spanned<delivery::Entry>>,
    #[serde(default)]
    hint: Vec<Spanned<Entry>>,
    #[serde(default)]
    pub(super) alias: Vec<Spanned<aliases::Entry>>,
    /// The documentation's pages, which only `conscent import` reads.
    #[serde(default, rename = "site")]
    _site: IgnoredAny,
    #[serde(default, rename = "ignore")]
    _ignore: IgnoredAny,
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
        envelope.hint(location).map(|hint| (api.into_inner(), hint))
    }));
    let places = diagnostic::collect_all(content.hint.into_iter().map(|entry| {
        let location = line(entry.span().start);
        let entry = entry.into_inner();
        known(samples, &entry.api, &location)?;
        entry.hint(location)
    }));
    let delivery = content.delivery.map_or(Ok(Default::default()), |delivery| {
        let location = line(delivery.span().start);
        let mut delivery = delivery.into_inner();
        let ids = std::mem::take(&mut delivery.id).ids(line, |api, location| known(samples, api, location));
        diagnostic::join(delivery.delivery(&location), ids)
    });
    let aliases = aliases::all(content.alias, line);
    let ((envelopes, (delivery, ids)), (places, aliases)): ((BTreeMap<_, _>, _), (Vec<_>, _)) =
        diagnostic::join(diagnostic::join(envelopes, delivery), diagnostic::join(places, aliases))?;
    contradiction::check(&places, &envelopes).into_result()?;
    let min_samples = content.min_samples.map_or(Hints::default().min_samples, NonZeroU64::get);
    Ok(Hints { min_samples, envelopes, delivery, ids, places, aliases })
}

/// Reads the `[envelope.*]` of a samples folder, which may hold no samples yet.
///
/// # Errors
/// The file cannot be read, is not such TOML, or has a wrong envelope.
pub fn envelopes(samples: &Path) -> Result<BTreeMap<String, EnvelopeHint>, Diagnostics> {
    let file = samples.join(HINTS);
    let Some((text, content)) = input::toml::<Content>(&file)? else { return Ok(BTreeMap::new()) };
    diagnostic::collect_all(content.envelope.into_iter().map(|(api, envelope)| {
        let location = Location::line(&file, position(text.as_bytes(), api.span().start).0);
        if !is_name(api.as_ref()) {
            return Err(location.error(format!("unsafe name {:?}", api.as_ref()), NAME_RULE));
        }
        envelope.hint(location).map(|hint| (api.into_inner(), hint))
    }))
}

/// An api is known by its folder.
fn known(samples: &Path, api: &str, location: &Location) -> Result<(), Diagnostic> {
    if is_name(api) && samples.join(api).is_dir() {
        return Ok(());
    }
    Err(location.clone().error(format!("unknown api {api:?}"), format!("{} has no such folder", samples.display())))
}

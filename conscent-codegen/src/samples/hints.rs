//! `hints.toml`: facts that samples cannot show.
//!
//! ```toml
//! min_samples = 3
//!
//! [envelope.v2]                   # where deliveries name their event, and where their payload is; see below
//! event = "event"
//! payload = "payload"
//!
//! [delivery]                      # for receivers, and for OpenAPI and AsyncAPI documents
//! title = "Webhooks of a shop"
//! basic = true                    # each request has HTTP Basic credentials
//! answers = { 200 = "taken", 401 = "no or wrong credentials" }
//! accepted = 200                  # the status for a delivery that is stored now and handled later; default 202
//!
//! [delivery.id]                   # where deliveries have the id that their sender assigned; see below
//! header = "x-github-delivery"
//!
//! [delivery.signature]            # how requests are signed; see below
//! scheme = "github"
//!
//! [[hint]]
//! api = "v2"
//! at = "/purchase/utmParameters"
//! event = "purchase.pass"         # for this event only; without it, for every event of the API
//! kind = "map"                    # one statement, see the table
//! reason = "the links to the page choose its keys"
//!
//! [[alias]]
//! api = "v2"
//! heading = "Refund.subscription"
//! event = "refunded.subscription"
//! reason = "the bodies under this heading say so"
//! ```
//!
//! # Where deliveries have their parts
//!
//! | `[envelope.<api>]` | meaning |
//! |---|---|
//! | `event = "type"` | where a body names its event: a key, or a JSON pointer, which starts with `/` (`"/meta/event_name"`). It may be inside the payload |
//! | `payload = "data"` | where the payload is: a key, or a pointer (`"/data/object"`). Without it, the whole body is the payload. Each object around it has a struct: `Envelope<P>`, `EnvelopeData<P>` |
//! | `header = "X-Shop-Topic"` | the header that names the event. With `event` too, the name is `<header>.<text in the body>`, or only the header's if the body has no such text |
//! | `batch = true` | a body is a list of deliveries. Each sample is one of them |
//!
//! An API without a table has no envelope, and only the endpoint determines the event. A place that no sample has is an
//! error.
//!
//! | `[delivery.signature]` | meaning |
//! |---|---|
//! | `scheme = "stripe"` | a preset of `conscent_core::signature::Scheme`. All other fields override it |
//! | `header`, `separator`, `prefix` | the header, the separator of its items, and the prefix of the items that are signatures |
//! | `encoding = "hex"` | how the signature is written: `"hex"` or `"base64"` |
//! | `signed = "{timestamp}.{body}"` | the signed text, with the placeholders `{body}`, `{timestamp}` and `{id}`; default `"{body}"` |
//! | `timestamp = { header = "X-Time" }` | where the signed time is, in seconds: in a header, or in an item of the signature's (`{ item = "t=" }`) |
//! | `id = "webhook-id"` | the header with the signed id |
//! | `tolerance_seconds = 300` | how far the signed time may be from the receiver's clock |
//! | `secret = "text"` | how the secret is written: as it is, or in base64 (`{ base64 = "whsec_" }`) |
//! | `description = "…"` | its description in documents. With only a description and a header, receivers here cannot verify the signature |
//!
//! | `[delivery.id]` | meaning |
//! |---|---|
//! | `header = "x-github-delivery"` | the header with the id of a delivery, which is the same when the sender repeats the delivery |
//! | `pointer = "/id"` | where a body has the id: a JSON pointer, or a key. In a batch, where each delivery has it |
//!
//! Give one of the two. The table applies to every API except those with their own: `[delivery.id.shop]`. A signed id
//! (`[delivery.signature]`) does not need this table. Without any id, deliveries are distinguished by their content.
//!
//! A table `[site]` describes the pages of the documentation to `conscent import`, and each `[[ignore]]` names texts on
//! them that are not payloads. Generated code does not depend on either, but their mistakes are errors here, too.
//!
//! # What a hint states
//!
//! `at` is a JSON pointer into the payload, with `*` for every item of a list and every value of a map. With
//! `envelope = true`, it is a pointer into the envelope around the payload.
//!
#![doc = include_str!("hints/table.md")]
//!
//! A hint that applies to nothing in the samples is an error, and so are two hints that contradict each other. A hint
//! for one event is not an exception to a hint for all events.

mod contradiction;
mod envelope;
mod hint;
mod pages;
mod unseen;

pub(crate) use contradiction::CONTRADICTION;
pub(super) use envelope::place_of;

pub use envelope::EnvelopeHint;
pub use hint::{Hint, HintKind};
pub use pages::{Ignore, SiteHint};
pub(super) use unseen::unseen;

use super::aliases::{self, Alias};
use super::delivery::{self, Delivery, Ids};
use super::{HINTS, NAME_RULE, is_name};
use crate::diagnostic::{Diagnostic, Diagnostics, Location};
use crate::input;
use crate::table::Source;
use crate::text::did_you_mean;
use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::path::Path;

/// The content of `hints.toml`.
#[derive(Clone, Debug, PartialEq)]
pub struct Hints {
    /// How many samples and archived objects must have a field before it counts as always present. Default 3.
    pub min_samples: u64,
    /// Where deliveries of each API name their event, and where the payload is. Without an entry, only the endpoint
    /// determines the event, and the whole body is the payload.
    pub envelopes: BTreeMap<String, EnvelopeHint>,
    /// How webhooks are delivered.
    pub delivery: Delivery,
    /// Where deliveries have the ids that their sender assigned.
    pub ids: Ids,
    /// The hints about places in payloads.
    pub places: Vec<Hint>,
    /// The headings that are other names for events.
    pub aliases: Vec<Alias>,
    /// What `conscent import` must know about pages.
    pub site: Option<SiteHint>,
    /// The texts on pages that are not payloads.
    pub ignore: Vec<Ignore>,
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
            site: None,
            ignore: Vec::new(),
        }
    }
}

/// Rejects the name of an API at a place.
pub(super) type Known<'k> = dyn Fn(&str, &Location) -> Result<(), Diagnostic> + 'k;

/// Reads `hints.toml` in a samples folder. Without the file, the defaults apply.
///
/// A later stage, which knows the shapes of the samples, checks whether a hint applies to a place.
///
/// # Errors
/// The file cannot be read, is not valid TOML of this form, names an API without a folder, or contradicts or repeats
/// itself.
pub(super) fn read(samples: &Path) -> Result<Hints, Diagnostics> {
    content(samples, &|api, place| has_folder(samples, api, place))
}

/// Reads `hints.toml` in a samples folder which may hold no samples yet.
///
/// # Errors
/// As for all of `hints.toml`: the file cannot be read, is not valid TOML of this form, or contradicts or repeats itself.
pub fn without_samples(samples: &Path) -> Result<Hints, Diagnostics> {
    content(samples, &|api, place| {
        if is_name(api) { Ok(()) } else { Err(place.clone().error(format!("unsafe name {api:?}"), NAME_RULE)) }
    })
}

fn content(samples: &Path, known: &Known<'_>) -> Result<Hints, Diagnostics> {
    let Some(source) = Source::read(&samples.join(HINTS))? else { return Ok(Hints::default()) };
    let mut file = source.table()?;
    let min_samples = file.get("min_samples").map_or(Hints::default().min_samples, NonZeroU64::get);
    let mut envelopes = BTreeMap::new();
    if let Some(mut tables) = file.table("envelope") {
        for (api, place, table) in tables.other_tables() {
            tables.ok(known(&api, &place));
            envelopes.extend(tables.ok(envelope::envelope(table)).map(|envelope| (api, envelope)));
        }
        file.ok(tables.finish(Some(())));
    }
    let delivery = file.table("delivery").and_then(|table| file.ok(delivery::delivery(table, known)));
    let (delivery, ids) = delivery.unwrap_or_default();
    let places: Vec<_> =
        file.tables("hint").into_iter().filter_map(|table| file.ok(hint::hint(table, known))).collect();
    let aliases: Vec<_> =
        file.tables("alias").into_iter().filter_map(|table| file.ok(aliases::alias(table, known))).collect();
    let site = file.table("site").and_then(|table| file.ok(pages::site(table)));
    let ignore = file.tables("ignore").into_iter().filter_map(|table| file.ok(pages::ignore(table))).collect();
    file.ok(aliases::repeated(&aliases).into_result());
    file.ok(contradiction::check(&places, &envelopes).into_result());
    file.finish(Some(Hints { min_samples, envelopes, delivery, ids, places, aliases, site, ignore }))
}

/// Checks that an API has a folder.
fn has_folder(samples: &Path, api: &str, place: &Location) -> Result<(), Diagnostic> {
    if is_name(api) && samples.join(api).is_dir() {
        return Ok(());
    }
    let folders: Vec<_> = input::list(samples).into_iter().flatten().filter(|path| path.is_dir()).collect();
    let names: Vec<_> = folders.iter().filter_map(|path| path.file_name()?.to_str()).collect();
    let suggestion = did_you_mean(api, &names).map(|suggestion| format!("; {suggestion}")).unwrap_or_default();
    let help = format!("{} has no such folder{suggestion}", samples.display());
    Err(place.clone().error(format!("unknown api {api:?}"), help))
}

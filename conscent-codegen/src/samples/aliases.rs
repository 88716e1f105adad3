//! Headings that are other names for events: `[[alias]]` in `hints.toml`.

use super::Origin;
use super::hints::{self, Known};
use crate::diagnostic::{Diagnostics, Location};
use crate::table::Table;
use std::collections::BTreeMap;
use std::path::Path;

/// A heading that the documentation uses for an event, and that is not the event's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// Its place in `hints.toml`.
    pub location: Location,
    /// The API (`v2`).
    pub api: String,
    /// The heading, as the page spells it: `Refund.subscription`.
    pub heading: String,
    /// The event's name on the wire: `refunded.subscription`.
    pub event: String,
}

/// Reads the aliases in `hints.toml` of a samples folder, which may hold no samples yet.
///
/// # Errors
/// As for all of `hints.toml`: the file cannot be read, is not valid TOML of this form, or contradicts or repeats itself.
pub fn aliases(samples: &Path) -> Result<Vec<Alias>, Diagnostics> {
    Ok(hints::without_samples(samples)?.aliases)
}

/// One `[[alias]]`. `known` rejects the name of an API without a folder.
pub(super) fn alias(mut table: Table<'_>, known: &Known<'_>) -> Result<Alias, Diagnostics> {
    let (api, heading) = (table.require::<String>("api"), table.require::<String>("heading"));
    let event = table.require::<String>("event");
    table.reason("say in `reason` how this is known");
    if let Some(api) = &api {
        let place = table.places().of("api").clone();
        table.ok(known(api, &place));
    }
    if event.as_deref() == Some("") {
        table.error("event", "no event", "say in `event` which event the heading stands for");
    }
    let location = table.places().entry.clone();
    let parts = api.zip(heading).zip(event);
    table.finish(parts.map(|((api, heading), event)| Alias { location, api, heading, event }))
}

/// An error for each alias of a heading that an earlier one is about.
pub(super) fn repeated(aliases: &[Alias]) -> Diagnostics {
    let mut said = BTreeMap::new();
    let repeats = aliases.iter().filter_map(|alias| {
        let first = said.insert((&alias.api, &alias.heading), &alias.location)?;
        Some(alias.location.clone().error("alias given twice", format!("{first} is about the same heading; keep one")))
    });
    repeats.collect()
}

impl Alias {
    /// Whether a sample of this API and event was found under the heading.
    pub(super) fn is_of(&self, api: &str, event: &str, origin: Option<&Origin>) -> bool {
        let heading = origin.and_then(|origin| origin.heading.as_deref());
        (self.api.as_str(), self.event.as_str(), Some(self.heading.as_str())) == (api, event, heading)
    }
}

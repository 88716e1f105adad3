//! Headings that are other names of events: `[[alias]]` in `hints.toml`.

use super::{Content, FILE};
use crate::diagnostic::{self, Diagnostic, Diagnostics, Place};
use crate::input;
use crate::sample::{self, Sample};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use toml::Spanned;

/// A heading under which the documentation shows an event whose name it is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// Where it stands in `hints.toml`.
    pub place: Place,
    /// The api (`v2`).
    pub api: String,
    /// The heading, as the page spells it: `Refund.subscription`.
    pub heading: String,
    /// The event's name on the wire: `refunded.subscription`.
    pub event: String,
}

/// One `[[alias]]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    api: String,
    heading: String,
    event: String,
    reason: String,
}

/// Reads the aliases in `hints.toml` of the samples folder, which may be all that is there yet.
///
/// # Errors
/// The file cannot be read, is no such TOML, or holds an alias without reason, or twice.
pub fn aliases(samples: &Path) -> Result<Vec<Alias>, Diagnostics> {
    let file = samples.join(FILE);
    let Some((text, content)) = input::toml::<Content>(&file)? else { return Ok(Vec::new()) };
    all(content.alias, |offset| Place::line(&file, input::position(&text, offset).0))
}

pub(super) fn all(entries: Vec<Spanned<Entry>>, line: impl Fn(usize) -> Place) -> Result<Vec<Alias>, Diagnostics> {
    let aliases: Vec<Alias> = diagnostic::collect(entries.into_iter().map(|entry| {
        let place = line(entry.span().start);
        entry.into_inner().alias(place)
    }))?;
    let mut said = BTreeMap::new();
    let repeats = aliases.iter().filter_map(|alias| {
        let first = said.insert((&alias.api, &alias.heading), &alias.place)?;
        Some(alias.place.clone().says("alias given twice", format!("{first} speaks of the same heading; keep one")))
    });
    repeats.collect::<Diagnostics>().into_result()?;
    Ok(aliases)
}

impl Entry {
    fn alias(self, place: Place) -> Result<Alias, Diagnostic> {
        let Self { api, heading, event, reason } = self;
        if !sample::is_name(&event) {
            return Err(place.says(format!("unsafe name {event:?}"), sample::NAME_RULE));
        }
        if reason.trim().is_empty() {
            return Err(place.says("no reason", "say in `reason` how this is known"));
        }
        Ok(Alias { place, api, heading, event })
    }
}

/// Checks that each alias has led to a sample.
///
/// # Errors
/// Every alias for a heading under which no sample of its event was found.
pub fn check_aliases(aliases: &[Alias], samples: &[Sample]) -> Result<(), Diagnostics> {
    let stale = aliases.iter().filter(|alias| !samples.iter().any(|sample| alias.is_of(sample)));
    let stale = stale.map(|Alias { place, api, heading, event }| {
        let why = format!("no sample of {api} {event} was found under {heading:?}; remove or update it");
        place.clone().says("alias no longer applies", why)
    });
    stale.collect::<Diagnostics>().into_result()
}

impl Alias {
    fn is_of(&self, sample: &Sample) -> bool {
        let heading = sample.origin.as_ref().and_then(|origin| origin.heading.as_ref());
        (&self.api, &self.event, Some(&self.heading)) == (&sample.api, &sample.event, heading)
    }
}

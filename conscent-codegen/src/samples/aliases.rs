//! Headings that are other names for events: `[[alias]]` in `hints.toml`.

use super::hints::Content;
use super::{HINTS, Origin};
use crate::diagnostic::{self, Diagnostic, Diagnostics, Location};
use crate::input;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use toml::Spanned;

/// A heading that the documentation uses for an event, and that is not the event's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// Its line in `hints.toml`.
    pub location: Location,
    /// The API (`v2`).
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
    event: Spanned<String>,
    reason: Spanned<String>,
}

/// Reads the aliases in `hints.toml` of a samples folder, which may hold no samples yet.
///
/// # Errors
/// The file cannot be read, is not valid TOML of this form, or holds an alias twice or without a reason.
pub fn aliases(samples: &Path) -> Result<Vec<Alias>, Diagnostics> {
    let file = samples.join(HINTS);
    let Some((text, content)) = input::toml::<Content>(&file)? else { return Ok(Vec::new()) };
    let line = |offset| Location::entry(&file, &text, offset);
    all(content.alias, line, |offset| Location::offset(&file, &text, offset))
}

/// `line` gives the line of an entry at an offset, and `place` the place of a value.
pub(super) fn all(
    entries: Vec<Spanned<Entry>>,
    line: impl Fn(usize) -> Location,
    place: impl Fn(usize) -> Location,
) -> Result<Vec<Alias>, Diagnostics> {
    let aliases: Vec<Alias> = diagnostic::collect_all(entries.into_iter().map(|entry| {
        let location = line(entry.span().start);
        entry.into_inner().alias(location, &place)
    }))?;
    let mut said = BTreeMap::new();
    let repeats = aliases.iter().filter_map(|alias| {
        let first = said.insert((&alias.api, &alias.heading), &alias.location)?;
        Some(alias.location.clone().error("alias given twice", format!("{first} is about the same heading; keep one")))
    });
    repeats.collect::<Diagnostics>().into_result()?;
    Ok(aliases)
}

impl Entry {
    fn alias(self, location: Location, place: impl Fn(usize) -> Location) -> Result<Alias, Diagnostic> {
        let Self { api, heading, event, reason } = self;
        if event.get_ref().is_empty() {
            let help = "say in `event` which event the heading stands for";
            return Err(place(event.span().start).error("no event", help));
        }
        if reason.get_ref().trim().is_empty() {
            return Err(place(reason.span().start).error("no reason", "say in `reason` how this is known"));
        }
        Ok(Alias { location, api, heading, event: event.into_inner() })
    }
}

impl Alias {
    /// Whether a sample of this API and event was found under the heading.
    pub(super) fn is_of(&self, api: &str, event: &str, origin: Option<&Origin>) -> bool {
        let heading = origin.and_then(|origin| origin.heading.as_deref());
        (self.api.as_str(), self.event.as_str(), Some(self.heading.as_str())) == (api, event, heading)
    }
}

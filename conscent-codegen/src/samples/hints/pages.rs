//! `[site]` and `[[ignore]]`: what `conscent import` must know about the pages of a documentation.

use crate::diagnostic::{Diagnostics, Location};
use crate::samples::{NAME_RULE, is_name};
use crate::table::Table;
use std::collections::BTreeMap;

/// `[site]` as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteHint {
    /// The name of each section that shows webhooks, and its API.
    pub sections: Option<BTreeMap<String, String>>,
    /// The API of bodies that fit no other API.
    pub flat: Option<String>,
    /// Words of a heading that do not belong to the name of its event.
    pub stop_words: Option<Vec<String>>,
    /// Words that only describe a block.
    pub generic_titles: Option<Vec<String>>,
    /// The last line of the navigation in copied text.
    pub navigation_end: Option<String>,
}

/// A text on pages that is not a payload, from `[[ignore]]`. All given conditions must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    /// The page, by its path or the end of it. The extension is optional.
    pub page: Option<String>,
    /// The heading, or the title of a block, above it.
    pub heading: Option<String>,
    /// Keys that must all be at its top.
    pub keys: Vec<String>,
    /// The reason, for readers.
    pub reason: Option<String>,
    /// The location of the hint.
    pub location: Location,
}

/// `[site]`.
pub(super) fn site(mut table: Table<'_>) -> Result<SiteHint, Diagnostics> {
    let sections = table.table("sections").map(|mut sections| {
        let mut apis = BTreeMap::new();
        for (section, [_, place], api) in sections.others::<String>() {
            if !is_name(&api) {
                table.ok::<()>(Err(place.error(format!("unsafe name {api:?}"), NAME_RULE)));
            }
            apis.insert(section, api);
        }
        table.ok(sections.finish(Some(()))); // values that are not texts
        apis
    });
    let flat = table.get::<String>("flat");
    if let Some(api) = flat.as_ref().filter(|api| !is_name(api)) {
        table.error("flat", format!("unsafe name {api:?}"), NAME_RULE);
    }
    let (stop_words, generic_titles) = (table.get("stop_words"), table.get("generic_titles"));
    let navigation_end = table.get("navigation_end");
    table.finish(Some(SiteHint { sections, flat, stop_words, generic_titles, navigation_end }))
}

/// One `[[ignore]]`.
pub(super) fn ignore(mut table: Table<'_>) -> Result<Ignore, Diagnostics> {
    let mut text = |key| {
        let text: Option<String> = table.get(key);
        if text.as_ref().is_some_and(|text| text.trim().is_empty()) {
            table.error(key, "empty text", "give the key a value, or remove it");
        }
        text
    };
    let (page, heading, reason) = (text("page"), text("heading"), text("reason"));
    let keys: Vec<String> = table.get("keys").unwrap_or_default();
    if !["page", "heading"].iter().any(|key| table.has(key)) && keys.is_empty() {
        let help = "say which texts to ignore: those of a `page`, those under a `heading`, or those with some `keys`";
        table.incomplete("nothing is ignored", help);
    }
    let location = table.places().entry.clone();
    table.finish(Some(Ignore { page, heading, keys, reason, location }))
}

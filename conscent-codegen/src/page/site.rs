//! What only this vendor's site does: the one place to change when the site changes.

use super::heading::{self, Heading};
use super::text::{Block, Text};

/// The sections of the site that show webhooks, and the api that each is about.
const SECTIONS: [(&str, &str); 2] = [("New Webhooks", "v2"), ("Old Webhooks", "v1")];

/// The api whose bodies are envelopes, and the api whose bodies are not.
pub(super) const ENVELOPED: &str = "v2";
pub(super) const FLAT: &str = "v1";

/// What makes a body an envelope: the keys of the event's name and of the payload.
pub(super) const EVENT_KEY: &str = "event";
pub(super) const PAYLOAD_KEY: &str = "payload";

/// The words of a title or heading that are not part of the event's name. Every title has one.
pub(super) const FILLER: [&str; 2] = ["webhook", "json"];

/// The words of which a block's title has at least one other, if it is to name an event.
pub(super) const LABELS: [&str; 6] = ["body", "example", "payload", "request", "response", "sample"];

/// The line that ends the navigation in a browser's copy.
const NAVIGATION_END: &str = "On this page";

/// What a page says about all its payloads.
pub(super) struct Page {
    /// The section that the breadcrumb above the title names.
    pub(super) section: Option<Section>,
    /// The title.
    pub(super) title: Option<Heading>,
    /// The index of the line behind the navigation.
    pub(super) start: usize,
}

/// A section of the site, and the line that names it.
pub(super) struct Section {
    pub(super) api: &'static str,
    pub(super) line: usize,
}

impl Page {
    pub(super) fn read(text: &Text) -> Self {
        let mut sections = text.lines().filter_map(|(index, line)| Some((index, api(line)?)));
        // A breadcrumb names one section, a menu names them all.
        let breadcrumb = sections.next().filter(|(_, first)| sections.all(|(_, other)| other == *first));
        let navigation = || text.lines().find(|(_, line)| line.trim() == NAVIGATION_END).map(|(index, _)| index);
        let top = text
            .lines()
            .find(|(index, line)| text.block(*index) == Block::Prose && line.starts_with("# "))
            .map(|(index, _)| index);
        let start = match breadcrumb {
            Some((index, _)) => index + 1,
            None => top.or_else(|| navigation().map(|index| index + 1)).unwrap_or(0),
        };
        let title = text.lines().skip(start).find(|(_, line)| !line.trim().is_empty());
        Self {
            section: breadcrumb.map(|(index, api)| Section { api, line: text.number(index) }),
            title: title.and_then(|(index, line)| heading::read(line, text.number(index))).filter(Heading::has_filler),
            start,
        }
    }
}

/// The api of a breadcrumb, which is an item of a numbered list: `1. New Webhooks`.
fn api(line: &str) -> Option<&'static str> {
    let (number, section) = line.trim().split_once(". ")?;
    number.bytes().all(|byte| byte.is_ascii_digit()).then_some(())?;
    SECTIONS.iter().find(|(name, _)| *name == section.trim()).map(|(_, api)| *api)
}

//! What a page says about all its payloads: its section and its title, below the navigation.

use super::heading::{self, Heading};
use super::text::{Block, Text};
use crate::site::Site;

/// The top of a page.
pub(super) struct Frame {
    /// The section in the breadcrumb above the title.
    pub(super) section: Option<Section>,
    /// The title.
    pub(super) title: Option<Heading>,
    /// The index of the first line after the navigation.
    pub(super) start: usize,
}

/// A section of the site, and the line that names it.
pub(super) struct Section {
    pub(super) api: String,
    pub(super) line: usize,
}

impl Frame {
    pub(super) fn read(text: &Text, site: &Site) -> Self {
        let mut sections = text.lines().filter_map(|(index, line)| Some((index, api(line, site)?)));
        // A breadcrumb names one section, a menu names all of them.
        let breadcrumb = sections.next().filter(|(_, first)| sections.all(|(_, other)| other == *first));
        let start = match breadcrumb {
            Some((index, _)) => index + 1,
            None => top(text).or_else(|| navigation_end(text, site)).unwrap_or(0),
        };
        let title = text.lines().skip(start).find(|(_, line)| !line.trim().is_empty());
        let title = title.and_then(|(index, line)| heading::read(line, text.number(index)));
        Self {
            section: breadcrumb.map(|(index, api)| Section { api: api.to_owned(), line: text.number(index) }),
            title: title.filter(|title| title.has_stop_word(site)),
            start,
        }
    }
}

/// The api of a line of a breadcrumb, which is an item of a numbered list: `1. New Webhooks`.
fn api<'a>(line: &str, site: &'a Site) -> Option<&'a str> {
    let (number, section) = line.trim().split_once(". ")?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| site.sections.get(section.trim()).map(String::as_str))?
}

/// The index of the first line with a heading of the first level.
fn top(text: &Text) -> Option<usize> {
    let is_top = |index, line: &str| text.block(index) == Block::Prose && line.starts_with("# ");
    text.lines().find(|(index, line)| is_top(*index, line)).map(|(index, _)| index)
}

/// The index of the line after the navigation.
fn navigation_end(text: &Text, site: &Site) -> Option<usize> {
    text.lines().find(|(_, line)| line.trim() == site.navigation_end).map(|(index, _)| index + 1)
}

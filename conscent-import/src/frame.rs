//! Reads the top of a page, which applies to all its payloads: the section and the title, below the navigation.

use crate::document::{Document, PAGE, ScopeKind};
use crate::name::label;
use crate::outline::{Line, Position};
use crate::page::Heading;
use crate::site::Site;

/// The top of a page.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    /// The section in the breadcrumb above the title.
    pub(crate) section: Option<Section>,
    /// The title.
    pub(crate) title: Option<Heading>,
    /// Whether the title is one of several headings of its level.
    pub(crate) is_one_of_several: bool,
    /// Where the navigation ends.
    pub(crate) start: Position,
}

/// A section of the site, and the line that names it.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) api: String,
    pub(crate) line: usize,
}

impl Frame {
    /// Reads the top of a page. `texts` are the positions where its JSON-like texts start, in order.
    pub(crate) fn read(document: &Document, lines: &[Line<'_>], texts: &[Position], site: &Site) -> Self {
        let mut sections = lines.iter().enumerate().filter_map(|(index, line)| Some((index, site.section(line.text)?)));
        // A breadcrumb names one section; a menu names all of them.
        let breadcrumb = sections.next().filter(|(_, first)| sections.all(|(_, other)| other == *first));
        let labelled = document.scopes.get(PAGE).and_then(|page| page.label.as_ref());
        let is_end = |line: &Line<'_>| line.text == site.navigation_end;
        let end = || lines.iter().position(is_end).filter(|_| labelled.is_none());
        let below = || labelled.map(|title| lines.partition_point(|line| line.number <= title.line));
        let first = breadcrumb.map(|(index, _)| index).or_else(end).map(|index| index + 1).or_else(below).unwrap_or(0);
        let start = lines.get(first).map(|line| line.at).filter(|start| texts.last().is_some_and(|last| last >= start));
        // A line directly above a payload only applies to that payload.
        let says_more =
            |line: &Line<'_>| !label::read_line(line.text).is_some_and(|read| label::is_generic(&read.name, site));
        let has_line_below = |line: &Line<'_>| {
            let text = texts.iter().find(|text| **text > line.at);
            let mut below = lines.iter().skip(first + 1).take_while(|line| text.is_none_or(|text| line.at < *text));
            below.any(says_more)
        };
        let title = match labelled {
            Some(title) => label::read(&title.raw).map(|read| Heading { name: read.name, line: title.line }),
            None => lines.get(first).filter(|line| !line.is_menu && has_line_below(line)).and_then(|line| {
                let read = label::read_line(line.text).filter(|read| !read.is_described)?;
                label::has_stop_word(&read.name, site).then_some(Heading { name: read.name, line: line.number })
            }),
        };
        Self {
            section: breadcrumb
                .and_then(|(index, api)| Some(Section { api: api.to_owned(), line: lines.get(index)?.number })),
            title,
            is_one_of_several: labelled.is_some()
                && document.scopes.iter().any(|one| one.kind == ScopeKind::Section(1)),
            start: start.unwrap_or_default(),
        }
    }
}

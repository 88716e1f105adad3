//! The headings above a payload.
//!
//! A payload uses up the headings above it: the next payload needs its own. Only tabs in one group share the headings
//! above the group.

use super::heading::{self, Heading};
use super::text::{Block, Text};
use super::title::{self, Tag};
use crate::site::Site;

/// A walk down the page, from payload to payload.
pub(super) struct Outline<'a> {
    text: &'a Text,
    site: &'a Site,
    /// The index of the next line.
    next: usize,
    /// The page, and the open blocks, innermost last.
    scopes: Vec<Scope>,
    is_in_fence: bool,
    /// The last line of prose.
    above: Option<Candidate>,
}

/// The page, or a block with a title of its own.
#[derive(Default)]
struct Scope {
    is_tab: bool,
    /// Whether a payload in it has used up its headings; for a tab, those above the tab too.
    is_used: bool,
    headings: Vec<Candidate>,
}

/// A line that may be a heading.
#[derive(Clone)]
struct Candidate {
    line: usize,
    heading: Option<Heading>,
    /// Whether it is one of several names in a row, which belong to a menu.
    is_listed: bool,
    /// Whether a payload in a tab has used it. It stays for the other tabs of the group, until the next heading.
    is_used: bool,
}

impl<'a> Outline<'a> {
    /// Starts at the line with this index.
    pub(super) fn new(text: &'a Text, site: &'a Site, start: usize) -> Self {
        Self { text, site, next: start, scopes: vec![Scope::default()], is_in_fence: false, above: None }
    }

    /// Walks to the payload on these lines, and past it. Returns its heading.
    ///
    /// The best heading is the name of an event, with markup rather than without. The second best is any heading with
    /// markup, and the third a short line directly above. Among equals, the nearest is best.
    pub(super) fn heading_for(&mut self, first: usize, last: usize) -> Option<Heading> {
        let text = self.text;
        text.lines().take(first).skip(self.next).for_each(|(index, line)| self.pass(index, line));
        self.next = last + 1;

        let shares = self.scopes.iter().rfind(|scope| scope.is_tab).is_some_and(|tab| !tab.is_used);
        let visible = self.scopes.iter().flat_map(|scope| &scope.headings).filter(|one| shares || !one.is_used);
        let directly_above = self.above.take();
        let headings = visible.filter_map(|candidate| {
            let is_above = directly_above.as_ref().is_some_and(|above| above.line == candidate.line);
            let heading = candidate.heading.as_ref()?;
            let counts = is_above || !candidate.is_listed && (heading.is_event() || heading.is_marked());
            counts.then_some(heading)
        });
        // Of equals, `max_by_key` takes the last.
        let heading = headings.max_by_key(|heading| (heading.is_event(), heading.is_marked())).cloned();
        self.use_up();
        heading
    }

    /// Removes the headings in the innermost tab. Those outside of it are for the other tabs of its group too.
    fn use_up(&mut self) {
        let tab = self.scopes.iter().rposition(|scope| scope.is_tab).unwrap_or_default();
        for (depth, scope) in self.scopes.iter_mut().enumerate() {
            if depth < tab {
                scope.headings.iter_mut().for_each(|heading| heading.is_used = true);
            } else {
                scope.is_used = true;
                scope.headings.clear();
            }
        }
    }

    /// Walks past a line.
    fn pass(&mut self, index: usize, line: &str) {
        match self.text.block(index) {
            Block::Fence if std::mem::take(&mut self.is_in_fence) => self.close(false),
            Block::Fence => {
                self.is_in_fence = true;
                self.open(index, false, title::title(line));
            }
            Block::Prose if title::is_tag(line) => title::tags(line).for_each(|tag| match tag {
                Tag::Open { is_tab, title } => self.open(index, is_tab, title),
                Tag::Close { is_tab } => self.close(is_tab),
            }),
            Block::Prose if !line.trim().is_empty() => self.add(index, heading::read(line, self.text.number(index))),
            Block::Prose | Block::Json | Block::Code => {}
        }
    }

    /// Opens a block.
    fn open(&mut self, index: usize, is_tab: bool, title: Option<&str>) {
        let heading = title.and_then(|title| heading::title(title, self.text.number(index), self.site));
        let headings = heading.map(|heading| Candidate::new(index, Some(heading)));
        self.scopes.push(Scope { is_tab, is_used: false, headings: headings.into_iter().collect() });
    }

    /// Closes the innermost block of this kind, and all open blocks in it. A tag without an open block closes nothing.
    fn close(&mut self, is_tab: bool) {
        if let Some(open) = self.scopes.iter().skip(1).rposition(|scope| scope.is_tab == is_tab) {
            self.scopes.truncate(open + 1);
        }
    }

    /// Adds a line of prose to the innermost block.
    fn add(&mut self, line: usize, heading: Option<Heading>) {
        let mut candidate = Candidate::new(line, heading);
        let Some(scope) = self.scopes.last_mut() else { return };
        if let (Some(above), Some(heading)) = (&self.above, &candidate.heading)
            && above.heading.as_ref().is_some_and(|above| heading.is_menu_with(above))
        {
            candidate.is_listed = true;
            scope.headings.iter_mut().filter(|other| other.line == above.line).for_each(|other| other.is_listed = true);
        }
        if candidate.heading.as_ref().is_some_and(|heading| heading.is_event() || heading.is_marked()) {
            scope.headings.retain(|other| !other.is_used);
        }
        scope.headings.push(candidate.clone());
        self.above = Some(candidate);
    }
}

impl Candidate {
    fn new(line: usize, heading: Option<Heading>) -> Self {
        Self { line, heading, is_listed: false, is_used: false }
    }
}

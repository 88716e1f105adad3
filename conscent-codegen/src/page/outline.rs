//! Which heading stands above a payload.
//!
//! A payload takes the headings above it: the next one has to bring its own. Only tabs beside each other share the headings above them.

use super::heading::{self, Heading};
use super::text::{Block, Text};
use super::title::{self, Mark};

/// A walk down the page, from payload to payload.
pub(super) struct Outline<'a> {
    text: &'a Text,
    /// The index of the line to go on at.
    next: usize,
    /// The page, and the blocks that are open, innermost last.
    scopes: Vec<Scope>,
    is_in_fence: bool,
    /// The last line of prose.
    above: Option<Candidate>,
}

/// What a heading speaks for.
#[derive(Default)]
struct Scope {
    is_tab: bool,
    /// Whether a payload in it has taken its headings, and for a tab those above.
    is_used: bool,
    headings: Vec<Candidate>,
}

/// A line that may be a heading.
#[derive(Clone)]
struct Candidate {
    line: usize,
    heading: Option<Heading>,
    /// Whether it is one name of many in a row, which are a menu's.
    is_listed: bool,
    /// Whether a payload in a tab has it. It stays for the tabs beside that one, up to the next heading.
    is_taken: bool,
}

impl<'a> Outline<'a> {
    /// Starts behind the page's navigation.
    pub(super) fn new(text: &'a Text, start: usize) -> Self {
        Self { text, next: start, scopes: vec![Scope::default()], is_in_fence: false, above: None }
    }

    /// The heading of the payload on these lines, and goes on behind it.
    ///
    /// The name of an event is best, marked up rather than not; then any marked heading, then a short line right above. Of equals, the
    /// nearest.
    pub(super) fn take(&mut self, first: usize, last: usize) -> Option<Heading> {
        let text = self.text;
        text.lines().take(first).skip(self.next).for_each(|(index, line)| self.pass(index, line));
        self.next = last + 1;

        let shares = self.scopes.iter().rfind(|scope| scope.is_tab).is_some_and(|tab| !tab.is_used);
        let visible = self.scopes.iter().flat_map(|scope| &scope.headings).filter(|one| shares || !one.is_taken);
        let right_above = self.above.take();
        let headings = visible.filter_map(|candidate| {
            let is_above = right_above.as_ref().is_some_and(|above| above.line == candidate.line);
            let heading = candidate.heading.as_ref()?;
            let counts = is_above || !candidate.is_listed && (heading.is_event() || heading.is_marked());
            counts.then_some(heading)
        });
        // Of equals, `max_by_key` takes the last.
        let heading = headings.max_by_key(|heading| (heading.is_event(), heading.is_marked())).cloned();
        self.used();
        heading
    }

    /// The headings up to the innermost tab are used up; those outside of it are for the tabs beside it too.
    fn used(&mut self) {
        let tab = self.scopes.iter().rposition(|scope| scope.is_tab).unwrap_or_default();
        for (depth, scope) in self.scopes.iter_mut().enumerate() {
            if depth < tab {
                scope.headings.iter_mut().for_each(|heading| heading.is_taken = true);
            } else {
                scope.is_used = true;
                scope.headings.clear();
            }
        }
    }

    fn pass(&mut self, index: usize, line: &str) {
        match self.text.block(index) {
            Block::Fence if std::mem::take(&mut self.is_in_fence) => self.close(false),
            Block::Fence => {
                self.is_in_fence = true;
                self.open(index, false, title::title(line));
            }
            Block::Prose if title::is_tag(line) => title::marks(line).for_each(|mark| match mark {
                Mark::Open { is_tab, title } => self.open(index, is_tab, title),
                Mark::Close { is_tab } => self.close(is_tab),
            }),
            Block::Prose if !line.trim().is_empty() => self.add(index, heading::read(line, self.text.number(index))),
            Block::Prose | Block::Json | Block::Code => {}
        }
    }

    fn open(&mut self, index: usize, is_tab: bool, title: Option<&str>) {
        let heading = title.and_then(|title| heading::title(title, self.text.number(index)));
        let headings = heading.map(|heading| Candidate::new(index, Some(heading)));
        self.scopes.push(Scope { is_tab, is_used: false, headings: headings.into_iter().collect() });
    }

    /// Ends the innermost block of this kind, with all that was left open in it. A tag that nothing opened ends nothing.
    fn close(&mut self, is_tab: bool) {
        if let Some(open) = self.scopes.iter().skip(1).rposition(|scope| scope.is_tab == is_tab) {
            self.scopes.truncate(open + 1);
        }
    }

    fn add(&mut self, line: usize, heading: Option<Heading>) {
        let mut candidate = Candidate::new(line, heading);
        let Some(scope) = self.scopes.last_mut() else { return };
        if let (Some(above), Some(heading)) = (&self.above, &candidate.heading)
            && above.heading.as_ref().is_some_and(|above| heading.is_beside(above))
        {
            candidate.is_listed = true;
            scope.headings.iter_mut().filter(|other| other.line == above.line).for_each(|other| other.is_listed = true);
        }
        if candidate.heading.as_ref().is_some_and(|heading| heading.is_event() || heading.is_marked()) {
            scope.headings.retain(|other| !other.is_taken);
        }
        scope.headings.push(candidate.clone());
        self.above = Some(candidate);
    }
}

impl Candidate {
    fn new(line: usize, heading: Option<Heading>) -> Self {
        Self { line, heading, is_listed: false, is_taken: false }
    }
}

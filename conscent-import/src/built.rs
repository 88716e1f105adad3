//! Documents that are built by hand, for tests of the stages after the readers.

use crate::account::Why;
use crate::document::{Block, BlockKind, Document, Label, PAGE, Scope, ScopeId, ScopeKind};
use crate::page::{self, Page};
use crate::site::Site;
use crate::text::Text;
use std::path::Path;

/// A document, and the page that it would come from. Each call adds lines at the end.
#[derive(Debug)]
pub(crate) struct Built {
    page: String,
    document: Document,
    open: Vec<ScopeId>,
}

impl Built {
    pub(crate) fn new() -> Self {
        let page = Scope { parent: None, kind: ScopeKind::Page, label: None };
        let document = Document { blocks: Vec::new(), scopes: vec![page] };
        Self { page: String::new(), document, open: vec![PAGE] }
    }

    pub(crate) fn title(mut self, title: &str) -> Self {
        let label = self.label(title);
        self.document.scopes[PAGE].label = Some(label);
        self
    }

    /// Opens a section, and closes those that are not above its level.
    pub(crate) fn section(mut self, level: u8, heading: &str) -> Self {
        let is_below = |scope: &Scope| matches!(scope.kind, ScopeKind::Section(other) if other >= level);
        while self.open.last().is_some_and(|open| is_below(&self.document.scopes[*open])) {
            self.open.pop();
        }
        let label = self.label(heading);
        self.opened(ScopeKind::Section(level), Some(label))
    }

    pub(crate) fn open(mut self, kind: ScopeKind, label: &str) -> Self {
        let label = (!label.is_empty()).then(|| self.label(label));
        self.opened(kind, label)
    }

    fn opened(mut self, kind: ScopeKind, label: Option<Label>) -> Self {
        self.document.scopes.push(Scope { parent: self.open.last().copied(), kind, label });
        self.open.push(self.document.scopes.len() - 1);
        self
    }

    pub(crate) fn close(mut self) -> Self {
        self.open.pop();
        self
    }

    /// A scope that only contains code.
    pub(crate) fn tab(self, kind: ScopeKind, label: &str, code: &str) -> Self {
        self.open(kind, label).code(code).close()
    }

    pub(crate) fn prose(self, text: &str) -> Self {
        self.block(text, BlockKind::Prose)
    }

    pub(crate) fn code(self, text: &str) -> Self {
        self.block(text, BlockKind::Code(Some("json".into())))
    }

    pub(crate) fn block(mut self, text: &str, kind: BlockKind) -> Self {
        let text = Text::at(text, self.add(text));
        self.document.blocks.push(Block { text, kind, scope: self.open.last().copied().unwrap_or(PAGE) });
        self
    }

    fn label(&mut self, raw: &str) -> Label {
        self.add(raw);
        Label { raw: raw.to_owned(), line: self.page.lines().count() }
    }

    /// Adds lines to the page, and returns the offset where they start.
    fn add(&mut self, text: &str) -> usize {
        let at = self.page.len();
        self.page.push_str(text);
        self.page.push('\n');
        at
    }

    pub(crate) fn read(&self, site: &Site) -> Page {
        page::account_for(Path::new("docs/page.md"), &self.page, &self.document, site)
    }

    /// The events, with the reason instead of the event for texts that are left out: `asks`, `response`.
    pub(crate) fn events(&self, site: &Site) -> Vec<String> {
        let page = self.read(site);
        let taken = page.taken.iter().map(|one| (one.location.line, one.event.clone()));
        let left_out = page.left_out.iter().map(|one| {
            let why = if matches!(one.why, Why::NoEvent(_)) { "asks" } else { one.why.name() };
            (one.location.line, why.to_owned())
        });
        let mut all: Vec<_> = taken.chain(left_out).collect();
        all.sort_by_key(|(line, _)| *line);
        all.into_iter().map(|(_, event)| event).collect()
    }
}

//! Builds a document from top to bottom.

use super::{Block, BlockKind, Document, Hidden, Label, PAGE, Scope, ScopeId, ScopeKind};
use crate::text::{Lines, Text};
use std::ops::Range;

/// The maximum number of open scopes. Pages that people write have fewer, and each scope costs time at each of its
/// blocks.
const DEEPEST: usize = 100;

/// Builds a document from top to bottom.
#[derive(Debug)]
pub(crate) struct Builder {
    lines: Lines,
    document: Document,
    open: Vec<Open>,
    handles: usize,
    /// The prose or the menu that the next line may belong to.
    current: Option<Block>,
    /// The code in lines of the current block, and the hidden texts between them.
    within: Vec<Block>,
}

/// An open scope, to close it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Handle(usize);

/// A scope that is open.
#[derive(Debug)]
struct Open {
    handle: Handle,
    kind: ScopeKind,
    label: Option<Label>,
    /// `None` until something in it needs a scope.
    scope: Option<ScopeId>,
}

impl Builder {
    pub(crate) fn new(page: &str) -> Self {
        let scopes = vec![Scope { parent: None, kind: ScopeKind::Page, label: None }];
        let document = Document { blocks: Vec::new(), scopes };
        Self { lines: Lines::of(page), document, open: Vec::new(), handles: 0, current: None, within: Vec::new() }
    }

    pub(crate) fn finish(mut self) -> Document {
        self.end_block();
        self.document
    }

    /// A label with the text at an offset of the page; `None` if it is blank.
    pub(crate) fn label(&self, raw: &str, offset: usize) -> Option<Label> {
        let raw = raw.trim();
        (!raw.is_empty()).then(|| Label { raw: raw.to_owned(), line: self.lines.line(offset) })
    }

    /// Opens a scope inside the innermost one.
    pub(crate) fn open(&mut self, kind: ScopeKind, label: Option<Label>) -> Handle {
        let handle = self.open_for_code(kind, label);
        self.make_scopes();
        handle
    }

    /// Like [`Builder::open`], but prose stays in the surrounding scope until code follows: a list is prose, but a list
    /// of code is not.
    pub(crate) fn open_for_code(&mut self, kind: ScopeKind, label: Option<Label>) -> Handle {
        let handle = Handle(self.handles);
        self.handles += 1;
        if self.open.len() < DEEPEST {
            self.open.push(Open { handle, kind, label, scope: None });
        }
        handle
    }

    /// Closes a scope and all open scopes inside it.
    pub(crate) fn close(&mut self, handle: Handle) {
        if let Some(index) = self.open.iter().rposition(|open| open.handle == handle) {
            self.open.truncate(index);
        }
    }

    /// Names an open scope that has no name yet.
    pub(crate) fn name(&mut self, handle: Handle, label: Option<Label>) {
        let Some(open) = self.open.iter_mut().rfind(|open| open.handle == handle) else { return };
        let scope = open.scope.and_then(|scope| self.document.scopes.get_mut(scope));
        let place = scope.map_or(&mut open.label, |scope| &mut scope.label);
        if place.is_none() {
            *place = label;
        }
    }

    /// Names the page, unless it has a name.
    pub(crate) fn title(&mut self, raw: &str, offset: usize) -> bool {
        let label = self.label(raw, offset);
        let is_title = label.is_some() && self.open.is_empty() && self.document.scopes.iter().all(is_without_title);
        if let (true, Some(page)) = (is_title, self.document.scopes.get_mut(PAGE)) {
            page.label = label;
        }
        is_title
    }

    /// Closes the sections that a heading of this level ends, and opens its section, unless the heading is the page's
    /// title.
    pub(crate) fn heading(&mut self, level: u8, raw: &str, offset: usize) {
        self.end_block();
        while self.open.pop_if(|open| matches!(open.kind, ScopeKind::Section(other) if other >= level)).is_some() {}
        if level > 1 || !self.title(raw, offset) {
            let label = self.label(raw, offset);
            self.open(ScopeKind::Section(level), label);
        }
    }

    /// Adds one or more lines of prose. The ranges are code in them.
    pub(crate) fn prose(&mut self, lines: &Text, codes: &[Range<usize>]) {
        self.add_lines(lines, BlockKind::Prose);
        let scope = self.scope();
        let codes = codes.iter().map(|code| Block { text: lines.part(code.clone()), kind: BlockKind::Inline, scope });
        self.within.extend(codes);
    }

    /// Adds a line of navigation.
    pub(crate) fn menu(&mut self, line: &Text) {
        self.add_lines(line, BlockKind::Menu);
    }

    pub(crate) fn code(&mut self, language: Option<String>, text: Text) {
        if text.is_blank() {
            return;
        }
        self.end_block();
        self.make_scopes();
        self.document.blocks.push(Block { text, kind: BlockKind::Code(language), scope: self.scope() });
    }

    /// Adds a text that a browser does not show. Only a text that may contain an object gets a block.
    pub(crate) fn hidden(&mut self, hidden: Hidden, text: Text) {
        if text.as_str().contains('{') || hidden == Hidden::FrontMatter || hidden == Hidden::Description {
            self.within.push(Block { text, kind: BlockKind::Hidden(hidden), scope: self.scope() });
        }
    }

    fn add_lines(&mut self, lines: &Text, kind: BlockKind) {
        let scope = self.scope();
        if self.current.as_ref().is_some_and(|current| current.kind != kind || current.scope != scope) {
            self.end_block();
        }
        let current = self.current.get_or_insert_with(|| Block { text: Text::default(), kind, scope });
        current.text.append(lines);
        current.text.end_line();
    }

    fn end_block(&mut self) {
        self.document.blocks.extend(self.current.take().filter(|block| !block.text.is_blank()));
        self.document.blocks.append(&mut self.within);
    }

    /// The innermost scope.
    fn scope(&self) -> ScopeId {
        self.open.iter().rev().find_map(|open| open.scope).unwrap_or(PAGE)
    }

    /// Creates all open scopes.
    fn make_scopes(&mut self) {
        let mut parent = PAGE;
        for open in &mut self.open {
            parent = *open.scope.get_or_insert_with(|| {
                self.document.scopes.push(Scope { parent: Some(parent), kind: open.kind, label: open.label.take() });
                self.document.scopes.len() - 1
            });
        }
    }
}

/// Whether a scope is neither a page with a title nor a first-level section, which the title is above.
fn is_without_title(scope: &Scope) -> bool {
    match scope.kind {
        ScopeKind::Page => scope.label.is_none(),
        kind => kind != ScopeKind::Section(1),
    }
}

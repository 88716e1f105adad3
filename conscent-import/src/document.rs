//! A page as its reader returns it: blocks of text in page order, and the scopes that contain them.

mod builder;

use crate::text::Text;

pub(crate) use builder::{Builder, Handle};

/// A page in the form that all readers return.
#[derive(Debug)]
pub(crate) struct Document {
    /// In page order. Each text of the page is in a block, or is a label.
    pub(crate) blocks: Vec<Block>,
    /// Each scope comes after its parent. The first is the page.
    pub(crate) scopes: Vec<Scope>,
}

/// The index of a scope in its document.
pub(crate) type ScopeId = usize;

/// The scope of the page itself.
pub(crate) const PAGE: ScopeId = 0;

/// Text of one kind in one scope. Adjacent lines of prose form one block, because on a page without fences, an object
/// continues over blank lines.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) text: Text,
    pub(crate) kind: BlockKind,
    pub(crate) scope: ScopeId,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BlockKind {
    /// Text for readers. Bold text is between `**`. List items and rows start new lines.
    Prose,
    /// Links to other pages. Its lines are not headings.
    Menu,
    /// Code, with its language in lower case if the page names it.
    Code(Option<String>),
    /// Code in a line of prose. It is also part of the prose.
    Inline,
    /// Text that a browser does not show.
    Hidden(Hidden),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hidden {
    Comment,
    Script,
    Attribute,
    FrontMatter,
    /// JSON or YAML around texts that have their own blocks: an API description, or a block that describes how its
    /// texts are shown. Other JSON-like texts in it are left out as a description.
    Description,
}

/// A part of a page that may have a name.
#[derive(Debug)]
pub(crate) struct Scope {
    /// `None` for the page.
    pub(crate) parent: Option<ScopeId>,
    pub(crate) kind: ScopeKind,
    pub(crate) label: Option<Label>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScopeKind {
    Page,
    /// From a heading of this level to the next heading of the same or a higher rank. Its label is the heading.
    Section(u8),
    /// Tabs that form a group.
    Group,
    /// A tab, an accordion, `<details>`: an element with a title that can be shown and hidden.
    Tab,
    /// A row of a table. Its label is its first cell.
    Row,
    /// A list item, or a definition, that contains code. Its label is its first line, or its term. Without code, it is
    /// prose.
    Item,
    /// A quote that contains code. Without code, it is prose.
    Quote,
    /// A block of code with a title.
    Code,
    /// An example in an API description. Its label is a key: a webhook, a method with its path, or the example's name.
    Example,
    /// Examples of requests.
    Requests,
    /// Examples of responses.
    Responses,
}

/// A text that may name the content of its scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Label {
    /// The page's spelling, with entities decoded, but with its markup.
    pub(crate) raw: String,
    /// The line of the page, counted from 1.
    pub(crate) line: usize,
}

impl Document {
    /// A scope and its ancestors, from the innermost out.
    pub(crate) fn around(&self, scope: ScopeId) -> impl Iterator<Item = (ScopeId, &Scope)> {
        std::iter::successors(Some(scope), |scope| self.scopes.get(*scope)?.parent)
            .filter_map(|scope| Some((scope, self.scopes.get(scope)?)))
    }

    /// The innermost section around a scope, or the page.
    pub(crate) fn section(&self, scope: ScopeId) -> ScopeId {
        let is_section = |scope: &Scope| matches!(scope.kind, ScopeKind::Section(_));
        self.around(scope).find(|(_, scope)| is_section(scope)).map_or(PAGE, |(scope, _)| scope)
    }
}

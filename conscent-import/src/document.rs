//! A page as its reader hands it on: blocks of text in the order of the page, and the scopes that they are in.

mod builder;

use crate::text::Text;

pub(crate) use builder::{Builder, Handle};

/// A page, in the form in which all readers hand it on.
#[derive(Debug)]
pub(crate) struct Document {
    /// In the order of the page. Each text of the page is in one of them, or is a label.
    pub(crate) blocks: Vec<Block>,
    /// Each after its parent. The first is the page.
    pub(crate) scopes: Vec<Scope>,
}

/// The index of a scope in its document.
pub(crate) type ScopeId = usize;

/// The scope that is the page.
pub(crate) const PAGE: ScopeId = 0;

/// Text of one kind in one scope. Adjacent lines of prose are one block: on a page without fences, an object goes on over blank lines.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) text: Text,
    pub(crate) kind: BlockKind,
    pub(crate) scope: ScopeId,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BlockKind {
    /// Text to read. What is bold is between `**`. Items of lists, and rows, start lines.
    Prose,
    /// Links to other pages. Its lines are not headings.
    Menu,
    /// Code, and its language in lower case, if the page says it.
    Code(Option<String>),
    /// Code in a line of prose, of which it is a part too.
    Inline,
    /// What a browser does not show.
    Hidden(Hidden),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hidden {
    Comment,
    Script,
    Attribute,
    FrontMatter,
    /// JSON or YAML around texts that are blocks of their own: an API description, or a block that says how its texts are shown. What is
    /// in it is left out as a description.
    Description,
}

/// A part of a page that may have a name.
#[derive(Debug)]
pub(crate) struct Scope {
    /// `None`: it is the page.
    pub(crate) parent: Option<ScopeId>,
    pub(crate) kind: ScopeKind,
    pub(crate) label: Option<Label>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScopeKind {
    Page,
    /// From a heading of this level to the next that is not below it. Its label is the heading.
    Section(u8),
    /// Tabs that belong together.
    Group,
    /// A tab, an accordion, `<details>`: what has a title and shows or hides.
    Tab,
    /// A row of a table. Its label is its first cell.
    Row,
    /// An item of a list, or a definition, with code in it. Its label is its first line, or its term. Without code, it is prose.
    Item,
    /// A quote with code in it. Without, it is prose.
    Quote,
    /// A block of code with a title.
    Code,
    /// An example in an API description. Its label is a key: that of a webhook, a method with its path, or the name of the example.
    Example,
    /// Examples of what is asked.
    Requests,
    /// Examples of what is answered.
    Responses,
}

/// A text that may name what is in its scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Label {
    /// As the page spells it, with entities decoded, but with its markup.
    pub(crate) raw: String,
    /// The line of the page, counted from 1.
    pub(crate) line: usize,
}

impl Document {
    /// A scope and those around it, from the innermost out.
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

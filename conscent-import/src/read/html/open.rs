//! The open elements of a page.

use crate::document::Handle;
use std::collections::BTreeMap;

/// How far up a missing end tag is searched. Pages nest lists and tables less deeply.
const FAR: usize = 64;

/// An effect that the end of an element undoes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    Block,
    Hidden,
    /// Hidden too, except in a label without any other text.
    Button,
    Menu,
    Code,
    Label,
    Bold,
    /// A code span in a label.
    Tick,
    /// A link within the page, and the offset where its text starts.
    Anchor(usize),
    /// A possible line number, and the offset where its text starts.
    Gutter(usize),
    List,
    Term,
    Row,
    Cell,
    Panel,
    Scope(Handle),
}

/// The open elements, innermost last.
#[derive(Debug, Default)]
pub(super) struct Elements {
    open: Vec<Open>,
    /// The number of open elements with each tag.
    counts: BTreeMap<String, usize>,
    hidden: usize,
    buttons: usize,
    panels: usize,
}

#[derive(Debug)]
struct Open {
    tag: String,
    /// The language of code in it.
    language: Option<String>,
    effects: Vec<Effect>,
}

impl Elements {
    pub(super) fn push(&mut self, tag: &str, language: Option<String>, effects: Vec<Effect>) {
        self.hidden += usize::from(effects.contains(&Effect::Hidden));
        self.buttons += usize::from(effects.contains(&Effect::Button));
        self.panels += usize::from(effects.contains(&Effect::Panel));
        *self.counts.entry(tag.to_owned()).or_default() += 1;
        self.open.push(Open { tag: tag.to_owned(), language, effects });
    }

    /// Closes the innermost element.
    pub(super) fn pop(&mut self) -> Option<Vec<Effect>> {
        let open = self.open.pop()?;
        self.hidden -= usize::from(open.effects.contains(&Effect::Hidden));
        self.buttons -= usize::from(open.effects.contains(&Effect::Button));
        self.panels -= usize::from(open.effects.contains(&Effect::Panel));
        if let Some(count) = self.counts.get_mut(&open.tag) {
            *count -= 1;
        }
        Some(open.effects)
    }

    /// How many elements the end tag of this one closes. An end tag without a start tag closes nothing.
    pub(super) fn depth_of(&self, tag: &str) -> usize {
        if self.counts.get(tag).is_none_or(|count| *count == 0) {
            return 0;
        }
        self.open.iter().rev().position(|open| open.tag == tag).map_or(0, |depth| depth + 1)
    }

    /// The same for an element that ends without an end tag, unless it contains one of the barriers.
    pub(super) fn depth_below(&self, tag: &str, barriers: &[&str]) -> usize {
        let near =
            self.open.iter().rev().take(FAR).position(|open| open.tag == tag || barriers.contains(&open.tag.as_str()));
        let found = near.filter(|depth| self.open.iter().rev().nth(*depth).is_some_and(|open| open.tag == tag));
        found.map_or(0, |depth| depth + 1)
    }

    /// How many of the open elements hide their text.
    pub(super) fn hidden(&self) -> usize {
        self.hidden + self.buttons
    }

    pub(super) fn is_only_in_buttons(&self) -> bool {
        self.hidden == 0
    }

    pub(super) fn is_in_panel(&self) -> bool {
        self.panels > 0
    }

    /// The language that one of the innermost elements names. Documentation systems wrap `pre` in a few elements.
    pub(super) fn language(&self) -> Option<String> {
        const NEAR: usize = 6;
        self.open.iter().rev().take(NEAR).find_map(|open| open.language.clone())
    }

    /// The innermost scope that an open element has opened.
    pub(super) fn scope(&self) -> Option<Handle> {
        let scopes = self.open.iter().rev().take(FAR).flat_map(|open| open.effects.iter().rev());
        scopes.copied().find_map(|effect| if let Effect::Scope(handle) = effect { Some(handle) } else { None })
    }
}

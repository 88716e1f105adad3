//! Recognizes tabs by their roles, or by labels: the labels of a form switch as many elements as there are labels.

use super::element::{Kind, is_void};
use html5gum::{StartTag, Token};
use std::collections::BTreeMap;

/// How many open elements an end tag may close.
const FAR: usize = 64;

/// An element that is open, or the last one that ended inside another one.
#[derive(Default)]
struct Node<'a> {
    name: &'a [u8],
    /// The index of its start tag.
    index: usize,
    /// The indices of the elements directly inside it.
    inside: Vec<usize>,
    /// Whether all of them are labels.
    has_only_labels: bool,
    last: Option<Box<Node<'a>>>,
}

impl<'a> Node<'a> {
    fn new(index: usize, tag: &'a StartTag<usize>) -> Self {
        Self { name: &tag.name, index, has_only_labels: true, ..Self::default() }
    }

    fn add(&mut self, mut node: Self, found: &mut BTreeMap<usize, Kind>) {
        node.last = None;
        if let Some(labels) = self.last.as_ref().filter(|last| last.is_list_for(&node)) {
            found.insert(labels.index, Kind::TabList);
            found.extend(labels.inside.iter().map(|label| (*label, Kind::Tab)));
            found.extend(node.inside.iter().map(|panel| (*panel, Kind::Panel)));
        }
        self.inside.push(node.index);
        self.has_only_labels &= node.name == b"label";
        self.last = Some(Box::new(node));
    }

    /// Whether it lists the titles of the elements inside another element.
    fn is_list_for(&self, other: &Self) -> bool {
        self.has_only_labels && self.inside.len() > 1 && self.inside.len() == other.inside.len()
    }
}

/// The indices of the start tags of tabs with labels: an element that only contains labels, followed by one with as
/// many elements.
pub(super) fn by_labels(tokens: &[Token<usize>]) -> BTreeMap<usize, Kind> {
    let mut found = BTreeMap::new();
    let mut open = vec![Node::default()];
    for (index, token) in tokens.iter().enumerate() {
        match token {
            Token::StartTag(tag) if is_void(tag) => {
                if let Some(outer) = open.last_mut() {
                    outer.add(Node::new(index, tag), &mut found);
                }
            }
            Token::StartTag(tag) => open.push(Node::new(index, tag)),
            Token::EndTag(tag) => {
                let depth = open.iter().skip(1).rev().take(FAR).position(|node| node.name == tag.name.as_slice());
                for _ in 0..depth.map_or(0, |depth| depth + 1) {
                    let Some(node) = open.pop() else { break };
                    if let Some(outer) = open.last_mut() {
                        outer.add(node, &mut found);
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// The titles of the last group of tabs.
#[derive(Debug, Default)]
pub(super) struct Tabs {
    tabs: Vec<Tab>,
    /// How many panels have followed the titles.
    panels: usize,
}

/// The title of a tab, its offset, and the ids that connect it with its panel.
#[derive(Debug)]
struct Tab {
    title: String,
    at: usize,
    id: Option<String>,
    panel: Option<String>,
}

impl Tabs {
    /// Starts the next group.
    pub(super) fn start(&mut self) {
        *self = Self::default();
    }

    pub(super) fn tab(&mut self, id: Option<String>, panel: Option<String>, at: usize) {
        self.tabs.push(Tab { title: String::new(), at, id, panel });
    }

    /// Adds a tab whose title is in an attribute.
    pub(super) fn titled(&mut self, title: &str, at: usize) {
        self.tab(None, None, at);
        self.name(title);
    }

    /// Names the last tab.
    pub(super) fn name(&mut self, title: &str) {
        if let Some(tab) = self.tabs.last_mut() {
            title.clone_into(&mut tab.title);
        }
    }

    /// The title of a panel, and its offset. The tab names its panel, or the panel its tab; otherwise they have the
    /// same order.
    pub(super) fn panel(&mut self, id: Option<&str>, tab: Option<&str>) -> (String, usize) {
        let is_named = |name: &Option<String>, other: Option<&str>| name.is_some() && name.as_deref() == other;
        let named = self.tabs.iter().find(|one| is_named(&one.id, tab) || is_named(&one.panel, id));
        let found = named.or_else(|| self.tabs.get(self.panels));
        self.panels += 1;
        found.map(|tab| (tab.title.clone(), tab.at)).unwrap_or_default()
    }
}

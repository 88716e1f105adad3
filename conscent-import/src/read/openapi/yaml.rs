//! YAML nodes, whose values are written as JSON. Each token comes from the offset of its node.

use super::Node;
use crate::read::code;
use crate::text::Text;
use saphyr_parser::{Event, Parser, ScalarStyle};
use std::ops::Range;

/// The maximum depth and length of an example. Anchors may be used often, so a short page can represent a long one.
const DEEPEST: usize = 100;
const LONGEST: usize = 1 << 20;

/// A page of YAML.
pub(super) struct Tree<'a> {
    text: &'a Text,
    nodes: Vec<Parsed>,
}

struct Parsed {
    range: Range<usize>,
    value: Value,
}

enum Value {
    Scalar {
        text: String,
        is_plain: bool,
    },
    List(Vec<usize>),
    /// The indices of keys and values, alternating.
    Map(Vec<usize>),
    /// The node of an anchor.
    Alias(usize),
}

/// A node of a page of YAML.
#[derive(Clone, Copy)]
pub(super) struct Yaml<'a> {
    tree: &'a Tree<'a>,
    index: usize,
}

impl<'a> Tree<'a> {
    /// Reads the first document of a page; `None` if it is not YAML.
    pub(super) fn read(text: &'a Text) -> Option<Self> {
        let bytes = Bytes::of(text.as_str());
        let mut tree = Self { text, nodes: Vec::new() };
        // The indices of the open nodes, and the indices of anchors.
        let (mut open, mut anchors): (Vec<usize>, Vec<(usize, usize)>) = (Vec::new(), Vec::new());
        for event in Parser::new_from_str(text.as_str()) {
            let (event, span) = event.ok()?;
            let range = bytes.at(span.start.index())..bytes.at(span.end.index());
            let (value, anchor) = match event {
                Event::Scalar(text, style, anchor, _) => {
                    (Value::Scalar { text: text.into_owned(), is_plain: style == ScalarStyle::Plain }, anchor)
                }
                Event::SequenceStart(anchor, _) => (Value::List(Vec::new()), anchor),
                Event::MappingStart(anchor, _) => (Value::Map(Vec::new()), anchor),
                Event::Alias(anchor) => {
                    let target = anchors.binary_search_by_key(&anchor, |(id, _)| *id).ok()?;
                    (Value::Alias(anchors.get(target)?.1), 0)
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    let node = open.pop().and_then(|index| tree.nodes.get_mut(index))?;
                    node.range.end = node.range.end.max(range.end);
                    continue;
                }
                Event::DocumentEnd => break,
                Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::Nothing => continue,
            };
            let index = tree.nodes.len();
            if anchor > 0 {
                anchors.push((anchor, index));
            }
            if let Some(Value::List(items) | Value::Map(items)) =
                open.last().and_then(|open| tree.nodes.get_mut(*open)).map(|node| &mut node.value)
            {
                items.push(index);
            }
            if matches!(value, Value::List(_) | Value::Map(_)) {
                open.push(index);
            }
            tree.nodes.push(Parsed { range, value });
        }
        Some(tree)
    }

    pub(super) fn root(&self) -> Option<Yaml<'_>> {
        (!self.nodes.is_empty()).then_some(Yaml { tree: self, index: 0 })
    }

    /// A node, after following its alias.
    fn node(&self, index: usize) -> Option<&Parsed> {
        let node = self.nodes.get(index)?;
        if let Value::Alias(target) = node.value { self.nodes.get(target) } else { Some(node) }
    }

    fn write(&self, index: usize, depth: usize, json: &mut Writer) {
        let Some(Parsed { range, value }) = self.node(index) else { return };
        // An alias comes from its own offset, so that the offsets ascend.
        let at = self.text.offset(self.nodes.get(index).map_or(range.start, |node| node.range.start));
        let (open, close, indices, step) = match value {
            Value::Scalar { text, is_plain } => return json.push(&scalar(text, *is_plain), at),
            Value::Alias(_) => return json.push("null", at),
            Value::List(items) => ("[", "]", items, 1),
            Value::Map(entries) => ("{", "}", entries, 2),
        };
        json.push(open, at);
        if depth < DEEPEST {
            for (count, entry) in indices.chunks(step).enumerate() {
                if json.text.len() >= LONGEST {
                    return;
                }
                json.line(count > 0, depth + 1);
                if let [key, _] = entry {
                    let key_text = self.node(*key).and_then(|key| key.string()).unwrap_or_default();
                    let at = self.nodes.get(*key).map_or(range.start, |key| key.range.start);
                    json.push(&quoted(key_text), self.text.offset(at));
                    json.push(": ", self.text.offset(at));
                }
                if let Some(value) = entry.last() {
                    self.write(*value, depth + 1, json);
                }
            }
        }
        if !indices.is_empty() {
            json.line(false, depth);
        }
        json.push(close, at);
    }
}

impl Parsed {
    fn string(&self) -> Option<&str> {
        if let Value::Scalar { text, .. } = &self.value { Some(text) } else { None }
    }
}

impl Node for Yaml<'_> {
    fn entries(self) -> Vec<(String, usize, Self)> {
        let Some(Parsed { value: Value::Map(entries), .. }) = self.tree.node(self.index) else { return Vec::new() };
        let pairs = entries.chunks_exact(2).filter_map(|pair| {
            let (key, value) = (*pair.first()?, *pair.get(1)?);
            let node = self.tree.node(key)?;
            Some((node.string()?.to_owned(), node.range.start, Yaml { index: value, ..self }))
        });
        pairs.collect()
    }

    fn items(self) -> Vec<Self> {
        let Some(Parsed { value: Value::List(items), .. }) = self.tree.node(self.index) else { return Vec::new() };
        items.iter().map(|index| Yaml { index: *index, ..self }).collect()
    }

    fn string(self) -> Option<String> {
        self.tree.node(self.index)?.string().map(String::from)
    }

    fn json(self) -> Text {
        let text = self.tree.text;
        if let Some(value) = self.string().filter(|value| value.trim_start().starts_with(['{', '['])) {
            // An example that is JSON inside a string. In a block, each of its lines is a line of the page.
            let (mut json, mut from) = (Text::default(), self.range().start);
            for line in value.split_inclusive('\n') {
                let rest = text.as_str().get(from..self.range().end).unwrap_or_default();
                let found = rest.find(line.trim()).filter(|_| value.contains('\n'));
                from += found.unwrap_or_default();
                json.push(line, text.offset(from));
            }
            return json;
        }
        let range = self.range();
        if serde_json::from_str::<&serde_json::value::RawValue>(text.slice(&range)).is_ok() {
            return code::without_indentation(&text.part(range));
        }
        let mut json = Writer::default();
        self.tree.write(self.index, 0, &mut json);
        json.text
    }

    fn range(self) -> Range<usize> {
        self.tree.node(self.index).map_or(0..0, |node| node.range.clone())
    }
}

/// JSON that is being written.
#[derive(Default)]
struct Writer {
    text: Text,
    last: usize,
}

impl Writer {
    fn push(&mut self, text: &str, at: usize) {
        if self.text.len() < LONGEST {
            self.last = self.last.max(at);
            self.text.push(text, self.last);
        }
    }

    fn line(&mut self, is_next: bool, depth: usize) {
        let comma = if is_next { "," } else { "" };
        self.push(&format!("{comma}\n{}", "  ".repeat(depth)), 0);
    }
}

/// A scalar as JSON. Without quotes, it may be a value other than a string.
fn scalar(text: &str, is_plain: bool) -> String {
    if !is_plain {
        return quoted(text);
    }
    let is_number = || {
        text.starts_with(|c: char| c == '-' || c.is_ascii_digit())
            && serde_json::from_str::<serde_json::Number>(text).is_ok()
    };
    match text {
        "" | "~" | "null" | "Null" | "NULL" => "null".into(),
        "true" | "True" | "TRUE" => "true".into(),
        "false" | "False" | "FALSE" => "false".into(),
        _ if is_number() => text.into(),
        _ => quoted(text),
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The byte offsets of the characters of a text, because the parser counts characters.
struct Bytes {
    /// `None` if each character is one byte.
    starts: Option<Vec<usize>>,
    length: usize,
}

impl Bytes {
    fn of(text: &str) -> Self {
        let starts = (!text.is_ascii()).then(|| text.char_indices().map(|(start, _)| start).collect());
        Self { starts, length: text.len() }
    }

    fn at(&self, character: usize) -> usize {
        let start = self.starts.as_ref().map_or(Some(character), |starts| starts.get(character).copied());
        start.unwrap_or(self.length).min(self.length)
    }
}

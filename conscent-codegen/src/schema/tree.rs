//! Builds the tree of all object positions in an API, which [`cluster`](super::cluster) groups into structs.

mod mark;
mod node;

pub(super) use node::{Children, Descent, KeyEvidence, Node, NodeId, TextHint};

use super::archived;
use super::hints::{HintIndex, Hinted};
use super::maps::{Guess, Taken};
use super::memory::Memory;
use super::places::{Place, Places};
use super::sources::Sources;
use crate::interface::{ENVELOPE, RustType};
use crate::pointer;
use crate::samples::Events;
use conscent_shape::{Arrays, Field, Fields, Objects, Shape, map};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The nodes of one API.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// The object at the top of each event's payload.
    pub(super) payloads: BTreeMap<String, NodeId>,
    /// The objects around all payloads, from the outside in, starting with the envelope. Empty if the whole body is the
    /// payload.
    pub(super) around: Vec<NodeId>,
    /// Where the evidence is from.
    pub(super) sources: Sources,
}

/// The position of the walk: the last node, and the path from there.
struct Cursor {
    node: NodeId,
    key: String,
    descents: Vec<Descent>,
    pointer: String,
}

impl Cursor {
    /// Whether it is at a field of an object, and not at a payload or inside a list.
    fn may_be_tag(&self) -> bool {
        self.descents.is_empty() && !self.pointer.is_empty()
    }

    fn below(&self, descent: Descent) -> Self {
        let descents = self.descents.iter().copied().chain([descent]).collect();
        Self { node: self.node, key: self.key.clone(), descents, pointer: format!("{}/*", self.pointer) }
    }
}

/// Builds the tree of an API, and lists the places whose objects it treats as maps without a hint.
pub(super) fn build(
    events: &Events<'_>,
    places: &Places<'_>,
    hints: &mut HintIndex<'_>,
    memory: &Memory<'_>,
) -> (Tree, Vec<Guess>) {
    let tree = Tree { sources: Sources::of(events), ..Tree::default() };
    let (payload, guesses, archived_maps) = Default::default();
    let mut builder = Builder { tree, payload, places, hints, memory, guesses, archived_maps };
    let way = places.way();
    let mut number = 0;
    for (event, documented) in events {
        let archives: Vec<Shape> = documented.archives.iter().map(|one| archived::evidence(&one.shape)).collect();
        let samples = documented.evidence.iter().map(|one| (&one.shape, false));
        let sources: Vec<(&Shape, bool)> = samples.chain(archives.iter().map(|shape| (shape, true))).collect();
        builder.archived_maps = archived::Maps::default();
        documented.archives.iter().for_each(|one| builder.archived_maps.add(&one.shape, places));
        let mut body = Shape::default();
        for (shape, _) in &sources {
            body.merge(shape);
        }
        let previous = memory.event(event).map(|event| event.payload.name.clone());
        let root = builder.tree.add(Node { event: Some((*event).to_owned()), previous, ..Node::default() });
        builder.tree.payloads.insert((*event).to_owned(), root);
        let payload = builder.open_envelope(&body);
        match way.last() {
            Some(key) if is_no_object(&payload) => builder.enter_value(root, key, &payload),
            _ => builder.walk(root, "", &payload.object, false),
        }
        for (shape, is_archive) in sources {
            builder.tree.mark_body(root, shape, places, Source { number, is_archive });
            number += 1;
        }
    }
    (builder.tree, builder.guesses)
}

/// A sample or an archive, by its number in the API.
#[derive(Clone, Copy)]
struct Source {
    number: usize,
    is_archive: bool,
}

/// A tree under construction.
struct Builder<'a, 'h> {
    tree: Tree,
    /// The payload, after the walk through an envelope has found it.
    payload: Shape,
    places: &'a Places<'a>,
    hints: &'a mut HintIndex<'h>,
    memory: &'a Memory<'a>,
    guesses: Vec<Guess>,
    /// The maps that the archives of the current event show.
    archived_maps: archived::Maps,
}

impl Builder<'_, '_> {
    /// Enters a body as the envelope, and returns its payload.
    fn open_envelope<'s>(&mut self, body: &'s Shape) -> Cow<'s, Shape> {
        if !self.places.has_envelope() {
            return Cow::Borrowed(body);
        }
        let id = self.tree.around.first().copied().unwrap_or_else(|| {
            let known = self.memory.module.and_then(|module| module.envelope.as_ref());
            let id = self.tree.add(Node { previous: known.map(|_| ENVELOPE.to_owned()), ..Node::default() });
            self.tree.around.push(id);
            id
        });
        self.walk(id, "", &body.object, true);
        Cow::Owned(std::mem::take(&mut self.payload))
    }

    /// Enters an object that contains the payload.
    fn open_around(&mut self, cursor: &Cursor, shape: &Shape, name: Option<String>) -> Shape {
        let id = self.child(cursor);
        if !self.tree.around.contains(&id) {
            self.tree.around.push(id);
        }
        self.tree.nodes[id].name = self.tree.nodes[id].name.take().or(name);
        self.walk(id, &cursor.pointer, &shape.object, true);
        Shape { null: shape.null, ..Shape::default() }
    }

    /// The role that the envelope's hint gives to the place at the cursor.
    fn place(&self, cursor: &Cursor) -> Place {
        if !cursor.descents.is_empty() {
            return Place::Other;
        }
        self.places.at(self.tree.nodes[cursor.node].event.is_none(), &cursor.pointer)
    }

    /// Enters a payload that is not an object, as the only value of its node, under its key in the envelope.
    fn enter_value(&mut self, id: NodeId, key: &str, payload: &Shape) {
        let cursor = Cursor { node: id, key: key.to_owned(), descents: Vec::new(), pointer: String::new() };
        let shape = self.descend(&cursor, payload);
        let key = self.tree.nodes[id].keys.entry(key.to_owned()).or_default();
        key.shape.merge(&shape);
        self.tree.nodes[id].is_value = true;
    }

    /// Enters objects. Keys that are data among names stay in `extra` and never appear in source code, unless a hint
    /// says that all keys are names (`are_names`).
    fn walk(&mut self, id: NodeId, pointer: &str, objects: &Objects, are_names: bool) {
        self.tree.nodes[id].objects += objects.count;
        self.tree.nodes[id].tags.merge(&objects.tags);
        for (key, field) in fields(objects) {
            if !are_names
                && map::is_identifier(key)
                && self.memory.field(self.tree.nodes[id].previous.as_deref().unwrap_or_default(), key).is_none()
            {
                let event = self.tree.nodes[id].event.clone();
                self.guesses.push(Guess { event, pointer: pointer.to_owned(), taken: Taken::KeyLeftOut });
            } else {
                self.enter(id, pointer, key, field);
            }
        }
        if objects.rest.is_some() {
            let event = self.tree.nodes[id].event.clone();
            self.guesses.push(Guess { event, pointer: pointer.to_owned(), taken: Taken::ArchivedKeysLeftOut });
        }
    }

    fn enter(&mut self, id: NodeId, pointer: &str, key: &str, field: &Field) {
        let pointer = format!("{pointer}/{}", pointer::escape(key));
        let cursor = Cursor { node: id, key: key.to_owned(), descents: Vec::new(), pointer };
        let shape = self.descend(&cursor, &field.shape);
        let key = self.tree.nodes[id].keys.entry(key.to_owned()).or_default();
        key.seen += field.seen;
        key.shape.merge(&shape);
    }

    /// Descends into the shape at the cursor, and returns it without the fields of its objects.
    fn descend(&mut self, cursor: &Cursor, shape: &Shape) -> Shape {
        let place = self.place(cursor);
        if place == Place::Payload {
            self.payload.merge(shape);
            return Shape::default();
        }
        let node = &mut self.tree.nodes[cursor.node];
        let is_tag = cursor.may_be_tag() && !self.tree.around.contains(&cursor.node);
        let hinted = self.hints.at(node.event.as_deref(), &cursor.pointer, is_tag, shape);
        let key = node.keys.entry(cursor.key.clone()).or_default();
        key.hints.merge(&hinted.field);
        if place == Place::Name {
            // The enums of events already list the names of events. But a release may have made this string an enum.
            let known = self.memory.field(node.previous.as_deref().unwrap_or_default(), &cursor.key);
            if key.hints.text == TextHint::None && known.is_none_or(|field| field.ty == RustType::String) {
                key.hints.text = TextHint::Text;
            }
        }
        if shape.string.count > 0 {
            key.name = key.name.take().or_else(|| hinted.name.clone());
        }
        if hinted.is_ignored {
            key.is_ignored |= cursor.descents.is_empty();
            return Shape { null: shape.null, ..Shape::default() };
        }
        if place == Place::Around {
            return self.open_around(cursor, shape, hinted.name);
        }
        let object = match &shape.object.fields {
            _ if shape.object.count == 0 => Objects::default(),
            Fields::Known(fields) if self.is_map(cursor, &hinted, &shape.object) => {
                let mut values = Shape::default();
                for shape in fields.values().map(|field| &field.shape).chain(&shape.object.rest) {
                    values.merge(shape);
                }
                self.map(cursor, &shape.object, &values)
            }
            Fields::Pooled(values) => self.map(cursor, &shape.object, values),
            Fields::Known(_) if self.tree.nodes[cursor.node].is_too_deep() => {
                Objects { count: shape.object.count, empty: shape.object.empty, ..Objects::default() }
            }
            Fields::Known(_) => {
                let id = self.child(cursor);
                let node = &mut self.tree.nodes[id];
                node.name = node.name.take().or(hinted.name);
                node.is_split |= hinted.is_split;
                self.walk(id, &cursor.pointer, &shape.object, hinted.is_map == Some(false));
                Objects { count: shape.object.count, empty: shape.object.empty, ..Objects::default() }
            }
        };
        let item =
            shape.array.item.as_deref().map(|item| Box::new(self.descend(&cursor.below(Descent::ListItem), item)));
        Shape {
            null: shape.null,
            bool: shape.bool,
            number: shape.number.clone(),
            string: shape.string.clone(),
            array: Arrays { item, ..shape.array },
            object,
        }
    }

    /// Whether the keys of the objects are data: from a hint, from the last release, or because they look like data.
    fn is_map(&mut self, cursor: &Cursor, hinted: &Hinted, objects: &Objects) -> bool {
        if self.place(cursor) == Place::AroundName {
            return false;
        }
        let node = &self.tree.nodes[cursor.node];
        if let Some(is_map) = hinted.is_map {
            return is_map;
        }
        if let Some(previous) = &node.previous {
            if self.memory.is_map_at(previous, &cursor.key, &cursor.descents) {
                return true;
            }
            if self.memory.struct_at(previous, &cursor.key, &cursor.descents).is_some() {
                return false;
            }
        }
        // The items of a list called `headers` are headers, and each of them has a name and a value.
        let key = if cursor.descents.is_empty() { cursor.key.as_str() } else { "" };
        let is_archived = self.archived_maps.contain(node.event.is_none(), &cursor.pointer);
        let archived = is_archived.then(|| "archives show that its keys are data".to_owned());
        let Some(evidence) = archived.or_else(|| map::are_keys_data(key, objects)) else { return false };
        let taken = Taken::Map(evidence);
        self.guesses.push(Guess { event: node.event.clone(), pointer: cursor.pointer.clone(), taken });
        true
    }

    fn map(&mut self, cursor: &Cursor, objects: &Objects, values: &Shape) -> Objects {
        let values = self.descend(&cursor.below(Descent::MapValue), values);
        Objects {
            count: objects.count,
            empty: objects.empty,
            fields: Fields::Pooled(Box::new(values)),
            ..Objects::default()
        }
    }

    fn child(&mut self, cursor: &Cursor) -> NodeId {
        let parent = &self.tree.nodes[cursor.node];
        if let Some(&id) = parent.children.get(&cursor.key).and_then(|below| below.get(&cursor.descents)) {
            return id;
        }
        let event = parent.event.clone();
        let path = parent.path.iter().chain([&cursor.key]).cloned().collect();
        let previous = parent.previous.as_deref();
        let previous = previous.and_then(|name| self.memory.struct_at(name, &cursor.key, &cursor.descents));
        let is_item = !cursor.descents.is_empty();
        let previous = previous.map(str::to_owned);
        let pointer = cursor.pointer.clone();
        let id = self.tree.add(Node { event, path, pointer, is_item, previous, ..Node::default() });
        let below = self.tree.nodes[cursor.node].children.entry(cursor.key.clone()).or_default();
        below.insert(cursor.descents.clone(), id);
        id
    }
}

impl Tree {
    fn add(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        self.nodes.len() - 1
    }
}

/// Whether a payload is ever a value other than an object or null, or is never an object.
fn is_no_object(payload: &Shape) -> bool {
    let Shape { bool, number, string, array, object, .. } = payload;
    bool + number.count + string.count + array.count > 0 || object.count == 0
}

/// The keys of objects, if they are fields and not data.
pub(super) fn fields(objects: &Objects) -> impl Iterator<Item = (&String, &Field)> {
    match &objects.fields {
        Fields::Known(fields) => Some(fields),
        Fields::Pooled(_) => None,
    }
    .into_iter()
    .flatten()
}

//! Builds the tree of all object positions in an api, which [`cluster`](super::cluster) groups into structs.

use super::MAX_OBJECTS;
use super::hints::HintIndex;
use crate::pointer;
use crate::samples::{EnvelopeHint, Events};
use conscent_shape::{Arrays, Field, Fields, Objects, Shape};
use std::collections::{BTreeMap, BTreeSet};

/// The index of a node.
pub(super) type NodeId = usize;

/// One position of objects.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// The event it belongs to. The envelope's nodes belong to none.
    pub(super) event: Option<String>,
    /// The keys on the way to it, without the steps into arrays and maps.
    pub(super) path: Vec<String>,
    /// Whether it is inside an array or a map, so that its key is a plural.
    pub(super) is_item: bool,
    /// How many objects were here.
    pub(super) objects: u64,
    /// The samples (by their number in the api) with an object here.
    pub(super) samples: BTreeSet<usize>,
    /// The evidence for each key.
    pub(super) keys: BTreeMap<String, KeyEvidence>,
    /// The nodes below.
    pub(super) children: Children,
    /// A name given by a hint.
    pub(super) name: Option<String>,
}

impl Node {
    /// Whether nesting exceeds [`MAX_OBJECTS`]. Repeated keys count once: they indicate objects that contain themselves.
    fn is_too_deep(&self) -> bool {
        self.path.len() >= MAX_OBJECTS && self.path.iter().collect::<BTreeSet<_>>().len() >= MAX_OBJECTS
    }
}

/// What was seen under one key of a node.
#[derive(Clone, Debug, Default)]
pub(super) struct KeyEvidence {
    /// In how many objects the key was present.
    pub(super) seen: u64,
    /// The samples that have it.
    pub(super) samples: BTreeSet<usize>,
    /// What it held. The fields of objects are left out: they have nodes of their own. `Fields::Pooled` marks a map.
    pub(super) shape: Shape,
    /// What hints say about its strings.
    pub(super) text: TextHint,
    /// A name given by a hint.
    pub(super) name: Option<String>,
}

/// What a hint says about strings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TextHint {
    #[default]
    None,
    Enum,
    Text,
}

/// The nodes below a node: by key, then by the steps into arrays and maps.
pub(super) type Children = BTreeMap<String, BTreeMap<Vec<Descent>, NodeId>>;

/// A step into an array or a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Descent {
    /// Any item of an array.
    ListItem,
    /// Any value of a map.
    MapValue,
}

/// The nodes of one api.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// The object at the top of each event's payload.
    pub(super) payloads: BTreeMap<String, NodeId>,
    /// The envelope around all payloads.
    pub(super) envelope: Option<NodeId>,
}

/// Where the walk is: the last node, and the way on from there.
struct Cursor {
    node: NodeId,
    key: String,
    descents: Vec<Descent>,
    pointer: String,
}

impl Cursor {
    fn below(&self, descent: Descent) -> Self {
        let descents = self.descents.iter().copied().chain([descent]).collect();
        Self { node: self.node, key: self.key.clone(), descents, pointer: format!("{}/*", self.pointer) }
    }
}

/// Builds the tree of an api.
pub(super) fn build(events: &Events<'_>, envelope: Option<&EnvelopeHint>, hints: &mut HintIndex<'_>) -> Tree {
    let mut tree = Tree::default();
    let mut number = 0;
    for (event, documented) in events {
        let mut body = Shape::default();
        for one in documented {
            body.merge(&one.shape);
        }
        let root = tree.add(Node { event: Some((*event).to_owned()), ..Node::default() });
        tree.payloads.insert((*event).to_owned(), root);
        let payload = tree.open_envelope(&body, envelope);
        tree.walk(root, "", payload, hints);
        for one in documented {
            tree.mark_body(root, &one.shape, envelope, number);
            number += 1;
        }
    }
    tree
}

impl Tree {
    fn add(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    /// Enters a body as the envelope, and returns its payload.
    fn open_envelope<'s>(&mut self, body: &'s Shape, envelope: Option<&EnvelopeHint>) -> &'s Objects {
        let Some(envelope) = envelope else { return &body.object };
        let id = match self.envelope {
            Some(id) => id,
            None => self.add(Node::default()),
        };
        self.envelope = Some(id);
        let mut payload = &EMPTY;
        self.nodes[id].objects += body.object.count;
        for (key, field) in fields(&body.object) {
            if *key == envelope.payload {
                payload = &field.shape.object;
                self.nodes[id].keys.entry(key.clone()).or_default().seen += field.seen;
            } else {
                self.enter(id, "", key, field, &mut HintIndex::default());
            }
        }
        payload
    }

    fn walk(&mut self, id: NodeId, pointer: &str, objects: &Objects, hints: &mut HintIndex<'_>) {
        self.nodes[id].objects += objects.count;
        for (key, field) in fields(objects) {
            self.enter(id, pointer, key, field, hints);
        }
    }

    fn enter(&mut self, id: NodeId, pointer: &str, key: &str, field: &Field, hints: &mut HintIndex<'_>) {
        let pointer = format!("{pointer}/{}", pointer::escape(key));
        let cursor = Cursor { node: id, key: key.to_owned(), descents: Vec::new(), pointer };
        let shape = self.descend(&cursor, &field.shape, hints);
        let key = self.nodes[id].keys.entry(key.to_owned()).or_default();
        key.seen += field.seen;
        key.shape.merge(&shape);
    }

    /// Descends into what was seen at the cursor, and returns it without the fields of its objects.
    fn descend(&mut self, cursor: &Cursor, shape: &Shape, hints: &mut HintIndex<'_>) -> Shape {
        let event = self.nodes[cursor.node].event.clone();
        let hinted = hints.at(event.as_deref(), &cursor.pointer, shape);
        if shape.string.count > 0 {
            let key = self.nodes[cursor.node].keys.entry(cursor.key.clone()).or_default();
            key.text = key.text.max(hinted.text);
            key.name = key.name.take().or_else(|| hinted.name.clone());
        }
        let object = match &shape.object.fields {
            _ if shape.object.count == 0 => Objects::default(),
            Fields::Known(fields) if hinted.is_map => {
                let mut values = Shape::default();
                for field in fields.values() {
                    values.merge(&field.shape);
                }
                self.map(cursor, &shape.object, &values, hints)
            }
            Fields::Pooled(values) => self.map(cursor, &shape.object, values, hints),
            Fields::Known(_) if self.nodes[cursor.node].is_too_deep() => {
                Objects { count: shape.object.count, empty: shape.object.empty, fields: Fields::default() }
            }
            Fields::Known(_) => {
                let id = self.child(cursor);
                self.nodes[id].name = self.nodes[id].name.take().or(hinted.name);
                self.walk(id, &cursor.pointer, &shape.object, hints);
                Objects { count: shape.object.count, empty: shape.object.empty, fields: Fields::default() }
            }
        };
        let item = shape
            .array
            .item
            .as_deref()
            .map(|item| Box::new(self.descend(&cursor.below(Descent::ListItem), item, hints)));
        Shape {
            null: shape.null,
            bool: shape.bool,
            number: shape.number.clone(),
            string: shape.string.clone(),
            array: Arrays { item, ..shape.array },
            object,
        }
    }

    fn map(&mut self, cursor: &Cursor, objects: &Objects, values: &Shape, hints: &mut HintIndex<'_>) -> Objects {
        let values = self.descend(&cursor.below(Descent::MapValue), values, hints);
        Objects { count: objects.count, empty: objects.empty, fields: Fields::Pooled(Box::new(values)) }
    }

    fn child(&mut self, cursor: &Cursor) -> NodeId {
        let parent = &self.nodes[cursor.node];
        if let Some(&id) = parent.children.get(&cursor.key).and_then(|below| below.get(&cursor.descents)) {
            return id;
        }
        let event = parent.event.clone();
        let path = parent.path.iter().chain([&cursor.key]).cloned().collect();
        let is_item = !cursor.descents.is_empty();
        let id = self.add(Node { event, path, is_item, ..Node::default() });
        let below = self.nodes[cursor.node].children.entry(cursor.key.clone()).or_default();
        below.insert(cursor.descents.clone(), id);
        id
    }

    /// Marks the nodes and keys that one sample has.
    fn mark_body(&mut self, root: NodeId, body: &Shape, envelope: Option<&EnvelopeHint>, sample: usize) {
        let (Some(hint), Some(id)) = (envelope, self.envelope) else {
            return self.mark(root, &body.object, sample);
        };
        self.mark(id, &body.object, sample);
        if let Some((_, payload)) = fields(&body.object).find(|(key, _)| **key == hint.payload) {
            self.mark(root, &payload.shape.object, sample);
        }
    }

    fn mark(&mut self, id: NodeId, objects: &Objects, sample: usize) {
        if objects.count == 0 {
            return;
        }
        self.nodes[id].samples.insert(sample);
        for (key, field) in fields(objects) {
            let node = &mut self.nodes[id];
            if let Some(key) = node.keys.get_mut(key) {
                key.samples.insert(sample);
            }
            if node.children.contains_key(key) {
                self.mark_below(id, key, &mut Vec::new(), &field.shape, sample);
            }
        }
    }

    fn mark_below(&mut self, id: NodeId, key: &str, descents: &mut Vec<Descent>, shape: &Shape, sample: usize) {
        if let Some(item) = &shape.array.item {
            descents.push(Descent::ListItem);
            self.mark_below(id, key, descents, item, sample);
            descents.pop();
        }
        let node = self.nodes[id].children.get(key).and_then(|below| below.get(descents)).copied();
        if let Some(node) = node {
            return self.mark(node, &shape.object, sample);
        }
        descents.push(Descent::MapValue);
        match &shape.object.fields {
            Fields::Known(fields) => {
                for field in fields.values() {
                    self.mark_below(id, key, descents, &field.shape, sample);
                }
            }
            Fields::Pooled(values) => self.mark_below(id, key, descents, values, sample),
        }
        descents.pop();
    }
}

static EMPTY: Objects = Objects { count: 0, empty: 0, fields: Fields::Known(BTreeMap::new()) };

/// The keys of objects, unless they are data.
fn fields(objects: &Objects) -> impl Iterator<Item = (&String, &Field)> {
    match &objects.fields {
        Fields::Known(fields) => Some(fields),
        Fields::Pooled(_) => None,
    }
    .into_iter()
    .flatten()
}

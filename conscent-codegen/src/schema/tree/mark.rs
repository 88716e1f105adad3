//! Marks the samples in which each node and key occurs.

use super::{Descent, NodeId, Tree, fields};
use crate::schema::places::Places;
use conscent_shape::{Fields, Objects, Shape, Tag, Tags};

impl Tree {
    /// Whether any body has a payload.
    pub(in crate::schema) fn has_payloads(&self, places: &Places<'_>) -> bool {
        let inmost = self.around.last().map(|&id| &self.nodes[id].keys);
        let way = places.way();
        self.around.len() == way.len() && inmost.zip(way.last()).is_some_and(|(keys, key)| keys.contains_key(key))
    }

    /// Marks the nodes and keys of one sample.
    pub(super) fn mark_body(&mut self, root: NodeId, body: &Shape, places: &Places<'_>, sample: usize) {
        self.around.first().copied().into_iter().for_each(|id| self.mark(id, &body.object, sample));
        let (Some(payload), way) = (places.payload_in(body), places.way()) else { return };
        match way.last().filter(|_| self.nodes[root].is_value) {
            None => self.mark(root, &payload.object, sample),
            Some(key) => {
                self.nodes[root].samples.insert(sample);
                if let Some(key) = self.nodes[root].keys.get_mut(key) {
                    key.samples.insert(sample);
                }
                self.mark_below(root, key, &mut Vec::new(), payload, sample);
            }
        }
    }

    fn mark(&mut self, id: NodeId, objects: &Objects, sample: usize) {
        if objects.count == 0 {
            return;
        }
        self.nodes[id].samples.insert(sample);
        self.mark_tags(id, &objects.tags, sample);
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

    /// Marks the values of the keys that may be tags.
    fn mark_tags(&mut self, id: NodeId, tags: &Tags, sample: usize) {
        for (key, tag) in &tags.0 {
            let Tag::Groups(groups) = tag else { continue };
            let values = self.nodes[id].tagged.entry(key.clone()).or_default();
            for text in groups.keys() {
                values.entry(text.clone()).or_default().insert(sample);
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

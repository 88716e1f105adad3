//! Marks the samples and archives in which each node and key occurs.

use super::{Descent, NodeId, Source, Tree, fields};
use crate::schema::archived;
use crate::schema::places::Places;
use conscent_shape::{Fields, Objects, Shape, Tag, Tags};

impl Tree {
    /// Whether any body has a payload.
    pub(in crate::schema) fn has_payloads(&self, places: &Places<'_>) -> bool {
        let inmost = self.around.last().map(|&id| &self.nodes[id].keys);
        let way = places.way();
        self.around.len() == way.len() && inmost.zip(way.last()).is_some_and(|(keys, key)| keys.contains_key(key))
    }

    /// Marks the nodes and keys of one sample or archive.
    pub(super) fn mark_body(&mut self, root: NodeId, body: &Shape, places: &Places<'_>, source: Source) {
        self.around.first().copied().into_iter().for_each(|id| self.mark(id, &body.object, source));
        let (Some(payload), way) = (places.payload_in(body), places.way()) else { return };
        match way.last().filter(|_| self.nodes[root].is_value) {
            None => self.mark(root, &payload.object, source),
            Some(key) => {
                let seen = source.archived(payload.count());
                self.nodes[root].sightings.add(source.number, seen);
                if let Some(key) = self.nodes[root].keys.get_mut(key) {
                    key.sightings.add(source.number, seen);
                    if source.is_archive {
                        key.codes += archived::codes(payload);
                    }
                }
                self.mark_below(root, key, &mut Vec::new(), payload, source);
            }
        }
    }

    fn mark(&mut self, id: NodeId, objects: &Objects, source: Source) {
        if objects.count == 0 {
            return;
        }
        let node = &mut self.nodes[id];
        if source.is_archive && archived::forgets_keys(objects) {
            // It is unknown which of these objects have a key, so they are not evidence about keys.
            node.objects = node.objects.saturating_sub(objects.count);
            node.sightings.add(source.number, 0);
            return;
        }
        node.sightings.add(source.number, source.archived(objects.count));
        self.mark_tags(id, &objects.tags, source);
        for (key, field) in fields(objects) {
            let node = &mut self.nodes[id];
            if let Some(key) = node.keys.get_mut(key) {
                key.sightings.add(source.number, source.archived(field.seen));
                if source.is_archive {
                    key.codes += archived::codes(&field.shape);
                }
            }
            if node.children.contains_key(key) {
                self.mark_below(id, key, &mut Vec::new(), &field.shape, source);
            }
        }
    }

    /// Marks the values of the keys that may be tags.
    fn mark_tags(&mut self, id: NodeId, tags: &Tags, source: Source) {
        let have_archives = self.sources.have_archives();
        let node = &mut self.nodes[id];
        if have_archives && !source.is_archive {
            node.documented_tags.merge(tags);
        }
        for (key, tag) in &tags.0 {
            let Tag::Groups(groups) = tag else { continue };
            if source.is_archive {
                node.archived_tags.insert(key.clone());
            }
            let values = node.tagged.entry(key.clone()).or_default();
            for (text, group) in groups {
                values.entry(text.clone()).or_default().add(source.number, source.archived(group.count));
            }
        }
    }

    fn mark_below(&mut self, id: NodeId, key: &str, descents: &mut Vec<Descent>, shape: &Shape, source: Source) {
        if let Some(item) = &shape.array.item {
            descents.push(Descent::ListItem);
            self.mark_below(id, key, descents, item, source);
            descents.pop();
        }
        let node = self.nodes[id].children.get(key).and_then(|below| below.get(descents)).copied();
        if let Some(node) = node {
            return self.mark(node, &shape.object, source);
        }
        descents.push(Descent::MapValue);
        match &shape.object.fields {
            Fields::Known(fields) => {
                for field in fields.values() {
                    self.mark_below(id, key, descents, &field.shape, source);
                }
            }
            Fields::Pooled(values) => self.mark_below(id, key, descents, values, source),
        }
        if let Some(values) = &shape.object.rest {
            self.mark_below(id, key, descents, values, source);
        }
        descents.pop();
    }
}

impl Source {
    /// A number of objects, if they are archived.
    fn archived(self, objects: u64) -> u64 {
        if self.is_archive { objects } else { 0 }
    }
}

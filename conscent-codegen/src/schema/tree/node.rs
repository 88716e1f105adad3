//! The data of the tree: positions of objects, and the evidence for their keys.

use crate::schema::MAX_OBJECTS;
use crate::schema::hints::FieldHints;
use crate::schema::sources::Sightings;
use conscent_shape::{Shape, Tags};
use std::collections::{BTreeMap, BTreeSet};

/// The index of a node.
pub(in crate::schema) type NodeId = usize;

/// One position of objects.
#[derive(Debug, Default)]
pub(in crate::schema) struct Node {
    /// The event that it belongs to. `None` for the nodes of the envelope.
    pub(in crate::schema) event: Option<String>,
    /// The keys on the path to it, without the steps into arrays and maps.
    pub(in crate::schema) path: Vec<String>,
    /// The JSON pointer to it, from the payload or from the envelope, with `*` for the items of arrays and maps.
    pub(in crate::schema) pointer: String,
    /// Whether it is inside an array or a map, so that its key is a plural.
    pub(in crate::schema) is_item: bool,
    /// The number of objects at this position.
    pub(in crate::schema) objects: u64,
    /// What the objects with the same value of a tag have in common.
    pub(in crate::schema) tags: Tags,
    /// The samples and archives with an object here.
    pub(in crate::schema) sightings: Sightings,
    /// The same for each value of each key that may be a tag.
    pub(in crate::schema) tagged: BTreeMap<String, BTreeMap<String, Sightings>>,
    /// If there are archives: `tags` of the documented objects only, and the keys that archives have as tags.
    pub(in crate::schema) documented_tags: Tags,
    pub(in crate::schema) archived_tags: BTreeSet<String>,
    /// The evidence for each key.
    pub(in crate::schema) keys: BTreeMap<String, KeyEvidence>,
    /// The nodes directly below.
    pub(in crate::schema) children: Children,
    /// The name from a hint.
    pub(in crate::schema) name: Option<String>,
    /// Whether it is a payload that is not an object. Its only key is the payload's key in the envelope.
    pub(in crate::schema) is_value: bool,
    /// Whether a hint gives it its own struct.
    pub(in crate::schema) is_split: bool,
    /// Its struct in the last release.
    pub(in crate::schema) previous: Option<String>,
}

impl Node {
    /// Whether nesting exceeds [`MAX_OBJECTS`]. Repeated keys count once: they indicate objects that contain themselves.
    pub(super) fn is_too_deep(&self) -> bool {
        self.path.len() >= MAX_OBJECTS && self.path.iter().collect::<BTreeSet<_>>().len() >= MAX_OBJECTS
    }
}

/// The evidence for one key of a node.
#[derive(Clone, Debug, Default)]
pub(in crate::schema) struct KeyEvidence {
    /// The number of objects that have the key.
    pub(in crate::schema) seen: u64,
    /// The samples and archives that have it.
    pub(in crate::schema) sightings: Sightings,
    /// How often archives have a known code under it.
    pub(in crate::schema) codes: u64,
    /// Its shape without the fields of objects, which have their own nodes. `Fields::Pooled` marks a map.
    pub(in crate::schema) shape: Shape,
    /// The hints about it.
    pub(in crate::schema) hints: FieldHints,
    /// The name of its enum from a hint.
    pub(in crate::schema) name: Option<String>,
    /// Whether a hint removes its type.
    pub(in crate::schema) is_ignored: bool,
}

/// A hint about strings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::schema) enum TextHint {
    #[default]
    None,
    Enum,
    Text,
}

/// The nodes below a node: by key, then by the steps into arrays and maps.
pub(in crate::schema) type Children = BTreeMap<String, BTreeMap<Vec<Descent>, NodeId>>;

/// A step into an array or a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::schema) enum Descent {
    /// Any item of an array.
    ListItem,
    /// Any value of a map.
    MapValue,
}

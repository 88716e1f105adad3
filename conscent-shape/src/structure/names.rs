//! Which keys of each object in a shape are names of fields.

use super::graph::Graph;
use crate::Shape;
use std::collections::BTreeSet;

/// The names of fields at each path of a shape, in the order of a walk: the path itself, then the items of its arrays,
/// then the values under each key, then those under other keys.
pub(crate) struct Names {
    graph: Graph,
    next: usize,
}

impl Names {
    pub(crate) fn of(shape: &Shape) -> Self {
        Self { graph: super::united(shape.clone()), next: 0 }
    }

    /// The names at the next path; `None` if all keys are names.
    pub(crate) fn next(&mut self) -> Option<BTreeSet<String>> {
        let node = self.graph.node(self.next);
        self.next += 1;
        node.map?;
        Some(node.names().map(|(name, ..)| name.clone()).collect())
    }
}

//! Documents, grouped by their names.

use crate::Shape;
use crate::accumulator::Accumulator;
use crate::infer::record_text;
use crate::names::{NAME_LENGTH, NAMES, Name, NamesError, Pointer};
use crate::stream::StreamError;
use crate::visitor::ValueVisitor;
use serde::de::DeserializeSeed;
use serde_json::Deserializer;
use serde_json::de::Read;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::mem;

/// The documents with one name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NamedGroup {
    /// Their shape.
    pub shape: Shape,
    /// How many there are.
    pub documents: u64,
    /// The line where the first of them starts, counted from 1.
    pub first_line: usize,
}

/// Documents by their names.
pub(crate) type Groups = BTreeMap<Option<String>, NamedGroup>;

/// Adds groups to others. Names decide which of them are the same.
pub(crate) fn merge(groups: &mut Groups, others: Groups) {
    for (name, other) in others {
        let group = groups.entry(name).or_insert(NamedGroup { first_line: other.first_line, ..NamedGroup::default() });
        group.shape.extend([other.shape]);
        group.documents += other.documents;
        group.first_line = group.first_line.min(other.first_line);
    }
}

/// Checks that there are not too many names, so that the error does not depend on how documents are divided into parts.
pub(crate) fn check_names(groups: &Groups) -> Result<(), NamesError> {
    let mut lines: Vec<_> = groups.iter().filter_map(|(name, group)| name.as_ref().map(|_| group.first_line)).collect();
    lines.sort_unstable();
    lines.get(NAMES).map_or(Ok(()), |line| Err(NamesError::TooMany { line: *line }))
}

/// Records documents in the accumulators of their groups.
///
/// Without a pointer no document has a name, so there is one group.
pub(crate) struct Recorder<'a> {
    pointer: Option<&'a Pointer>,
    /// The name of the latest document.
    name: RefCell<Name>,
    /// The first group is the one without a name.
    groups: Vec<GroupRecorder>,
    /// The index of each name in `groups`.
    indices: HashMap<Box<str>, usize>,
}

/// The mutable form of a [`NamedGroup`].
#[derive(Default)]
struct GroupRecorder {
    accumulator: Accumulator,
    /// The shape of the documents that had their own accumulators.
    shape: Shape,
    documents: u64,
    first_line: usize,
}

impl<'a> Recorder<'a> {
    pub(crate) fn new(pointer: Option<&'a Pointer>) -> Self {
        let (name, groups) = (RefCell::default(), vec![GroupRecorder::default()]);
        Self { pointer, name, groups, indices: HashMap::new() }
    }

    /// Records the text of one document, which is this line.
    pub(crate) fn record_line(&mut self, text: &str, line: usize) -> Result<(), StreamError> {
        if let Some(pointer) = self.pointer {
            pointer.find(text, &self.name);
        }
        Ok(record_text(text, &mut self.group(line)?.accumulator)?)
    }

    /// Records the next document, which starts on this line. If the document `may_fail`, an error leaves no part of it
    /// recorded.
    pub(crate) fn record_next<'de, R: Read<'de>>(
        &mut self,
        documents: &mut Deserializer<R>,
        line: usize,
        may_fail: bool,
    ) -> Result<(), StreamError> {
        if self.pointer.is_none() && !may_fail {
            ValueVisitor(&mut self.group(line)?.accumulator, ()).deserialize(documents)?;
            return Ok(());
        }
        // The group is known only after the document is read, and its text may not fit into memory. So the document has
        // its own accumulator.
        let mut document = Accumulator::default();
        match self.pointer {
            Some(pointer) => ValueVisitor(&mut document, pointer.path(&self.name)).deserialize(documents)?,
            None => ValueVisitor(&mut document, ()).deserialize(documents)?,
        };
        self.group(line)?.shape.extend([document.freeze()]);
        Ok(())
    }

    /// Counts a document in the group of the latest name, and returns the group.
    fn group(&mut self, line: usize) -> Result<&mut GroupRecorder, NamesError> {
        let index = match self.name.get_mut().get() {
            None => 0,
            Some(name) => match self.indices.get(name) {
                Some(index) => *index,
                None if name.len() > NAME_LENGTH => return Err(NamesError::TooLong { line }),
                None => {
                    self.indices.insert(name.into(), self.groups.len());
                    self.groups.push(GroupRecorder::default());
                    self.groups.len() - 1
                }
            },
        };
        let group = &mut self.groups[index];
        if group.documents == 0 {
            group.first_line = line;
        }
        group.documents += 1;
        if self.indices.len() > NAMES { Err(NamesError::TooMany { line }) } else { Ok(group) }
    }

    /// The groups that have documents. After an error they have no shapes, because a document may be recorded in part.
    pub(crate) fn freeze(mut self, has_failed: bool) -> Groups {
        let names = self.indices.into_iter().map(|(name, index)| (Some(name.into()), index));
        let groups = names.chain([(None, 0)]).map(|(name, index)| {
            let GroupRecorder { accumulator, mut shape, documents, first_line } = mem::take(&mut self.groups[index]);
            if !has_failed {
                shape.extend([accumulator.freeze()]);
            }
            (name, NamedGroup { shape, documents, first_line })
        });
        groups.filter(|(_, group)| group.documents > 0).collect()
    }
}

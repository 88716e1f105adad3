//! Collects documents by event, and reads them in blocks.
//!
//! The rows of a batch arrive one by one, and each belongs to a group. Each group has a buffer of JSON lines. A buffer
//! is read when it is large, because a shape per block costs less than a shape per batch.

use conscent_import::decode;
use conscent_shape::{
    NAME_LENGTH, NAMES, NamesError, Options, Shape, StreamError, SyntaxError, may_name_event, stream, stream_by,
};
use pyo3::exceptions::PyValueError;
use pyo3::{PyErr, PyResult};
use std::collections::BTreeMap;
use std::io::Read;
use std::num::NonZero;
use std::sync::{Mutex, PoisonError};
use std::{iter, mem};

/// The number of bytes of one group that are read at once.
// Each block starts with no shapes, and its shapes are merged with the earlier ones. That takes a third of the time for
// blocks of 8 MiB with the documents of 40 events (147 MB/s, compared with 233 MB/s for 32 MiB, on one core), because
// each event has few documents in a block. A larger block would need memory that a Spark task may not have.
const BLOCK: usize = 32 * 1024 * 1024;

/// The number of waiting bytes in all groups together at which all groups are read.
const WAITING: usize = 2 * BLOCK;

/// Collects the documents of one input.
#[derive(Debug)]
pub(crate) struct Collector {
    /// The JSON pointer to the name of the event in each document.
    pointer: Option<String>,
    threads: Option<NonZero<usize>>,
    groups: Vec<Group>,
    by_name: BTreeMap<Option<String>, usize>,
    /// The number of waiting bytes in all groups.
    waiting: usize,
    /// The number of rows so far.
    rows: u64,
}

/// The documents with one name: their shape so far, and the lines that wait.
#[derive(Debug, Default)]
pub(crate) struct Group {
    pub(crate) shape: Shape,
    pub(crate) left_out: u64,
    pub(crate) first: Option<LeftOut>,
    /// Documents that are not read yet, each on its own line.
    lines: Vec<u8>,
    /// The row of each line.
    row_of: Vec<u64>,
}

/// The place of a document that was left out, and the reason, which contains no data of the document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LeftOut {
    /// The row, counted from 1.
    pub(crate) row: u64,
    pub(crate) reason: String,
}

impl Collector {
    pub(crate) fn new(pointer: Option<String>, threads: Option<NonZero<usize>>) -> Self {
        Self { pointer, threads, groups: Vec::new(), by_name: BTreeMap::new(), waiting: 0, rows: 0 }
    }

    /// The group of a name.
    pub(crate) fn group(&mut self, name: Option<&str>) -> PyResult<usize> {
        let name = name.map(str::to_owned);
        if let Some(group) = self.by_name.get(&name) {
            return Ok(*group);
        }
        let why = match &name {
            Some(name) if name.len() > NAME_LENGTH => format!("one is longer than {NAME_LENGTH} bytes"),
            Some(name) if !may_name_event(name) => "one is an address, a time or an id".to_owned(),
            Some(_) if self.by_name.keys().flatten().count() >= NAMES => format!("there are more than {NAMES}"),
            _ => String::new(),
        };
        if !why.is_empty() {
            return Err(PyValueError::new_err(format!("`by` does not lead to the names of events: {why}")));
        }
        self.groups.push(Group::default());
        self.by_name.insert(name, self.groups.len() - 1);
        Ok(self.groups.len() - 1)
    }

    /// Adds a row with one document, or with none if the text is blank.
    pub(crate) fn row(&mut self, group: usize, text: &[u8]) {
        self.rows += 1;
        let Some(group) = self.groups.get_mut(group) else { return };
        let text = text.trim_ascii();
        if text.is_empty() {
            return;
        }
        let start = group.lines.len();
        group.lines.extend_from_slice(text);
        // JSON escapes a line break within a string, so any other one is white space.
        if let Some(line) = group.lines.get_mut(start..)
            && memchr::memchr(b'\n', line).is_some()
        {
            line.iter_mut().filter(|byte| **byte == b'\n').for_each(|byte| *byte = b' ');
        }
        group.lines.push(b'\n');
        group.row_of.push(self.rows);
        self.waiting += text.len() + 1;
    }

    /// Counts a row that holds no document.
    pub(crate) fn no_row(&mut self) {
        self.rows += 1;
    }

    /// Adds a row that cannot be read.
    pub(crate) fn leave_out(&mut self, group: usize, reason: &str) {
        self.rows += 1;
        if let Some(group) = self.groups.get_mut(group) {
            group.left_out(1, Some(LeftOut { row: self.rows, reason: reason.to_owned() }));
        }
    }

    /// Adds a row with a whole file, which may be compressed. Errors name its path, if it is known.
    pub(crate) fn file(&mut self, group: usize, data: &[u8], path: Option<&str>) -> PyResult<()> {
        self.rows += 1;
        let row = self.rows;
        let place = path.map_or_else(|| format!("row {row}"), str::to_owned);
        let place_of = |error: SyntaxError| LeftOut { row, reason: not_json(&error) };
        let found =
            self.read(|| decode::reader(data).map_err(StreamError::Io), false).map_err(|error| at(&place, &error))?;
        self.add(group, found, place_of)
    }

    /// Whether enough bytes are waiting to be read.
    pub(crate) fn is_full(&self) -> bool {
        self.waiting >= WAITING || self.groups.iter().any(|group| group.lines.len() >= BLOCK)
    }

    /// Reads the waiting lines: those of large groups, or of all groups if they are too large together.
    pub(crate) fn flush(&mut self) -> PyResult<()> {
        let least = if self.waiting >= WAITING { 1 } else { BLOCK };
        self.flush_from(least)
    }

    fn flush_from(&mut self, least: usize) -> PyResult<()> {
        // Groups that are found by the pointer have no lines, so they need no visit.
        for index in 0..self.groups.len() {
            let Some(group) = self.groups.get_mut(index).filter(|group| group.lines.len() >= least) else { continue };
            let (mut lines, mut row_of) = (mem::take(&mut group.lines), mem::take(&mut group.row_of));
            self.waiting -= lines.len();
            let row = |line: usize| row_of.get(line.saturating_sub(1)).copied().unwrap_or_default();
            let found = self.read(|| Ok(lines.as_slice()), true).map_err(|error| in_rows(&error, row))?;
            self.add(index, found, |error| {
                // The document in a row has one line.
                LeftOut { row: row(error.line), reason: not_json(&SyntaxError { line: 1, ..error }) }
            })?;
            // The memory of the buffers is used again.
            lines.clear();
            row_of.clear();
            if let Some(group) = self.groups.get_mut(index) {
                (group.lines, group.row_of) = (lines, row_of);
            }
        }
        Ok(())
    }

    /// Reads a text that can be opened twice.
    fn read<R: Read + Send>(
        &self,
        open: impl Fn() -> Result<R, StreamError>,
        is_lines: bool,
    ) -> Result<Found, StreamError> {
        let options = Options { threads: self.threads, is_lines, ..Options::default() };
        // Most texts are valid. Leaving documents out takes twice as long, because each is checked before it is
        // counted.
        match self.shapes(open()?, &options) {
            Ok(shapes) => return Ok(Found { shapes, left_out: 0, first: None }),
            Err(StreamError::Syntax(_)) => {}
            Err(error) => return Err(error),
        }
        let left_out = Mutex::new((0, None::<SyntaxError>));
        let on_invalid = |error: SyntaxError| {
            let mut left_out = left_out.lock().unwrap_or_else(PoisonError::into_inner);
            left_out.0 += 1;
            if left_out.1.as_ref().is_none_or(|first| error.line < first.line) {
                left_out.1 = Some(error);
            }
        };
        let shapes = self.shapes(open()?, &Options { on_invalid: Some(&on_invalid), ..options })?;
        let (left_out, first) = left_out.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(Found { shapes, left_out, first })
    }

    fn shapes(
        &self,
        input: impl Read + Send,
        options: &Options<'_>,
    ) -> Result<Vec<(Option<String>, Shape)>, StreamError> {
        Ok(match &self.pointer {
            Some(pointer) => {
                let groups = stream_by(input, pointer, options)?;
                groups.into_iter().map(|(name, group)| (name, group.shape)).collect()
            }
            None => vec![(None, stream(input, options)?)],
        })
    }

    /// Adds what was found in the documents of a group. With a pointer, each document belongs to the group that it
    /// names.
    fn add(&mut self, group: usize, found: Found, place: impl FnOnce(SyntaxError) -> LeftOut) -> PyResult<()> {
        for (name, shape) in found.shapes {
            let group = if self.pointer.is_some() { self.group(name.as_deref())? } else { group };
            if let Some(group) = self.groups.get_mut(group) {
                group.shape.extend(iter::once(shape));
            }
        }
        if let Some(group) = self.groups.get_mut(group) {
            group.left_out(found.left_out, found.first.map(place));
        }
        Ok(())
    }

    /// The first document that was left out so far.
    pub(crate) fn first_left_out(&self) -> Option<&LeftOut> {
        self.groups.iter().filter_map(|group| group.first.as_ref()).min()
    }

    /// Reads the rest. The result has no groups without documents, unless some were left out.
    pub(crate) fn finish(mut self) -> PyResult<BTreeMap<Option<String>, Group>> {
        self.flush_from(1)?;
        let mut groups = mem::take(&mut self.groups);
        let taken = self.by_name.into_iter().map(|(name, index)| {
            let group = groups.get_mut(index).map(mem::take).unwrap_or_default();
            (name, group)
        });
        Ok(taken.filter(|(_, group)| group.shape != Shape::default() || group.left_out > 0).collect())
    }
}

impl Group {
    fn left_out(&mut self, count: u64, first: Option<LeftOut>) {
        self.left_out += count;
        self.first = [self.first.take(), first].into_iter().flatten().min();
    }
}

/// The documents in a block or a file.
struct Found {
    shapes: Vec<(Option<String>, Shape)>,
    left_out: u64,
    first: Option<SyntaxError>,
}

/// The reason why a document is left out, or an error. It never quotes the document.
pub(crate) fn not_json(SyntaxError { line, column, message }: &SyntaxError) -> String {
    format!("not JSON: line {line}, column {column}: {message}")
}

/// An error about lines, each of which is a row.
fn in_rows(error: &StreamError, row: impl Fn(usize) -> u64) -> PyErr {
    let message = error.to_string();
    match error {
        StreamError::Names(NamesError::TooMany { line } | NamesError::TooLong { line }) => {
            let reason = message.strip_prefix(&format!("line {line}: ")).unwrap_or(&message);
            at(&format!("row {}", row(*line)), &reason)
        }
        _ => PyValueError::new_err(message),
    }
}

/// An error with its place in front.
fn at(place: &str, error: &impl ToString) -> PyErr {
    PyValueError::new_err(format!("{place}: {}", error.to_string()))
}

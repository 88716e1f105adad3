//! Input cut into blocks of whole lines.

use super::infer::{Malformed, record_document};
use super::tally::Tally;
use std::io::{self, Read};

/// How much is read at a time, in bytes: it stays in a core's cache while its lines are recorded.
const BLOCK: usize = 256 * 1024;

/// Hands out the input block by block.
pub(super) struct Blocks<R> {
    input: R,
    /// What was read beyond the block that was handed out last: the start of a line.
    rest: Vec<u8>,
    next: Place,
    at_end: bool,
}

/// Where a block stands in the input.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The number of the block.
    block: u64,
    /// The number of its first line, counted from 1.
    line: usize,
}

impl<R: Read> Blocks<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, rest: Vec::new(), next: Place { block: 0, line: 1 }, at_end: false }
    }

    /// Where the next block stands.
    pub(super) fn next(&self) -> Place {
        self.next
    }

    /// Fills `block` with the next lines; false when none are left.
    ///
    /// The block grows until it holds a whole line, or `longest` bytes.
    pub(super) fn fill(&mut self, block: &mut Vec<u8>, longest: usize) -> io::Result<bool> {
        block.clear();
        block.shrink_to(2 * BLOCK);
        block.append(&mut self.rest);
        while !self.at_end && block.len() < longest {
            let old = block.len();
            block.reserve(BLOCK);
            let read = self.input.by_ref().take(BLOCK as u64).read_to_end(block)?;
            self.at_end = read < BLOCK;
            if let Some(newline) = memchr::memrchr(b'\n', block.get(old..).unwrap_or_default())
                && !self.at_end
            {
                self.rest.extend(block.drain(old + newline + 1..));
                break;
            }
        }
        self.next.block += 1;
        self.next.line += memchr::memchr_iter(b'\n', block).count();
        Ok(!block.is_empty())
    }

    /// Hands out no more.
    pub(super) fn stop(&mut self) {
        self.at_end = true;
        self.rest.clear();
    }

    /// Whether nothing is left.
    pub(super) fn is_at_end(&self) -> bool {
        self.at_end
    }

    /// All that was not handed out.
    pub(super) fn into_reader(self) -> impl Read {
        io::Cursor::new(self.rest).chain(self.input)
    }
}

impl Place {
    /// Records each line of the block that stands here as one document, and gives their number. Blank lines are skipped.
    pub(super) fn record(self, block: &[u8], tally: &mut Tally) -> Result<u64, Malformed> {
        let mut documents = 0;
        let mut start = 0;
        let mut line = self.line;
        while start < block.len() {
            let text = block.get(start..).unwrap_or_default();
            let text = memchr::memchr(b'\n', text).and_then(|end| text.get(..end)).unwrap_or(text);
            if !text.trim_ascii_start().is_empty() {
                record_document(text, tally).map_err(|malformed| Malformed { line, ..malformed })?;
                documents += 1;
            }
            start += text.len() + 1;
            line += 1;
        }
        Ok(documents)
    }
}

//! Divides input into blocks of whole lines.

use crate::accumulator::Accumulator;
use crate::infer::{SyntaxError, check_document, record_document};
use crate::stream::OnInvalid;
use std::io::{self, Read};

/// How many bytes are read at once.
// A block stays in a core's second-level cache (256 KiB to 2 MiB) while its lines are recorded, and is large enough
// that threads seldom wait for their turn to read.
const BLOCK: usize = 256 * 1024;

/// Divides an input into blocks.
pub(crate) struct Blocks<R> {
    input: R,
    /// The start of a line that was read beyond the end of the latest block.
    rest: Vec<u8>,
    next: BlockStart,
    at_end: bool,
}

/// The position of a block in the input.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct BlockStart {
    /// The number of the block.
    block: u64,
    /// The number of its first line, counted from 1.
    line: usize,
}

impl<R: Read> Blocks<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { input, rest: Vec::new(), next: BlockStart { block: 0, line: 1 }, at_end: false }
    }

    /// The position of the next block.
    pub(crate) fn next_start(&self) -> BlockStart {
        self.next
    }

    /// Fills `block` with the next lines. Returns `false` if none are left.
    ///
    /// The block grows until it holds a whole line or `longest` bytes.
    pub(crate) fn fill(&mut self, block: &mut Vec<u8>, longest: usize) -> io::Result<bool> {
        block.clear();
        // One long line must not keep its memory for the rest of the input.
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

    /// Stops handing out blocks.
    pub(crate) fn stop(&mut self) {
        self.at_end = true;
        self.rest.clear();
    }

    /// Whether the input is read to its end.
    pub(crate) fn is_at_end(&self) -> bool {
        self.at_end
    }

    /// The part of the input after the latest block.
    pub(crate) fn into_reader(self) -> impl Read {
        io::Cursor::new(self.rest).chain(self.input)
    }
}

impl BlockStart {
    /// Records each line of the block at this position as one document, and returns their number. Blank lines are
    /// skipped.
    ///
    /// A line that is not JSON is an error. With `on_invalid`, it is reported and left out instead.
    pub(crate) fn record(
        self,
        block: &[u8],
        accumulator: &mut Accumulator,
        on_invalid: Option<OnInvalid<'_>>,
    ) -> Result<u64, SyntaxError> {
        let mut documents = 0;
        let mut start = 0;
        let mut line = self.line;
        while start < block.len() {
            let text = block.get(start..).unwrap_or_default();
            let text = memchr::memchr(b'\n', text).and_then(|end| text.get(..end)).unwrap_or(text);
            if !text.trim_ascii_start().is_empty() {
                // A line that is left out must not be recorded in part.
                let recorded = match on_invalid {
                    Some(_) => check_document(text).and_then(|()| record_document(text, accumulator)),
                    None => record_document(text, accumulator),
                };
                match (recorded.map_err(|error| SyntaxError { line, ..error }), on_invalid) {
                    (Ok(()), _) => documents += 1,
                    (Err(error), Some(on_invalid)) => on_invalid(error),
                    (Err(error), None) => return Err(error),
                }
            }
            start += text.len() + 1;
            line += 1;
        }
        Ok(documents)
    }
}

//! Divides input into blocks of whole lines.

use crate::check;
use crate::groups::Recorder;
use crate::infer::{SyntaxError, utf8};
use crate::stream::{OnInvalid, StreamError};
use std::io::{self, Read};

/// How many bytes are read at once.
// A block stays in a core's second-level cache (256 KiB to 2 MiB) while its lines are recorded, and is large enough
// that threads seldom wait for their turn to read.
const BLOCK: usize = 256 * 1024;

/// Divides an input into blocks.
pub(crate) struct Blocks<R> {
    input: R,
    /// The start of the next block: what was read beyond the end of the latest one.
    rest: Vec<u8>,
    /// The number of the next block's first line, counted from 1.
    line: usize,
    at_end: bool,
}

impl<R: Read> Blocks<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { input, rest: Vec::new(), line: 1, at_end: false }
    }

    /// The number of the next block's first line, counted from 1.
    pub(crate) fn line(&self) -> usize {
        self.line
    }

    /// Fills `block` with the next lines. Returns how many bytes of the input they are, which is 0 if none are left.
    ///
    /// If a line is longer than `longest` bytes, the block has only the start of it, which is also longer than
    /// `longest` bytes. If `skips`, the rest of the line is skipped; otherwise the input ends there. So memory does not
    /// grow with the line.
    pub(crate) fn fill(&mut self, block: &mut Vec<u8>, longest: usize, skips: bool) -> io::Result<usize> {
        let is_whole = self.fill_up_to(block, longest)?;
        let mut bytes = block.len();
        if !is_whole && skips {
            bytes += self.skip_line()?;
            self.line += 1;
        } else if !is_whole {
            self.stop();
        }
        Ok(bytes)
    }

    /// Fills `block` with the next lines. Returns `false` if it only has a part of one, which is longer than `longest`
    /// bytes.
    pub(crate) fn fill_up_to(&mut self, block: &mut Vec<u8>, longest: usize) -> io::Result<bool> {
        block.clear();
        // One long line must not keep its memory for the rest of the input.
        block.shrink_to(2 * BLOCK);
        block.append(&mut self.rest);
        let (mut searched, mut is_whole) = (0, true);
        while !self.at_end {
            if let Some(newline) = memchr::memrchr(b'\n', block.get(searched..).unwrap_or_default()) {
                self.rest.extend(block.drain(searched + newline + 1..));
                break;
            }
            if block.len() > longest {
                is_whole = false;
                break;
            }
            searched = block.len();
            self.read(block)?;
        }
        self.line += memchr::memchr_iter(b'\n', block).count();
        Ok(is_whole)
    }

    /// Appends more of the input.
    fn read(&mut self, buffer: &mut Vec<u8>) -> io::Result<()> {
        buffer.reserve(BLOCK);
        let read = self.input.by_ref().take(BLOCK as u64).read_to_end(buffer)?;
        self.at_end = read < BLOCK;
        Ok(())
    }

    /// Skips the rest of a line. Returns how many bytes it has.
    fn skip_line(&mut self) -> io::Result<usize> {
        let (mut skipped, mut buffer) = (0, Vec::new());
        while !self.at_end {
            buffer.clear();
            self.read(&mut buffer)?;
            if let Some(newline) = memchr::memchr(b'\n', &buffer) {
                self.rest.extend(buffer.drain(newline + 1..));
                return Ok(skipped + buffer.len());
            }
            skipped += buffer.len();
        }
        Ok(skipped)
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

/// Why a line cannot be recorded.
pub(crate) struct Failure {
    /// Its number, counted from 1.
    pub(crate) line: usize,
    pub(crate) error: StreamError,
    /// Whether the input may have another layout, in which lines have no meaning.
    pub(crate) may_be_no_line: bool,
}

/// Records each line of a block as one document, and returns their number. Blank lines are skipped.
///
/// A line that is not JSON, or is longer than `longest` bytes, is an error. With `on_invalid`, it is reported and left
/// out instead.
pub(crate) fn record(
    block: &[u8],
    first_line: usize,
    longest: usize,
    recorder: &mut Recorder<'_>,
    on_invalid: Option<OnInvalid<'_>>,
) -> Result<u64, Failure> {
    let mut documents = 0;
    let mut start = 0;
    let mut line = first_line;
    while start < block.len() {
        let text = block.get(start..).unwrap_or_default();
        let text = memchr::memchr(b'\n', text).and_then(|end| text.get(..end)).unwrap_or(text);
        let is_long = text.len() > longest;
        let result = if is_long {
            Err(too_long(longest).into())
        } else if text.trim_ascii_start().is_empty() {
            Ok(0)
        } else {
            // A line that is left out must not be recorded in part.
            let check = |text| on_invalid.map_or(Ok(text), |_| check::document(text).map(|()| text));
            utf8(text)
                .and_then(check)
                .map_err(StreamError::Syntax)
                .and_then(|text| recorder.record_line(text, line))
                .map(|()| 1)
        };
        match (result.map_err(|error| error.moved_to(line)), on_invalid) {
            (Ok(count), _) => documents += count,
            (Err(StreamError::Syntax(error)), Some(on_invalid)) => on_invalid(error),
            (Err(error), _) => {
                let may_be_no_line = matches!(error, StreamError::Syntax(_)) && !is_long;
                return Err(Failure { line, error, may_be_no_line });
            }
        }
        start += text.len() + 1;
        line += 1;
    }
    Ok(documents)
}

/// The error of a line that is longer than the limit.
fn too_long(longest: usize) -> SyntaxError {
    let message = format!("the line is longer than {longest} bytes, the limit for a line of JSON Lines");
    SyntaxError { line: 1, column: longest + 1, message }
}

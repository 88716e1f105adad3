//! The shape of input of any size, in constant memory.
//!
//! The first block decides how the input is read. If each of its lines is one JSON value, the input is JSON Lines:
//! threads take turns at reading a block of lines, and each records its blocks in its own accumulator. Otherwise line
//! breaks have no meaning, and one thread reads value after value.

use crate::Shape;
use crate::accumulator::Accumulator;
use crate::infer::SyntaxError;
use crate::layout;
use crate::lines::{BlockStart, Blocks};
use crate::positioned::Positioned;
use crate::visitor::ValueVisitor;
use serde::de::DeserializeSeed;
use std::io::{self, BufRead, BufReader, Read};
use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{fmt, iter, panic, thread};

/// The maximum length of a first line that is tried as JSON Lines, in bytes.
// The first line must be in memory to be tried. The bound prevents a large document on a single line from being read
// into memory as a whole. Few lines of logs or exports are longer.
const FIRST_LINE: usize = 4 * 1024 * 1024;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Receives the errors of input that is not JSON.
pub(crate) type OnInvalid<'a> = &'a (dyn Fn(SyntaxError) + Sync);

/// How [`stream()`] works. Neither the number of threads nor the counters change the result.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// How many threads to use. `None` means all cores.
    pub threads: Option<NonZero<usize>>,
    /// Counters for a progress bar on another thread.
    pub progress: Option<&'a Progress>,
    /// If set, input that is not JSON is left out, and this function is called with the error of each document that is
    /// left out, on any thread and in any order. `None` makes the first one an error of the stream.
    ///
    /// In JSON Lines, each line that is not one JSON value is left out. In any other layout, reading continues at the
    /// next line that starts with `{` or `[`. So the number of errors does not depend on the number of threads.
    pub on_invalid: Option<&'a (dyn Fn(SyntaxError) + Sync)>,
}

impl fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("threads", &self.threads)
            .field("progress", &self.progress)
            .field("leaves_out", &self.on_invalid.is_some())
            .finish()
    }
}

/// The progress of a stream.
#[derive(Debug, Default)]
pub struct Progress {
    /// The number of bytes read or recorded.
    pub bytes: AtomicU64,
    /// The number of JSON documents recorded.
    pub documents: AtomicU64,
}

/// Why a stream could not be read to its end.
#[derive(Debug)]
pub enum StreamError {
    /// Reading failed.
    Io(io::Error),
    /// The input is not JSON. This is the first error, with its position in the whole input.
    Syntax(SyntaxError),
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the input cannot be read: {error}"),
            Self::Syntax(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StreamError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::Syntax(_) => None,
        }
    }
}

/// Infers the merged shape of all JSON documents in the input.
///
/// The input is one document, JSON Lines, or documents one after another, pretty-printed or not. It may start with a
/// byte order mark. If it contains no document, the result is [`Shape::default`].
///
/// Memory does not grow with the length of the input. It grows with the number of distinct paths, and with the longest
/// line of JSON Lines.
///
/// # Errors
/// Reading fails, or the input contains anything that is not JSON, is not UTF-8, or is nested deeper than 127 levels.
/// If the first 256 KiB are JSON Lines, each later line must be one JSON value too. With [`Options::on_invalid`], only
/// reading can fail.
pub fn stream(input: impl Read + Send, options: &Options<'_>) -> Result<Shape, StreamError> {
    let mut blocks = Blocks::new(input);
    let mut first = Vec::new();
    let start = blocks.next_start();
    blocks.fill(&mut first, FIRST_LINE).map_err(StreamError::Io)?;
    let is_lines = blocks.is_at_end() || first.ends_with(b"\n");
    let first = first.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&first);
    let mut accumulator = Accumulator::default();
    let on_invalid = options.on_invalid.filter(|_| is_lines && layout::are_lines(first, blocks.is_at_end()));
    match start.record(first, &mut accumulator, on_invalid) {
        Ok(documents) if is_lines => {
            options.count(first.len(), documents);
            by_lines(accumulator, blocks, options)
        }
        _ => {
            let input = BufReader::new(Counted { input: first.chain(blocks.into_reader()), options });
            match options.on_invalid {
                Some(on_invalid) => by_valid_documents(Positioned::new(input), options, on_invalid),
                None => by_documents(input, options),
            }
        }
    }
}

impl Options<'_> {
    fn threads(&self) -> usize {
        self.threads.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get)
    }

    fn count(&self, bytes: usize, documents: u64) {
        if let Some(progress) = self.progress {
            progress.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
            progress.documents.fetch_add(documents, Ordering::Relaxed);
        }
    }
}

/// Records the remaining blocks on all threads, this one included.
fn by_lines(
    accumulator: Accumulator,
    blocks: Blocks<impl Read + Send>,
    options: &Options<'_>,
) -> Result<Shape, StreamError> {
    let blocks = Mutex::new(blocks);
    let mut shape = Shape::default();
    let mut failure: Option<Failure> = None;
    thread::scope(|scope| {
        let work_along = || work(Accumulator::default(), &blocks, options);
        // If a thread cannot be started, the others do its work.
        let helpers: Vec<_> =
            (1..options.threads()).map_while(|_| thread::Builder::new().spawn_scoped(scope, work_along).ok()).collect();
        let own = work(accumulator, &blocks, options);
        let helped =
            helpers.into_iter().map(|helper| helper.join().unwrap_or_else(|panic| panic::resume_unwind(panic)));
        for outcome in iter::once(own).chain(helped) {
            match outcome {
                Ok(part) => shape.extend([part]),
                Err(other) if failure.as_ref().is_none_or(|first| other.block < first.block) => failure = Some(other),
                Err(_) => {}
            }
        }
    });
    failure.map_or(Ok(shape), |failure| Err(failure.error))
}

/// The error of one thread, and the position of its block.
struct Failure {
    block: BlockStart,
    error: StreamError,
}

/// Records block after block, until none is left or a thread fails.
///
/// Blocks are handed out in order and no thread abandons its block, so the failure in the earliest block is the first
/// one in the input.
fn work<R: Read>(
    mut accumulator: Accumulator,
    blocks: &Mutex<Blocks<R>>,
    options: &Options<'_>,
) -> Result<Shape, Failure> {
    let mut block = Vec::new();
    loop {
        let start = {
            let mut blocks = lock(blocks);
            let start = blocks.next_start();
            match blocks.fill(&mut block, usize::MAX) {
                Ok(true) => start,
                Ok(false) => return Ok(accumulator.freeze()),
                Err(error) => {
                    blocks.stop();
                    return Err(Failure { block: start, error: StreamError::Io(error) });
                }
            }
        };
        match start.record(&block, &mut accumulator, options.on_invalid) {
            Ok(documents) => options.count(block.len(), documents),
            Err(mut error) => {
                lock(blocks).stop();
                error.message.push_str(" (the input starts as JSON Lines, so each line must be one JSON value)");
                return Err(Failure { block: start, error: StreamError::Syntax(error) });
            }
        }
    }
}

/// Locks a mutex even if it is poisoned, because a panic in a thread ends the whole scope anyway.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Records value after value, on one thread. Line breaks have no meaning.
fn by_documents(input: impl Read, options: &Options<'_>) -> Result<Shape, StreamError> {
    let mut accumulator = Accumulator::default();
    let mut input = serde_json::Deserializer::from_reader(input);
    loop {
        match input.end() {
            Ok(()) => return Ok(accumulator.freeze()),
            Err(error) if error.is_io() => return Err(error.into()),
            // The remaining characters start the next document.
            Err(_) => {
                ValueVisitor(&mut accumulator).deserialize(&mut input)?;
            }
        }
        options.count(0, 1);
    }
}

/// Records value after value, on one thread. After invalid input, the next document must start on a new line.
fn by_valid_documents(
    mut input: Positioned<impl BufRead>,
    options: &Options<'_>,
    on_invalid: OnInvalid<'_>,
) -> Result<Shape, StreamError> {
    let mut shape = Shape::default();
    loop {
        let line = input.line();
        let mut documents = serde_json::Deserializer::from_reader(&mut input);
        let error = loop {
            match documents.end() {
                Ok(()) => return Ok(shape),
                Err(error) if error.is_io() => return Err(error.into()),
                Err(_) => {}
            }
            // An invalid document is recorded in part, so each document has its own accumulator.
            let mut document = Accumulator::default();
            match ValueVisitor(&mut document).deserialize(&mut documents) {
                Ok(_) => shape.merge(&document.freeze()),
                Err(error) => break StreamError::from(error),
            }
            options.count(0, 1);
        };
        match error {
            StreamError::Syntax(error) => on_invalid(SyntaxError { line: line + error.line - 1, ..error }),
            error @ StreamError::Io(_) => return Err(error),
        }
        if !input.recover(b"{[").map_err(StreamError::Io)? {
            return Ok(shape);
        }
    }
}

impl From<serde_json::Error> for StreamError {
    fn from(error: serde_json::Error) -> Self {
        if error.is_io() { Self::Io(error.into()) } else { Self::Syntax(SyntaxError::from(&error)) }
    }
}

/// A reader that counts its bytes as progress.
struct Counted<'a, R> {
    input: R,
    options: &'a Options<'a>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.input.read(buffer)?;
        self.options.count(bytes, 0);
        Ok(bytes)
    }
}

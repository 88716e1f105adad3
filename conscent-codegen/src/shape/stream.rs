//! Input of any size, in constant memory.
//!
//! The first block decides. When each of its lines is one JSON value, the input is JSON-lines: threads take turns at reading a block of lines, and
//! each records its blocks into a tally of its own. Otherwise lines mean nothing, and one thread reads value after value.

use super::Shape;
use super::infer::Malformed;
use super::lines::{Blocks, Place};
use super::record::Record;
use super::tally::Tally;
use serde::de::DeserializeSeed;
use std::io::{self, BufReader, Read};
use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{fmt, iter, panic, thread};

/// The longest first line that is tried as JSON-lines, in bytes.
const FIRST_LINE: usize = 4 * 1024 * 1024;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// How [`stream`] goes about its work. None of this has an influence on the result.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// How many threads to use; as many as the machine runs at once when absent.
    pub threads: Option<NonZero<usize>>,
    /// Where to count what is done, for a progress bar on another thread.
    pub progress: Option<&'a Progress>,
}

/// What is done so far.
#[derive(Debug, Default)]
pub struct Progress {
    /// Bytes of input.
    pub bytes: AtomicU64,
    /// JSON documents.
    pub documents: AtomicU64,
}

/// A stream could not be read to its end.
#[derive(Debug)]
pub enum StreamError {
    /// Reading failed.
    Io(io::Error),
    /// This stands in the input, and is not JSON. Line and column are those of the whole input; of several mistakes this is the first.
    Malformed(Malformed),
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the input cannot be read: {error}"),
            Self::Malformed(malformed) => malformed.fmt(f),
        }
    }
}

impl std::error::Error for StreamError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::Malformed(_) => None,
        }
    }
}

/// The merged shape of all JSON documents of the input: one document, JSON-lines, or documents one after another, pretty-printed or not.
///
/// Memory does not grow with the input, but with the number of distinct places in it, and with the longest line of JSON-lines. Input
/// without any document gives [`Shape::default`].
///
/// # Errors
/// When reading fails, or when something in the input is not JSON, not UTF-8, or nests deeper than 127 levels. Where the first 256 KiB are JSON-lines,
/// each line after them must be one JSON value too.
pub fn stream(input: impl Read + Send, options: &Options<'_>) -> Result<Shape, StreamError> {
    let mut blocks = Blocks::new(input);
    let mut first = Vec::new();
    let place = blocks.next();
    blocks.fill(&mut first, FIRST_LINE).map_err(StreamError::Io)?;
    let is_lines = blocks.is_at_end() || first.ends_with(b"\n");
    let first = first.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&first);
    let mut tally = Tally::default();
    match place.record(first, &mut tally) {
        Ok(documents) if is_lines => {
            options.count(first.len(), documents);
            by_lines(tally, blocks, options)
        }
        _ => by_documents(first.chain(blocks.into_reader()), options),
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

/// Goes on with all threads, this one included.
fn by_lines(tally: Tally, blocks: Blocks<impl Read + Send>, options: &Options<'_>) -> Result<Shape, StreamError> {
    let blocks = Mutex::new(blocks);
    let mut shape = Shape::default();
    let mut failure: Option<Failure> = None;
    thread::scope(|scope| {
        let help = || work(Tally::default(), &blocks, options);
        // A thread that cannot be started is one thread fewer, no error.
        let helpers: Vec<_> =
            (1..options.threads()).map_while(|_| thread::Builder::new().spawn_scoped(scope, help).ok()).collect();
        let own = work(tally, &blocks, options);
        let helped =
            helpers.into_iter().map(|helper| helper.join().unwrap_or_else(|panic| panic::resume_unwind(panic)));
        for outcome in iter::once(own).chain(helped) {
            match outcome {
                Ok(part) => shape.merge(&part),
                Err(other) if failure.as_ref().is_none_or(|first| other.place < first.place) => failure = Some(other),
                Err(_) => {}
            }
        }
    });
    failure.map_or(Ok(shape), |failure| Err(failure.error))
}

/// What ended the work of one thread, and in which block.
struct Failure {
    place: Place,
    error: StreamError,
}

/// Records block after block, until none is left or a thread fails. Blocks are handed out in order and each is worked off, so of all failures the one
/// in the first block is the first of the input.
fn work<R: Read>(mut tally: Tally, blocks: &Mutex<Blocks<R>>, options: &Options<'_>) -> Result<Shape, Failure> {
    let mut block = Vec::new();
    loop {
        let place = {
            let mut blocks = lock(blocks);
            let place = blocks.next();
            match blocks.fill(&mut block, usize::MAX) {
                Ok(true) => place,
                Ok(false) => return Ok(tally.freeze()),
                Err(error) => {
                    blocks.stop();
                    return Err(Failure { place, error: StreamError::Io(error) });
                }
            }
        };
        match place.record(&block, &mut tally) {
            Ok(documents) => options.count(block.len(), documents),
            Err(mut malformed) => {
                lock(blocks).stop();
                malformed.message.push_str(" (the input began as JSON-lines, so each line is read as one JSON value)");
                return Err(Failure { place, error: StreamError::Malformed(malformed) });
            }
        }
    }
}

/// A thread that panicked inside the lock has ended the scope anyway.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads value after value, wherever lines end.
fn by_documents(input: impl Read, options: &Options<'_>) -> Result<Shape, StreamError> {
    let mut tally = Tally::default();
    let mut input = serde_json::Deserializer::from_reader(BufReader::new(Counted { input, options }));
    loop {
        match input.end() {
            Ok(()) => return Ok(tally.freeze()),
            Err(error) if error.is_io() => return Err(error.into()),
            // Trailing characters: the next document.
            Err(_) => Record(&mut tally).deserialize(&mut input)?,
        }
        options.count(0, 1);
    }
}

impl From<serde_json::Error> for StreamError {
    fn from(error: serde_json::Error) -> Self {
        if error.is_io() { Self::Io(error.into()) } else { Self::Malformed(Malformed::from(&error)) }
    }
}

/// Counts the bytes that are read.
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

//! The shape of input of any size, in constant memory.
//!
//! The first block decides how the input is read. If each of its lines is one JSON value, the input is JSON Lines:
//! threads take turns at reading a block of lines, and each records its blocks in its own accumulator. Otherwise line
//! breaks have no meaning, and one thread reads value after value.

use crate::Shape;
use crate::groups::{self, Groups, NamedGroup, Recorder};
use crate::infer::SyntaxError;
use crate::layout;
use crate::lines::{self, Blocks, Failure};
use crate::names::{NamesError, Pointer};
use crate::positioned::Positioned;
use serde_json::Deserializer;
use std::collections::BTreeMap;
use std::io::{self, BufReader, Read};
use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{fmt, iter, panic, thread};

/// The maximum length of a first line that is tried as JSON Lines, in bytes.
// The first line must be in memory to be tried. The bound prevents a large document on a single line from being read
// into memory as a whole. Few lines of logs or exports are longer.
const FIRST_LINE: usize = 4 * 1024 * 1024;

/// The maximum length of a line of JSON Lines, in bytes, if [`Options::longest_line`] does not set another.
// Each thread holds a line in memory to read it. The largest webhook payloads have 25 MB (GitHub's), and a document of
// MongoDB, whose exports are JSON Lines, has at most 16 MiB. So a longer line is most likely not JSON Lines at all, such
// as a file without line breaks or one that is damaged.
pub const LONGEST_LINE: usize = 64 * 1024 * 1024;

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
    /// In JSON Lines, each line that is not one JSON value is left out, and each that is longer than
    /// [`longest_line`](Self::longest_line). In any other layout, reading continues at the next line that starts with `{`
    /// or `[`. So the number of errors does not depend on the number of threads.
    pub on_invalid: Option<&'a (dyn Fn(SyntaxError) + Sync)>,
    /// The maximum length of a line of JSON Lines, in bytes, without its line break. `None` means [`LONGEST_LINE`].
    ///
    /// A longer line is an error like a line that is not JSON, and memory never holds all of it. The limit does not
    /// apply to a single document, nor to documents one after another, because these are never in memory as text. If
    /// the first line is longer than this limit or than 4 MiB, it is read as such a document, so the input has this
    /// layout.
    pub longest_line: Option<usize>,
    /// Whether each line is known to be one document, such as the text in a row of a table. Otherwise the start of the
    /// input decides how it is read.
    pub is_lines: bool,
}

impl fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("threads", &self.threads)
            .field("progress", &self.progress)
            .field("leaves_out", &self.on_invalid.is_some())
            .field("longest_line", &self.longest_line)
            .field("is_lines", &self.is_lines)
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
    /// The documents cannot be grouped by the strings at the pointer. See [`stream_by`].
    Names(NamesError),
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the input cannot be read: {error}"),
            Self::Syntax(error) => error.fmt(f),
            Self::Names(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StreamError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::Syntax(_) | Self::Names(_) => None,
        }
    }
}

impl From<serde_json::Error> for StreamError {
    fn from(error: serde_json::Error) -> Self {
        if error.is_io() { Self::Io(error.into()) } else { Self::Syntax(SyntaxError::from(&error)) }
    }
}

impl From<SyntaxError> for StreamError {
    fn from(error: SyntaxError) -> Self {
        Self::Syntax(error)
    }
}

impl From<NamesError> for StreamError {
    fn from(error: NamesError) -> Self {
        Self::Names(error)
    }
}

impl StreamError {
    /// An error of syntax in a text that starts on this line, with its line in the whole input.
    pub(crate) fn moved_to(self, line: usize) -> Self {
        match self {
            Self::Syntax(error) => Self::Syntax(SyntaxError { line: (line + error.line).saturating_sub(1), ..error }),
            error => error,
        }
    }
}

/// Infers the merged shape of all JSON documents in the input.
///
/// The input is one document, JSON Lines, or documents one after another, pretty-printed or not. It may start with a
/// byte order mark. If it contains no document, the result is [`Shape::default`].
///
/// Memory does not grow with the length of the input. It grows with the number of distinct paths, and with the longest
/// line of JSON Lines, up to [`Options::longest_line`].
///
/// # Errors
/// Reading fails, or the input contains anything that is not JSON, is not UTF-8, or is nested deeper than 127 levels.
/// If the first 256 KiB are JSON Lines, each later line must be one JSON value too. With [`Options::on_invalid`], only
/// reading can fail.
pub fn stream(input: impl Read + Send, options: &Options<'_>) -> Result<Shape, StreamError> {
    // Without a pointer, all documents are in one group.
    let mut groups = read(input, None, options)?;
    Ok(groups.remove(&None).unwrap_or_default().shape)
}

/// Like [`stream()`], with one shape for each name that documents have at a JSON pointer (RFC 6901), such as `/event`.
///
/// A name is a string of at most [`NAME_LENGTH`](crate::NAME_LENGTH) bytes. Documents without a string at the pointer, or with
/// an empty one, are in the group of `None`. If a key repeats, its last value counts. The empty pointer is the document itself.
///
/// Memory also grows with the number of names. If the input is not JSON Lines, each document has a shape of its own
/// before it is merged with its group. This takes several times as long as [`stream()`].
///
/// # Errors
/// As for [`stream()`]. In addition, with or without [`Options::on_invalid`], it is an error if the pointer is not a JSON
/// pointer, if a string there is longer than a name, or if there are more than [`NAMES`](crate::NAMES) names. A
/// pointer to the names of events leads to fewer and shorter strings.
pub fn stream_by(
    input: impl Read + Send,
    pointer: &str,
    options: &Options<'_>,
) -> Result<BTreeMap<Option<String>, NamedGroup>, StreamError> {
    read(input, Some(&Pointer::new(pointer)?), options)
}

/// Groups the documents of an input by their names.
fn read(input: impl Read + Send, pointer: Option<&Pointer>, options: &Options<'_>) -> Result<Groups, StreamError> {
    let mut blocks = Blocks::new(input);
    if options.is_lines {
        return by_lines(Recorder::new(pointer), blocks, pointer, options);
    }
    let mut first = Vec::new();
    let is_whole = blocks.fill_up_to(&mut first, FIRST_LINE).map_err(StreamError::Io)?;
    let first = first.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&first);
    let first_line = memchr::memchr(b'\n', first).unwrap_or(first.len());
    if is_whole && first_line <= options.line_limit() {
        let mut recorder = Recorder::new(pointer);
        let on_invalid = options.on_invalid.filter(|_| layout::are_lines(first, blocks.is_at_end()));
        match lines::record(first, 1, options.line_limit(), &mut recorder, on_invalid) {
            Ok(documents) => {
                options.count(first.len(), documents);
                return by_lines(recorder, blocks, pointer, options);
            }
            Err(failure) if failure.may_be_no_line => {}
            Err(failure) => return Err(failure.error),
        }
    }
    let input = BufReader::new(Counted { input: first.chain(blocks.into_reader()), options });
    let mut recorder = Recorder::new(pointer);
    match options.on_invalid {
        Some(on_invalid) => by_valid_documents(Positioned::new(input), &mut recorder, options, on_invalid)?,
        None => by_documents(&mut Deserializer::from_reader(input), &mut recorder, 1, options)?,
    }
    Ok(recorder.freeze(false))
}

impl Options<'_> {
    fn threads(&self) -> usize {
        self.threads.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get)
    }

    fn line_limit(&self) -> usize {
        self.longest_line.unwrap_or(LONGEST_LINE)
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
    recorder: Recorder<'_>,
    blocks: Blocks<impl Read + Send>,
    pointer: Option<&Pointer>,
    options: &Options<'_>,
) -> Result<Groups, StreamError> {
    let blocks = Mutex::new(blocks);
    let mut groups = Groups::new();
    let mut failure: Option<Failure> = None;
    thread::scope(|scope| {
        let work_along = || work(Recorder::new(pointer), &blocks, options);
        // If a thread cannot be started, the others do its work.
        let helpers: Vec<_> =
            (1..options.threads()).map_while(|_| thread::Builder::new().spawn_scoped(scope, work_along).ok()).collect();
        let own = work(recorder, &blocks, options);
        let helped =
            helpers.into_iter().map(|helper| helper.join().unwrap_or_else(|panic| panic::resume_unwind(panic)));
        for (part, failed) in iter::once(own).chain(helped) {
            groups::merge(&mut groups, part);
            failure = iter::once(failed).chain([failure.take()]).flatten().min_by_key(|failure| failure.line);
        }
    });
    // All threads together may have found too many names even if each of them found few enough. All lines before the
    // failure are recorded, so it is known whether there were too many names before it.
    match (groups::check_names(&groups), failure) {
        (Err(NamesError::TooMany { line }), Some(failure)) if failure.line < line => Err(failure.error),
        (Err(error), _) => Err(error.into()),
        (Ok(()), Some(failure)) => Err(failure.error),
        (Ok(()), None) => Ok(groups),
    }
}

/// Records block after block, until none is left or the thread fails.
///
/// Blocks are handed out in order and no thread abandons its block, so the failure in the earliest line is the first
/// one in the input.
fn work<R: Read>(
    mut recorder: Recorder<'_>,
    blocks: &Mutex<Blocks<R>>,
    options: &Options<'_>,
) -> (Groups, Option<Failure>) {
    let longest = options.line_limit();
    let mut block = Vec::new();
    loop {
        let (line, filled) = {
            let mut blocks = lock(blocks);
            let (line, filled) = (blocks.line(), blocks.fill(&mut block, longest, options.on_invalid.is_some()));
            // No other thread may read on after an error.
            if filled.is_err() {
                blocks.stop();
            }
            (line, filled)
        };
        let result = match filled {
            Ok(0) => return (recorder.freeze(false), None),
            Ok(bytes) => lines::record(&block, line, longest, &mut recorder, options.on_invalid).map(|documents| {
                options.count(bytes, documents);
            }),
            Err(error) => Err(Failure { line, error: StreamError::Io(error), may_be_no_line: false }),
        };
        if let Err(mut failure) = result {
            lock(blocks).stop();
            if let (StreamError::Syntax(error), true) = (&mut failure.error, failure.may_be_no_line) {
                error.message.push_str(" (the input starts as JSON Lines, so each line must be one JSON value)");
            }
            return (recorder.freeze(true), Some(failure));
        }
    }
}

/// Locks a mutex even if it is poisoned, because a panic in a thread ends the whole scope anyway.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Records value after value, on one thread. Line breaks have no meaning.
///
/// The input starts on line `start`.
fn by_documents<'de, R: serde_json::de::Read<'de>>(
    input: &mut Deserializer<R>,
    recorder: &mut Recorder<'_>,
    start: usize,
    options: &Options<'_>,
) -> Result<(), StreamError> {
    loop {
        let line = match input.end() {
            Ok(()) => return Ok(()),
            Err(error) if error.is_io() => return Err(error.into()),
            // The remaining characters start the next document. The error has their position.
            Err(error) => (start + error.line()).saturating_sub(1),
        };
        recorder.record_next(input, line, options.on_invalid.is_some()).map_err(|error| error.moved_to(start))?;
        options.count(0, 1);
    }
}

/// Records value after value, on one thread. After invalid input, the next document must start on a new line.
fn by_valid_documents(
    mut input: Positioned<impl io::BufRead>,
    recorder: &mut Recorder<'_>,
    options: &Options<'_>,
    on_invalid: OnInvalid<'_>,
) -> Result<(), StreamError> {
    loop {
        let line = input.line();
        match by_documents(&mut Deserializer::from_reader(&mut input), recorder, line, options) {
            Err(StreamError::Syntax(error)) => on_invalid(error),
            end => return end,
        }
        if !input.recover(b"{[").map_err(StreamError::Io)? {
            return Ok(());
        }
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

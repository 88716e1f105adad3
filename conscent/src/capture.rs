//! A file of the deliveries that go beyond the samples. `conscent import` turns them into samples, from which new types
//! are generated.
//!
//! ```
//! use conscent::capture::{Capture, Options};
//! use conscent::{Delivery, Router};
//! # use std::pin::pin;
//! # use std::task::{Context, Poll, Waker};
//!
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("capture.jsonl");
//! let capture = Capture::create(&path, Options::default())?;
//! let router = Router::with_fallback(|| ()).observe(capture.observer()).build()?;
//!
//! let body = r#"{"event": "gift.sent", "payload": {"gift": {"note": "for you"}}}"#;
//! let delivery = Delivery::parse(body.into(), &http::HeaderMap::new())?;
//! # let done = pin!(router.dispatch(delivery)).poll(&mut Context::from_waker(Waker::noop()));
//! # /*
//! router.dispatch(delivery).await?;
//! # */
//! # assert!(matches!(done, Poll::Ready(Ok(_))));
//!
//! assert_eq!(capture.status().captured, 1);
//! let line = std::fs::read_to_string(&path)?;
//! assert!(line.starts_with(r#"{"api":"v2","event":"gift.sent","why":"unknown_event","body":{"event":"gift.sent","#));
//! assert!(!line.contains("for you")); // personal data is replaced, its form is kept
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Then `conscent import capture.jsonl --samples samples && cargo build`.
//!
//! # What is captured
//!
//! One line of JSON for each delivery:
//!
//! | key | value |
//! |---|---|
//! | `api` | the name of the api |
//! | `event` | the event's name; empty if the body does not name it |
//! | `why` | `unknown_event`: no sample documents it; `drift`: it has what the samples of its event do not; `undecodable` |
//! | `body` | the body, if it is a JSON object; without white space between its parts |
//! | `text` | any other body, as text; bytes that are not UTF-8 are replaced by U+FFFD |
//! | `base64` | in a verbatim capture, in place of `text`: a body that is not UTF-8 |
//!
//! Bodies and texts are [redacted](crate::redact) unless [`Options::verbatim`] is set. Equal values stay equal among
//! the lines that one [`Capture`] writes. Its secret is never stored, so a capture that continues a file after a
//! restart redacts differently.
//!
//! # What it costs
//!
//! Every delivery is decoded a second time, to find drift. A line is on the disk before the response is sent: `fsync`
//! blocks the dispatching thread, and every other one that captures at that time, for as long as the disk takes, often
//! some milliseconds. If the vendor changes every event, every delivery pays that until the file is full. After that,
//! only the search for drift remains.
//!
//! # What can go wrong
//!
//! Deliveries that could not be written are counted in [`Capture::status`] and, with the feature `metrics`, by
//! `conscent_captures_total`. With the feature `tracing`, each is a warning (for a full file, only the first).
//!
//! A delivery that no handler took, and that could not be written either, is not acknowledged: its dispatch fails, and
//! the sender gets a 500. [`Options::best_effort`] acknowledges it all the same, for a program whose fallback stores what
//! it takes. What a handler took is acknowledged whether or not it could be captured.
//!
//! When a line would exceed [`Options::max_bytes`], the file is full and stays as it is: move it away, import it, and
//! create the next. The next `create` ends a line that a crash cut short, and the import skips it.
//!
//! Only one process should write a file: two would each count only their own lines.

mod file;
mod line;

use crate::redact::Redactor;
use crate::telemetry::report;
use crate::{BoxError, Delivery, Outcome, Unrouted};
use file::{AppendError, File};
use line::CaptureLine;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use file::Status;

/// A file of deliveries that go beyond the samples. A clone is cheap, and appends to the same file.
#[derive(Clone)]
pub struct Capture(Arc<Sink>);

struct Sink {
    /// `None` if bodies are captured verbatim.
    redactor: Option<Redactor>,
    is_best_effort: bool,
    file: Mutex<File>,
}

/// The options of a capture.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    is_verbatim: bool,
    is_best_effort: bool,
    max_bytes: u64,
}

/// Redacted, and at most 64 MiB, which hold tens of thousands of deliveries of the documented sizes.
impl Default for Options {
    fn default() -> Self {
        Self { is_verbatim: false, is_best_effort: false, max_bytes: 64 << 20 }
    }
}

impl Options {
    /// Captures bodies as they are, with all their personal data. Make sure that you may store it.
    #[must_use]
    pub fn verbatim(mut self) -> Self {
        self.is_verbatim = true;
        self
    }

    /// Acknowledges deliveries that no handler took even if they could not be captured: for a program whose fallback
    /// stores them.
    #[must_use]
    pub fn best_effort(mut self) -> Self {
        self.is_best_effort = true;
        self
    }

    /// Limits the size of the file, in bytes. Those that it already has count.
    #[must_use]
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.max_bytes = bytes;
        self
    }
}

/// Why a delivery is captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    UnknownEvent,
    Drift,
    Undecodable,
}

impl Reason {
    fn as_str(self) -> &'static str {
        match self {
            Self::UnknownEvent => "unknown_event",
            Self::Drift => "drift",
            Self::Undecodable => "undecodable",
        }
    }
}

impl Capture {
    /// Creates the file, or continues an existing one. On Unix, only the owner can read a file that is created.
    ///
    /// # Errors
    /// The file cannot be opened, or the system provides no random bytes for the redaction's secret.
    pub fn create(path: impl AsRef<Path>, options: Options) -> Result<Self, CreateError> {
        let path = path.as_ref();
        let Options { is_verbatim, is_best_effort, max_bytes } = options;
        let redactor = if is_verbatim { Ok(None) } else { Redactor::random().map(Some) };
        let sink = redactor
            .and_then(|redactor| Ok(Sink { redactor, is_best_effort, file: Mutex::new(File::open(path, max_bytes)?) }));
        sink.map(|sink| Self(Arc::new(sink))).map_err(|source| CreateError { path: path.to_owned(), source })
    }

    /// The observer for [`Builder::observe`](crate::Builder::observe), which captures each delivery that goes beyond
    /// the samples. It fails, and the dispatch with it, if a delivery that no handler took could not be written.
    pub fn observer(&self) -> impl Fn(&Outcome<'_>) -> Result<(), BoxError> + Send + Sync + 'static {
        let capture = self.clone();
        move |outcome| {
            let Some(reason) = reason(outcome) else { return Ok(()) };
            let appended = capture.append(outcome.delivery, reason);
            if outcome.unrouted.is_none() || capture.0.is_best_effort { Ok(()) } else { Ok(appended?) }
        }
    }

    /// The numbers of captures and of failures so far. It waits while a line is being written.
    #[must_use]
    pub fn status(&self) -> Status {
        self.file().status()
    }

    fn append(&self, delivery: &Delivery, why: Reason) -> Result<(), AppendError> {
        let line = CaptureLine::new(delivery, why, self.0.redactor.as_ref()).to_string() + "\n";
        let appended = self.file().append(&line);
        match &appended {
            Ok(()) => report::captured("captured", None),
            Err(error @ AppendError::Full) => report::captured("left_out", Some(error)),
            Err(AppendError::StillFull) => report::captured("left_out", None),
            Err(error @ AppendError::Io(_)) => report::captured("failed", Some(error)),
        }
        appended
    }

    fn file(&self) -> MutexGuard<'_, File> {
        // Nothing panics while it holds the lock. If something did, the file would still take whole lines.
        self.0.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a delivery is to be captured, if it is.
fn reason(outcome: &Outcome<'_>) -> Option<Reason> {
    let drift = outcome.delivery.drift();
    match (outcome.unrouted, drift) {
        (Some(Unrouted::Undecodable(_)), _) | (_, Err(_)) => Some(Reason::Undecodable),
        (_, Ok(drift)) if drift.is_empty() => None,
        _ if outcome.delivery.is_documented() => Some(Reason::Drift),
        _ => Some(Reason::UnknownEvent),
    }
}

/// It does not show the secret of the redaction.
impl fmt::Debug for Capture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Capture").field("is_redacted", &self.0.redactor.is_some()).finish_non_exhaustive()
    }
}

/// The file of a capture could not be opened.
#[derive(Debug)]
pub struct CreateError {
    path: PathBuf,
    source: io::Error,
}

impl fmt::Display for CreateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: cannot capture into this file: {}", self.path.display(), self.source)
    }
}

/// `Display` includes the system's error, so it is not also the `source`.
impl std::error::Error for CreateError {}

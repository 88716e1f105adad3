//! A file of the deliveries that the samples do not explain. Imported, they become samples, and the types learn from them.
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
//! assert!(!line.contains("for you")); // people's data is replaced, its form is kept
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
//! | `api` | `v1` or `v2` |
//! | `event` | the event's name; empty if the body does not tell it |
//! | `why` | `unknown_event`: no sample documents it; `drift`: it has what the samples of its event do not; `undecodable` |
//! | `body` | the body, if it is a JSON object; without white space between its parts |
//! | `text` | any other body: as text, what is no UTF-8 in it replaced by U+FFFD |
//! | `base64` | in a verbatim capture, in place of `text`: a body that is no UTF-8 |
//!
//! Bodies and texts are [redacted](crate::redact) unless [`Options::verbatim`] says otherwise. Equal values stay equal among the lines
//! that one [`Capture`] writes; its secret is never stored, so one that goes on with a file after a restart redacts in another way.
//!
//! # What it costs
//!
//! Every delivery is decoded once more, to look for drift. A line is on the disk before the answer is given: `fsync` holds the thread
//! that dispatches, and all others that capture at that time, for as long as the disk takes, which is some milliseconds on many. If the
//! vendor changes every event, every delivery pays that, until the file is full. A full file costs nothing but the look for drift.
//!
//! # What can go wrong
//!
//! No delivery ever fails because of its capture. What could not be written is counted in [`Capture::status`] and, with the feature
//! `metrics`, by `conscent_captures_total`; with the feature `tracing` it is told as a warning (that the file is full, once). When a line does not fit [`Options::max_bytes`], the file is full and stays as it is: move it away,
//! import it, and create the next. A line that a crash has torn is ended by the next `create`, and skipped by the import.
//!
//! One process writes a file; two would each count their own lines only.

mod file;
mod line;

use crate::redact::Redactor;
use crate::{Delivery, Outcome, Unrouted, report};
use file::File;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(crate) use file::Refused;
pub use file::Status;

/// Appends to a file what the samples do not explain. A clone is cheap, and appends to the same file.
#[derive(Clone)]
pub struct Capture(Arc<Sink>);

struct Sink {
    /// None if bodies are captured as they are.
    redactor: Option<Redactor>,
    file: Mutex<File>,
}

/// How to capture.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    is_verbatim: bool,
    max_bytes: u64,
}

/// Redacted, and at most 64 MiB.
impl Default for Options {
    fn default() -> Self {
        Self { is_verbatim: false, max_bytes: 64 << 20 }
    }
}

impl Options {
    /// Captures bodies as they are, with all the personal data that is in them. For those who may.
    #[must_use]
    pub fn verbatim(mut self) -> Self {
        self.is_verbatim = true;
        self
    }

    /// How many bytes the file may have, with those that it has already.
    #[must_use]
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.max_bytes = bytes;
        self
    }
}

/// Why a delivery is captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    UnknownEvent,
    Drift,
    Undecodable,
}

impl Capture {
    /// Makes the file, or goes on with the one that is there. On Unix, only the owner can read a file that is made.
    ///
    /// # Errors
    /// The file cannot be opened, or the system gives no random bytes for the redaction's secret.
    pub fn create(path: impl AsRef<Path>, options: Options) -> Result<Self, CreateError> {
        let path = path.as_ref();
        let Options { is_verbatim, max_bytes } = options;
        let redactor = if is_verbatim { Ok(None) } else { Redactor::random().map(Some) };
        let sink = redactor.and_then(|redactor| Ok(Sink { redactor, file: Mutex::new(File::open(path, max_bytes)?) }));
        sink.map(|sink| Self(Arc::new(sink))).map_err(|source| CreateError { path: path.to_owned(), source })
    }

    /// For [`Builder::observe`](crate::Builder::observe): captures each delivery that there is a reason to.
    pub fn observer(&self) -> impl Fn(&Outcome<'_>) + Send + Sync + 'static {
        let capture = self.clone();
        move |outcome| {
            if let Some(why) = why(outcome) {
                capture.append(outcome.delivery, why);
            }
        }
    }

    /// What was captured up to now, and what could not be. It waits while a line is written.
    #[must_use]
    pub fn status(&self) -> Status {
        self.file().status()
    }

    fn append(&self, delivery: &Delivery, why: Why) {
        let line = line::write(delivery, why, self.0.redactor.as_ref());
        let done = self.file().append(&line);
        report::captured(&done);
    }

    fn file(&self) -> MutexGuard<'_, File> {
        // Nothing panics while it holds the file; if it did, the file would still take whole lines.
        self.0.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a delivery is captured, if it is.
fn why(outcome: &Outcome<'_>) -> Option<Why> {
    let drift = outcome.delivery.drift();
    match (outcome.unrouted, drift) {
        (Some(Unrouted::Undecodable(_)), _) | (_, Err(_)) => Some(Why::Undecodable),
        (_, Ok(drift)) if drift.is_empty() => None,
        _ if outcome.delivery.is_documented() => Some(Why::Drift),
        _ => Some(Why::UnknownEvent),
    }
}

/// Without the secret of its redaction.
impl fmt::Debug for Capture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Capture").field("is_redacted", &self.0.redactor.is_some()).finish_non_exhaustive()
    }
}

/// A file of captures could not be opened.
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

/// It speaks for the error within, so that one has no other source than this.
impl std::error::Error for CreateError {}

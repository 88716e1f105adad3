//! A file of the deliveries that go beyond the samples. `conscent import` turns them into samples, from which new types
//! are generated.
//!
//! ```
//! use conscent::capture::{Capture, Options};
//! use conscent::{Delivery, Router};
//! # use std::pin::pin;
//! # use std::task::{Context, Waker};
//!
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("capture.jsonl");
//! let capture = Capture::create(&path, Options::default())?;
//! let router = Router::with_fallback(|| ()).observe(capture.observer()).build()?;
//!
//! let body = r#"{"event": "gift.sent", "payload": {"gift": {"note": "for you"}}}"#;
//! let delivery = Delivery::parse(body.into(), &http::HeaderMap::new())?;
//! # let mut dispatch = pin!(router.dispatch(delivery));
//! # while dispatch.as_mut().poll(&mut Context::from_waker(Waker::noop()))?.is_pending() {}
//! # /*
//! router.dispatch(delivery).await?;
//! # */
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
//! Bodies and texts are [redacted](crate::redact) unless [`Options::verbatim`] is set, and so is the name of an event that looks like
//! personal data. What the types of the api document stays: events, keys and codes. Equal values stay equal among
//! the lines that one [`Capture`] writes. Its secret is never stored, so a capture that continues a file after a
//! restart redacts differently.
//!
//! # What it costs
//!
//! Every delivery is decoded a second time, to find drift. Lines are written and synced by a thread of the capture. While
//! one group of lines is being synced, the next one gathers, so that many deliveries share one `fsync`. No thread that
//! dispatches ever waits for the disk.
//!
//! The dispatch of a delivery that no handler took is done once its line is on the disk. A delivery that a handler took is
//! acknowledged at once, since nothing but a hint about the samples is lost if the machine stops at that moment. Only if
//! more than 1 MiB of lines wait, such a delivery waits for its line too, so that a slow disk slows down what feeds it.
//!
//! A dispatch that is dropped half-way leaves its line to the writer. Should more than 64 MiB wait, further lines are not
//! taken, and count as failed.
//!
//! When the last clone of a [`Capture`] and its observers are dropped, the lines that wait are written; the drop waits for
//! them. A program that is killed loses those of deliveries that handlers took, and [`Status::waiting`] says how many that
//! would be.
//!
//! # What can go wrong
//!
//! Deliveries that could not be written are counted in [`Capture::status`] and, with the feature `metrics`, by
//! `conscent_captures_total`. With the feature `tracing`, the first one is a warning, and so is the first one that is
//! written again, with the number of those that were lost between.
//!
//! A delivery that no handler took, and that could not be written either, is not acknowledged: its dispatch fails, and
//! the sender gets a 500. [`Options::best_effort`] acknowledges it all the same, and does not wait for the disk, for a
//! program whose fallback stores what it takes. What a handler took is acknowledged whether or not it could be captured.
//!
//! When a line would exceed [`Options::max_bytes`], the file is full and stays as it is: move it away, import it, and
//! create the next. A line that a disk took half of is taken back. The next write ends a line that a crash cut short, and
//! the import skips it.
//!
//! # One file for several processes
//!
//! Several processes may capture into one file, and share its limit: each takes the file's lock (`flock`) to append, and
//! looks at the real length first. Lines never interleave. A process that is stopped while it holds the lock stops the
//! others. On Windows, a file has one process at a time, and another one cannot open it.
//!
//! On Unix, only the owner can read the file: rights that others have to an existing file are taken away. A symbolic link
//! is not followed.
//!
//! # Deliveries that are attempted again
//!
//! Of a delivery that [`Router::attempt`](crate::Router::attempt) dispatches several times, the first attempt is
//! captured. A delivery that no handler takes is captured by the attempt that succeeds too, because the first one may have
//! ended before its line was written; so it may have two lines, which the import takes for one.
//!
//! What does not come from a router is captured by [`Capture::delivery`].

mod capturing;
mod error;
mod file;
mod line;
mod open;
mod queue;
mod status;

use crate::redact::Redactor;
use crate::{Delivery, Outcome, Unrouted};
use file::File;
use line::CaptureLine;
use queue::Writer;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

pub use capturing::Capturing;
pub use error::{CaptureError, CreateError};
pub use status::Status;

/// A file of deliveries that go beyond the samples. A clone is cheap, and appends to the same file.
#[derive(Clone)]
pub struct Capture(Arc<Sink>);

struct Sink {
    /// `None` if bodies are captured verbatim.
    redactor: Option<Redactor>,
    is_best_effort: bool,
    writer: Writer,
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
    /// Creates the file, or continues an existing one, and starts the thread that writes to it.
    ///
    /// # Errors
    /// The file cannot be opened, is a symbolic link, or cannot be locked; the rights of others to it cannot be taken
    /// away; the system provides no thread, or no random bytes for the redaction's secret.
    pub fn create(path: impl AsRef<Path>, options: Options) -> Result<Self, CreateError> {
        let path = path.as_ref();
        let Options { is_verbatim, is_best_effort, max_bytes } = options;
        let redactor = if is_verbatim { Ok(None) } else { Redactor::random().map(Some) };
        let sink = redactor.and_then(|redactor| {
            let writer = Writer::start(File::open(path, max_bytes)?)?;
            Ok(Sink { redactor, is_best_effort, writer })
        });
        sink.map(|sink| Self(Arc::new(sink))).map_err(|source| CreateError { path: path.to_owned(), source })
    }

    /// The observer for [`Builder::observe`](crate::Builder::observe), which captures each delivery that goes beyond
    /// the samples. It fails, and the dispatch with it, if a delivery that no handler took could not be written.
    pub fn observer(&self) -> impl Fn(&Outcome<'_>) -> Capturing + Send + Sync + 'static {
        let capture = self.clone();
        move |outcome| {
            let is_best_effort = outcome.unrouted.is_none() || capture.0.is_best_effort;
            let mut capturing = Capturing::new(is_best_effort);
            // An attempt that succeeds is the last one. Nothing that no handler took is acknowledged without a line.
            let is_due = outcome.attempt <= 1 || (outcome.unrouted.is_some() && outcome.result.is_ok());
            if let Some(reason) = is_due.then(|| reason(outcome.delivery, outcome.unrouted)).flatten() {
                capture.push(&mut capturing, outcome.delivery, reason, !is_best_effort);
            }
            capturing
        }
    }

    /// Captures a delivery if it goes beyond the samples, no matter what became of it: one that was stored elsewhere, for
    /// example. A batch is captured as its deliveries.
    ///
    /// The lines are given to the writer before this returns. The future is done once they are on the disk.
    ///
    /// ```
    /// use conscent::Delivery;
    /// use conscent::capture::{Capture, CaptureError};
    ///
    /// async fn learn_from(capture: &Capture, stored: &[Delivery]) -> Result<(), CaptureError> {
    ///     let all: Vec<_> = stored.iter().map(|delivery| capture.delivery(delivery)).collect(); // they share a sync
    ///     for one in all {
    ///         one.await?;
    ///     }
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// A line could not be written. [`Options::best_effort`] changes nothing here.
    pub fn delivery(&self, delivery: &Delivery) -> Capturing {
        let mut capturing = Capturing::new(false);
        for one in delivery.clone().split() {
            if let Some(reason) = reason(&one, None) {
                self.push(&mut capturing, &one, reason, true);
            }
        }
        capturing
    }

    /// The numbers of captures and of failures so far. A delivery counts as captured before what captures it is done.
    #[must_use]
    pub fn status(&self) -> Status {
        self.0.writer.status()
    }

    fn push(&self, capturing: &mut Capturing, delivery: &Delivery, why: Reason, is_awaited: bool) {
        let line = || CaptureLine::new(delivery, why, self.0.redactor.as_ref()).to_string() + "\n";
        capturing.add(self.0.writer.push(line, is_awaited));
    }
}

/// Why a delivery is to be captured, if it is.
fn reason(delivery: &Delivery, unrouted: Option<&Unrouted>) -> Option<Reason> {
    let drift = delivery.drift();
    match (unrouted, drift) {
        (Some(Unrouted::Undecodable(_)), _) | (_, Err(_)) => Some(Reason::Undecodable),
        (_, Ok(drift)) if drift.is_empty() => None,
        _ if delivery.is_documented() => Some(Reason::Drift),
        _ => Some(Reason::UnknownEvent),
    }
}

/// It does not show the secret of the redaction.
impl fmt::Debug for Capture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Capture").field("is_redacted", &self.0.redactor.is_some()).finish_non_exhaustive()
    }
}

//! Captures the deliveries that go beyond the samples into a file. `conscent import` turns that file into samples, from
//! which new types are generated.
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
//! assert!(!line.contains("for you")); // personal data is replaced by data of the same form
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Then run `conscent import capture.jsonl --samples samples && cargo build`.
//!
//! # What is captured
//!
//! The file has one line of JSON for each delivery:
//!
//! | key | value |
//! |---|---|
//! | `api` | the name of the api |
//! | `event` | the event's name; empty if the body does not name it |
//! | `why` | `unknown_event`: no sample documents the event; `drift`: the body has data that the samples of its event do not; `undecodable` |
//! | `body` | the body, if it is a JSON object that `serde_json` reads, without the white space between its parts |
//! | `text` | any other body, as text, such as an object with `1e400` or half a character; bytes that are not UTF-8 are replaced by U+FFFD |
//! | `base64` | in a verbatim capture, a body that is not UTF-8, instead of `text` |
//!
//! So `serde_json` reads every line, as do parsers that accept less than the decoder.
//!
//! Bodies and texts are [redacted](crate::redact) unless [`Options::verbatim`] is set, and so is the name of an event
//! that looks like personal data. The events, keys and codes that the types of the api document are kept. Equal values
//! stay equal within the lines of one [`Capture`]. Its secret is never stored, so a capture that continues a file after
//! a restart redacts differently.
//!
//! # What it costs
//!
//! Every delivery is decoded a second time, to find drift. A thread of the capture writes and syncs the lines. While it
//! syncs one group of lines, the next group gathers, so that many deliveries share one `fsync`. A thread that
//! dispatches deliveries never waits for the disk.
//!
//! If no handler took a delivery, its dispatch finishes once its line is on the disk. If a handler took it, the
//! delivery is acknowledged immediately: if the machine stops at that moment, only a hint about the samples is lost.
//! Once more than 1 MiB of lines are waiting, this delivery also waits for its line, so that a slow disk slows down the
//! sender.
//!
//! A dispatch that is dropped halfway leaves its line to the writer. Once more than 64 MiB are waiting, further lines
//! are rejected, and count as failed.
//!
//! When the last clone of a [`Capture`] and its observers are dropped, the waiting lines are written, and the drop
//! waits for them. A program that is killed loses the lines of deliveries that handlers took. [`Status::waiting`]
//! counts those deliveries.
//!
//! # What can go wrong
//!
//! Deliveries that could not be written are counted in [`Capture::status`] and, with the feature `metrics`, by
//! `conscent_captures_total`. With the feature `tracing`, the first failure is logged as a warning. The first success
//! after it is logged too, with the number of deliveries that were lost in between.
//!
//! A delivery that no handler took and that could not be written is not acknowledged: its dispatch fails, and the
//! sender gets a 500. [`Options::best_effort`] acknowledges it anyway and does not wait for the disk, for a program
//! whose fallback stores deliveries itself. A delivery that a handler took is acknowledged whether or not it could be
//! captured.
//!
//! When a line would exceed [`Options::max_bytes`], the file is full and no longer changes. Move it away, import it,
//! and create the next one. If the disk accepts only a part of a line, that part is removed. If a crash cut a line
//! short, the next write ends that line, and the import skips it.
//!
//! # One file for several processes
//!
//! Several processes may capture into one file, and share its limit. To append, each process takes the file's lock
//! (`flock`) and checks the current length first, so lines never interleave. A process that is stopped while it holds
//! the lock blocks the others. On Windows, only one process at a time can open the file.
//!
//! On Unix, only the owner can read the file: if the file exists, the permissions of other users are removed. A
//! symbolic link is not followed.
//!
//! # Repeated attempts
//!
//! If [`Router::attempt`](crate::Router::attempt) dispatches a delivery several times, only the first attempt is
//! captured. A delivery that no handler takes is also captured by the attempt that succeeds, because the first one may
//! have ended before its line was written. So it may have two lines, which the import treats as one.
//!
//! Use [`Capture::delivery`] to capture deliveries that do not come from a router.

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

/// Captures deliveries that go beyond the samples into a file. A clone is cheap, and appends to the same file.
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

/// Redacted, with a limit of 64 MiB, which holds tens of thousands of deliveries of the documented sizes.
impl Default for Options {
    fn default() -> Self {
        Self { is_verbatim: false, is_best_effort: false, max_bytes: 64 << 20 }
    }
}

impl Options {
    /// Captures bodies unchanged, with all their personal data. Make sure that you may store it.
    #[must_use]
    pub fn verbatim(mut self) -> Self {
        self.is_verbatim = true;
        self
    }

    /// Acknowledges deliveries that no handler took even if they could not be captured. Use it if your fallback stores
    /// them.
    #[must_use]
    pub fn best_effort(mut self) -> Self {
        self.is_best_effort = true;
        self
    }

    /// Limits the size of the file in bytes, including its existing content.
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
    /// The file cannot be opened or locked, or is a symbolic link; the permissions of other users cannot be removed; or
    /// the system provides no thread, or no random bytes for the secret of the redaction.
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
    /// the samples. If a delivery that no handler took could not be written, the observer fails, and so does the
    /// dispatch.
    pub fn observer(&self) -> impl Fn(&Outcome<'_>) -> Capturing + Send + Sync + 'static {
        let capture = self.clone();
        move |outcome| {
            let is_best_effort = outcome.unrouted.is_none() || capture.0.is_best_effort;
            let mut capturing = Capturing::new(is_best_effort);
            // A successful attempt is the last one. A delivery that no handler took is not acknowledged without a line.
            let is_due = outcome.attempt <= 1 || (outcome.unrouted.is_some() && outcome.result.is_ok());
            if let Some(reason) = is_due.then(|| reason(outcome.delivery, outcome.unrouted)).flatten() {
                capture.push(&mut capturing, outcome.delivery, reason, !is_best_effort);
            }
            capturing
        }
    }

    /// Captures a delivery if it goes beyond the samples, regardless of its outcome. Use it, for example, for a
    /// delivery that was stored elsewhere. A batch is captured as its single deliveries.
    ///
    /// The lines are handed to the writer before this function returns. The future finishes once they are on the disk.
    ///
    /// ```
    /// use conscent::Delivery;
    /// use conscent::capture::{Capture, CaptureError};
    ///
    /// async fn learn_from(capture: &Capture, stored: &[Delivery]) -> Result<(), CaptureError> {
    ///     let all: Vec<_> = stored.iter().map(|delivery| capture.delivery(delivery)).collect(); // they share one sync
    ///     for one in all {
    ///         one.await?;
    ///     }
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// A line could not be written. [`Options::best_effort`] has no effect here.
    pub fn delivery(&self, delivery: &Delivery) -> Capturing {
        let mut capturing = Capturing::new(false);
        for one in delivery.clone().split() {
            if let Some(reason) = reason(&one, None) {
                self.push(&mut capturing, &one, reason, true);
            }
        }
        capturing
    }

    /// The numbers of captures and failures so far. A delivery counts as captured before its `Capturing` future
    /// finishes.
    #[must_use]
    pub fn status(&self) -> Status {
        self.0.writer.status()
    }

    fn push(&self, capturing: &mut Capturing, delivery: &Delivery, why: Reason, is_awaited: bool) {
        let line = || CaptureLine::new(delivery, why, self.0.redactor.as_ref()).to_string() + "\n";
        capturing.add(self.0.writer.push(line, is_awaited));
    }
}

/// The reason to capture a delivery, if there is one.
fn reason(delivery: &Delivery, unrouted: Option<&Unrouted>) -> Option<Reason> {
    let drift = delivery.drift();
    match (unrouted, drift) {
        (Some(Unrouted::Undecodable(_)), _) | (_, Err(_)) => Some(Reason::Undecodable),
        (_, Ok(drift)) if drift.is_empty() => None,
        _ if delivery.is_documented() => Some(Reason::Drift),
        _ => Some(Reason::UnknownEvent),
    }
}

/// Does not show the secret of the redaction.
impl fmt::Debug for Capture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Capture").field("is_redacted", &self.0.redactor.is_some()).finish_non_exhaustive()
    }
}

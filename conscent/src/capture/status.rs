//! What a capture has done so far, and what is reported of it.

use std::io;

use super::error::CaptureError;
use crate::telemetry::report;

/// The status of a [`Capture`](super::Capture). Each delivery that was to be captured is in one of `captured`, `left_out`,
/// `failed` and `waiting`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// How many deliveries were captured: their lines are on the disk.
    pub captured: u64,
    /// How many deliveries were not captured because the file was full.
    pub left_out: u64,
    /// How many deliveries were not captured because writing or syncing failed, or because too many lines waited.
    pub failed: u64,
    /// How many deliveries have lines that still wait for the disk.
    pub waiting: u64,
    /// The last error of writing or syncing.
    pub error: Option<io::ErrorKind>,
    /// Whether the file is full: nothing more is captured.
    pub is_full: bool,
    /// The size of the file after the last write of this capture. What other processes have written since is not in it.
    pub bytes: u64,
}

/// A status, and whether lines are being lost at present.
pub(super) struct Tally {
    pub(super) status: Status,
    /// How many were lost since writing stopped to work. `None` while it works.
    lost: Option<u64>,
}

impl Tally {
    pub(super) fn new(bytes: u64, is_full: bool) -> Self {
        let status = Status { captured: 0, left_out: 0, failed: 0, waiting: 0, error: None, is_full, bytes };
        Self { status, lost: None }
    }

    /// Counts deliveries that were captured. If nothing else `is_lost` any more, that is news after a failure.
    pub(super) fn capture(&mut self, lines: u64, is_lost: bool) -> News {
        self.status.captured += lines;
        let again = if lines == 0 || is_lost { None } else { self.lost.take() };
        let message = again.map(|lost| format!("deliveries are captured again; {lost} could not be captured"));
        News { outcome: "captured", lines, message }
    }

    /// Counts deliveries that were not captured. Only the first failure is news, until something is captured again.
    pub(super) fn lose(&mut self, lines: u64, why: &CaptureError) -> News {
        let (outcome, is_news) = match why {
            CaptureError::Full => {
                self.status.left_out += lines;
                ("left_out", !std::mem::replace(&mut self.status.is_full, true))
            }
            CaptureError::Behind | CaptureError::Io(_) => {
                self.status.failed += lines;
                self.status.error = why.io_kind().or(self.status.error);
                let before = self.lost.replace(self.lost.unwrap_or(0) + lines);
                ("failed", before.is_none())
            }
        };
        let message = is_news.then(|| format!("a delivery was not captured, and others may follow: {why}"));
        News { outcome, lines, message }
    }
}

/// What is to be reported, once no lock is held.
pub(super) struct News {
    outcome: &'static str,
    lines: u64,
    message: Option<String>,
}

impl News {
    pub(super) fn report(&self) {
        report::captured(self.outcome, self.lines, self.message.as_deref());
    }
}

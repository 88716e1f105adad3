//! The status of a capture, and the changes that are reported.

use std::io;

use super::error::CaptureError;
use crate::telemetry::report;

/// The status of a [`Capture`](super::Capture). Each delivery that should be captured is counted in exactly one of
/// `captured`, `left_out`, `failed` and `waiting`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// The number of captured deliveries, whose lines are on the disk.
    pub captured: u64,
    /// The number of deliveries that were not captured because the file was full.
    pub left_out: u64,
    /// The number of deliveries that were not captured because writing or syncing failed, or too many lines were
    /// waiting.
    pub failed: u64,
    /// The number of deliveries whose lines are still waiting for the disk.
    pub waiting: u64,
    /// The last error of writing or syncing.
    pub error: Option<io::ErrorKind>,
    /// Whether the file is full. If so, no more deliveries are captured.
    pub is_full: bool,
    /// The size of the file after this capture's last write, without what other processes have written since.
    pub bytes: u64,
}

/// A status, and whether lines are currently being lost.
pub(super) struct Tally {
    pub(super) status: Status,
    /// The number of lines lost since writing failed. `None` while writing works.
    lost: Option<u64>,
}

impl Tally {
    pub(super) fn new(bytes: u64, is_full: bool) -> Self {
        let status = Status { captured: 0, left_out: 0, failed: 0, waiting: 0, error: None, is_full, bytes };
        Self { status, lost: None }
    }

    /// Counts captured deliveries. After a failure, this is reported, unless other lines of the group are lost.
    pub(super) fn capture(&mut self, lines: u64, is_lost: bool) -> News {
        self.status.captured += lines;
        let again = if lines == 0 || is_lost { None } else { self.lost.take() };
        let message = again.map(|lost| format!("deliveries are being captured again; {lost} could not be captured"));
        News { outcome: "captured", lines, message }
    }

    /// Counts deliveries that were not captured. Only the first failure is reported, until a delivery is captured
    /// again.
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
        let message = is_news.then(|| format!("a delivery was not captured, and more may follow: {why}"));
        News { outcome, lines, message }
    }
}

/// A change to be reported, once no lock is held.
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

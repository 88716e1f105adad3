//! Progress bar on standard error.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// Work that ends within this time shows no progress bar: it would only flash.
const LONG: Duration = Duration::from_secs(1);

/// How often the progress bar changes. Ten times a second looks continuous.
const REFRESH: Duration = Duration::from_millis(100);

/// The numbers that the work counts.
#[derive(Clone, Copy)]
pub(crate) struct Counters<'a> {
    /// The bytes that are read.
    pub(crate) bytes: &'a AtomicU64,
    /// The documents that are done.
    pub(crate) documents: &'a AtomicU64,
}

/// Does the work, and shows its progress if it takes long and standard error is a terminal: a bar if the total of bytes
/// is known, or else a spinner.
pub(crate) fn watch<T>(total: Option<u64>, progress: Counters<'_>, work: impl FnOnce() -> T) -> T {
    if !io::stderr().is_terminal() {
        return work();
    }
    let (working, done) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            let (bar, start) = (bar(total), Instant::now());
            while done.recv_timeout(REFRESH) == Err(RecvTimeoutError::Timeout) {
                bar.set_position(progress.bytes.load(Ordering::Relaxed));
                bar.set_message(format!("{} documents", progress.documents.load(Ordering::Relaxed)));
                if bar.is_hidden() && start.elapsed() >= LONG {
                    bar.set_draw_target(ProgressDrawTarget::stderr());
                }
            }
            bar.finish_and_clear();
        });
        let result = work();
        drop(working);
        result
    })
}

/// A bar that measures from now on, and is hidden at first.
fn bar(total: Option<u64>) -> ProgressBar {
    let template = match total {
        Some(_) => "{wide_bar} {bytes}/{total_bytes} {bytes_per_sec}, {eta} left, {msg}",
        None => "{spinner} {bytes} {bytes_per_sec}, {msg}",
    };
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
    // If a template had a mistake, indicatif's own bar is shown.
    bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()))
}

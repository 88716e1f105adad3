//! How far a long read has come, on standard error.

use conscent_codegen::shape::Progress;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// Input that is read before this has passed needs no progress bar.
const LONG: Duration = Duration::from_secs(1);

const REFRESH: Duration = Duration::from_millis(100);

/// Does the work, and shows its progress if it takes long and a person looks on: a bar where the total of bytes is known, else a spinner.
pub(crate) fn watch<T>(total: Option<u64>, progress: &Progress, work: impl FnOnce() -> T) -> T {
    if !io::stderr().is_terminal() {
        return work();
    }
    let (working, done) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            let is_working = |time| done.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
            if !is_working(LONG) {
                return;
            }
            let bar = bar(total);
            while is_working(REFRESH) {
                bar.set_position(progress.bytes.load(Ordering::Relaxed));
                bar.set_message(format!("{} documents", progress.documents.load(Ordering::Relaxed)));
            }
            bar.finish_and_clear();
        });
        let result = work();
        drop(working);
        result
    })
}

fn bar(total: Option<u64>) -> ProgressBar {
    let (bar, template) = match total {
        Some(total) => (ProgressBar::new(total), "{wide_bar} {bytes}/{total_bytes} {bytes_per_sec}, {eta} left, {msg}"),
        None => (ProgressBar::new_spinner(), "{spinner} {bytes} {bytes_per_sec}, {msg}"),
    };
    // A template that is no template would show indicatif's own.
    bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()))
}

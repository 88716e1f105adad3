//! Lines for a reader who may be slow or gone. No delivery waits for that reader.

use crate::exit::styled;
use crate::style::ERROR;
use conscent_codegen::text::count;
use conscent_codegen::{Diagnostic, Location};
use std::io::{self, ErrorKind, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender, TrySendError};
use std::thread;
use std::time::Duration;

/// How many lines may wait for their reader.
const WAITING: usize = 1024;

/// How long the program waits for a reader before it ends. A reader that still reads takes the waiting lines at once.
const PATIENCE: Duration = Duration::from_secs(1);

/// Standard output and standard error.
pub(super) struct Output {
    out: Lines,
    err: Lines,
}

impl Output {
    /// Starts a thread for each.
    pub(super) fn new() -> io::Result<Self> {
        // Only errors have colors, and looking for them takes time.
        Ok(Self { out: Lines::new(io::stdout)?, err: Lines::new(anstream::stderr)? })
    }

    /// Shows a line on standard output.
    pub(super) fn show(&mut self, line: String) {
        let pushed = self.out.push(line);
        self.tell(pushed);
    }

    /// Shows an error on standard error.
    pub(super) fn report(&mut self, error: &Diagnostic) {
        self.say(styled(error, ERROR));
    }

    /// Shows a line on standard error. If standard error has no reader either, the line is dropped.
    pub(super) fn say(&mut self, line: String) {
        if let Pushed::Shown(dropped @ 1..) = self.err.push(line) {
            self.not_shown(dropped);
        }
    }

    /// Shows the waiting lines, if they still have a reader.
    pub(super) fn end(&mut self) {
        let pushed = self.out.end();
        self.tell(pushed);
        self.err.end();
    }

    /// Reports lines on standard output that were not shown.
    fn tell(&mut self, pushed: Pushed) {
        match pushed {
            Pushed::Shown(0) | Pushed::Dropped => {}
            Pushed::Shown(dropped) => self.not_shown(dropped),
            Pushed::Closed(error) => self.closed(&error),
        }
    }

    fn not_shown(&mut self, lines: usize) {
        let verb = if lines == 1 { "was" } else { "were" };
        // If this line is not shown either, it cannot be reported.
        self.err.push(format!("{} {verb} not shown, because their reader was too slow", count(lines, "line")));
    }

    fn closed(&mut self, error: &io::Error) {
        let why = match error.kind() {
            ErrorKind::BrokenPipe => "its reader has closed it".to_owned(),
            _ => error.to_string(),
        };
        let help = format!("{why}; recording continues");
        self.report(&Location::file("<stdout>").error("cannot be written", help));
    }
}

/// The lines that wait for one reader.
struct Lines {
    /// `None` once the reader is gone.
    waiting: Option<SyncSender<String>>,
    /// What stopped the thread that writes them.
    stopped: Receiver<io::Error>,
    /// How many lines were queued, and how many of them were written.
    sent: usize,
    written: Arc<AtomicUsize>,
    /// How many lines were dropped since the last report.
    dropped: usize,
}

/// What became of a line.
enum Pushed {
    /// It will be shown. This many lines before it were dropped, which was not reported yet.
    Shown(usize),
    Dropped,
    /// Nothing can be written any more, and this is the first line to find out.
    Closed(io::Error),
}

impl Lines {
    fn new<W: Write>(stream: impl FnOnce() -> W + Send + 'static) -> io::Result<Self> {
        let (waiting, lines) = mpsc::sync_channel::<String>(WAITING);
        let (stop, stopped) = mpsc::channel();
        let written = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&written);
        thread::Builder::new().spawn(move || {
            let mut stream = stream();
            for line in lines {
                if let Err(error) = writeln!(stream, "{line}") {
                    // Nobody waits for this if the program is about to end.
                    let _ = stop.send(error);
                    return;
                }
                count.fetch_add(1, Ordering::Relaxed);
            }
        })?;
        Ok(Self { waiting: Some(waiting), stopped, sent: 0, written, dropped: 0 })
    }

    fn push(&mut self, line: String) -> Pushed {
        let Some(waiting) = &self.waiting else { return Pushed::Dropped };
        match waiting.try_send(line) {
            Ok(()) => {
                self.sent += 1;
                Pushed::Shown(std::mem::take(&mut self.dropped))
            }
            Err(TrySendError::Full(_)) => {
                self.dropped += 1;
                Pushed::Dropped
            }
            Err(TrySendError::Disconnected(_)) => {
                self.waiting = None;
                self.stopped.recv().map_or(Pushed::Dropped, Pushed::Closed)
            }
        }
    }

    /// Waits until all lines are written, or until the reader seems to have stopped.
    fn end(&mut self) -> Pushed {
        if self.waiting.take().is_none() {
            return Pushed::Dropped;
        }
        match self.stopped.recv_timeout(PATIENCE) {
            Ok(error) => Pushed::Closed(error),
            // The thread has ended, or it still waits for the reader.
            Err(_) => Pushed::Shown(self.dropped + self.sent - self.written.load(Ordering::Relaxed)),
        }
    }
}

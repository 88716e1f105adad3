//! The lines that are waiting for the disk, and the thread that writes them.
//!
//! While one group is being written and synced, new lines gather into the next group. So a line waits for at most two
//! syncs, no timer is needed, and at a higher load more lines share a sync.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use futures_channel::oneshot::{self, Receiver, Sender};

use super::error::CaptureError;
use super::file::{Appended, File};
use super::status::{News, Status, Tally};

/// The number of waiting bytes above which all deliveries wait for their lines.
const AHEAD: usize = 1 << 20;

/// The maximum number of waiting bytes. The door limits the deliveries that wait for their lines, but not those that do
/// not wait.
const MOST: usize = 64 << 20;

/// The result of a line.
pub(super) type Settled = Result<(), CaptureError>;

/// A file, and the thread that writes to it. When this is dropped, the waiting lines are still written.
pub(super) struct Writer {
    queue: Arc<Queue>,
    thread: Option<JoinHandle<()>>,
}

struct Queue {
    state: Mutex<State>,
    has_changed: Condvar,
}

struct State {
    group: Group,
    /// Bytes of waiting lines, including those that are being written.
    waiting_bytes: usize,
    is_closed: bool,
    tally: Tally,
}

/// Lines that will be written and synced together.
#[derive(Default)]
struct Group {
    text: String,
    ends: Vec<usize>,
    /// The senders for those who wait for a line.
    waiters: Vec<Option<Sender<Settled>>>,
}

impl Writer {
    pub(super) fn start(file: File) -> io::Result<Self> {
        let tally = Tally::new(file.bytes(), file.is_full());
        let state = State { group: Group::default(), waiting_bytes: 0, is_closed: false, tally };
        let queue = Arc::new(Queue { state: Mutex::new(state), has_changed: Condvar::new() });
        let end = End(Arc::clone(&queue));
        let thread = thread::Builder::new().name("conscent-capture".to_owned()).spawn(move || end.0.write_to(file))?;
        Ok(Self { queue, thread: Some(thread) })
    }

    pub(super) fn status(&self) -> Status {
        self.queue.state().tally.status
    }

    /// Queues a line, which includes its line end. Returns a receiver for the result if the line `is_awaited`, or if more
    /// than `AHEAD` bytes are waiting.
    ///
    /// # Errors
    /// The line was rejected. The rejection has been counted.
    pub(super) fn push(
        &self,
        line: impl FnOnce() -> String,
        is_awaited: bool,
    ) -> Result<Option<Receiver<Settled>>, CaptureError> {
        drop(self.check(0)?); // Creating a line takes long, so check first whether it would be rejected.
        let line = line();
        let mut state = self.check(line.len())?;
        let bytes = state.waiting_bytes.saturating_add(line.len());
        let (waiter, settled) = if is_awaited || bytes > AHEAD { Some(oneshot::channel()) } else { None }.unzip();
        state.waiting_bytes = bytes;
        state.tally.status.waiting += 1;
        let Group { text, ends, waiters } = &mut state.group;
        text.push_str(&line);
        ends.push(text.len());
        waiters.push(waiter);
        drop(state);
        self.queue.has_changed.notify_one();
        Ok(settled)
    }

    /// Checks that the queue accepts this many more bytes. A rejection is counted.
    fn check(&self, more: usize) -> Result<MutexGuard<'_, State>, CaptureError> {
        let mut state = self.queue.state();
        let error = match () {
            () if state.tally.status.is_full => CaptureError::Full,
            () if state.is_closed => thread_has_ended(),
            () if state.waiting_bytes > 0 && state.waiting_bytes.saturating_add(more) > MOST => CaptureError::Behind,
            () => return Ok(state),
        };
        let news = state.tally.lose(1, &error);
        drop(state);
        news.report();
        Err(error)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue.state().is_closed = true;
        self.queue.has_changed.notify_one();
        // The writer wakes tasks, and a task may drop the last capture on the writer's thread. The writer is then about
        // to end anyway.
        if let Some(thread) = self.thread.take().filter(|thread| thread.thread().id() != thread::current().id()) {
            let _ = thread.join();
        }
    }
}

impl Queue {
    fn state(&self) -> MutexGuard<'_, State> {
        // No code panics while it holds the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes one group after another, until the last capture is dropped.
    fn write_to(&self, mut file: File) {
        while let Some(group) = self.next_group() {
            let appended = file.append(&group.text, &group.ends);
            let news = self.state().settle(&group, &appended, &file);
            news.iter().flatten().for_each(News::report);
            for (line, waiter) in group.waiters.into_iter().enumerate() {
                let Some(waiter) = waiter else { continue };
                let failure = appended.failure.as_ref().filter(|_| line >= appended.written);
                // If the dispatch was dropped, the receiver is gone.
                let _ = waiter.send(failure.cloned().map_or(Ok(()), Err));
            }
        }
    }

    /// Waits for lines. `None` if the last capture has been dropped.
    fn next_group(&self) -> Option<Group> {
        let is_idle = |state: &mut State| state.group.ends.is_empty() && !state.is_closed;
        let mut state = self.has_changed.wait_while(self.state(), is_idle).unwrap_or_else(PoisonError::into_inner);
        let group = std::mem::take(&mut state.group);
        (!group.ends.is_empty()).then_some(group)
    }
}

impl State {
    /// Counts the lines of a group, and returns what has to be reported.
    fn settle(&mut self, group: &Group, appended: &Appended, file: &File) -> [Option<News>; 2] {
        let Appended { written, failure } = appended;
        self.waiting_bytes -= group.text.len();
        self.tally.status.waiting -= group.ends.len() as u64;
        self.tally.status.bytes = file.bytes();
        let is_lost = matches!(failure, Some(CaptureError::Io(_))) || self.waiting_bytes > AHEAD;
        let captured = self.tally.capture(*written as u64, is_lost);
        let lost = (group.ends.len() - written) as u64;
        [(*written > 0).then_some(captured), failure.as_ref().map(|failure| self.tally.lose(lost, failure))]
    }
}

/// Marks the end of the thread, for any reason: from then on, no lines are accepted and nobody waits for a line.
struct End(Arc<Queue>);

impl Drop for End {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.is_closed = true;
        let group = std::mem::take(&mut state.group);
        let lost = group.ends.len() as u64;
        state.tally.status.waiting -= lost;
        if lost > 0 {
            state.tally.lose(lost, &thread_has_ended()).report();
        }
    }
}

/// The error of a line that cannot be written, because the thread has ended.
pub(super) fn thread_has_ended() -> CaptureError {
    CaptureError::Io(Arc::new(io::Error::new(io::ErrorKind::BrokenPipe, "the capture's thread has ended")))
}

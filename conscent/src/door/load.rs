//! The load of an endpoint: its limits, and how to wait until no handler is running.

use std::future::poll_fn;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use super::Refusal;

/// How many deliveries and bytes an endpoint handles at once. More are rejected as [`Refusal::Busy`], and the sender
/// retries later.
///
/// ```
/// use conscent::door::Limits;
///
/// let limits = Limits { deliveries: 100, ..Limits::default() };
/// assert_eq!(limits.bytes, 16 * 1024 * 1024);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The number of deliveries whose handlers are running. The default is 1,024.
    pub deliveries: usize,
    /// The bytes of bodies that are arriving, or whose handlers are running. The default is 16 MiB. A decoded body
    /// takes about twelve times as much memory as its text. A single body may always be as large as the body limit
    /// allows.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { deliveries: 1024, bytes: 16 * 1024 * 1024 }
    }
}

/// The load that the clones of an endpoint share.
#[derive(Debug, Default)]
pub(super) struct Load {
    pub(super) limits: Limits,
    deliveries: AtomicUsize,
    bytes: AtomicUsize,
}

impl Load {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Checks that a body of this length would be accepted if it arrived completely now. Nothing is reserved for it,
    /// because it may never arrive.
    pub(super) fn check(&self, length: usize, body_limit: usize) -> Result<(), Refusal> {
        let deliveries = self.deliveries.load(Ordering::Relaxed);
        let bytes = self.bytes.load(Ordering::Relaxed).saturating_add(length);
        let fits = deliveries < self.limits.deliveries && bytes <= self.limits.bytes.max(body_limit);
        if fits { Ok(()) } else { Err(Refusal::Busy) }
    }
}

/// One delivery's share of the load. It ends when this is dropped.
#[derive(Debug)]
pub(super) struct Share {
    load: Arc<Load>,
    bytes: usize,
    running: bool,
}

impl Share {
    pub(super) fn new(load: &Arc<Load>) -> Self {
        Self { load: Arc::clone(load), bytes: 0, running: false }
    }

    /// Adds bytes that have arrived.
    pub(super) fn add(&mut self, bytes: usize, body_limit: usize) -> Result<(), Refusal> {
        let before = self.load.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.bytes += bytes; // even if they are rejected, because dropping the share subtracts all of them
        if before + bytes <= self.load.limits.bytes.max(body_limit) { Ok(()) } else { Err(Refusal::Busy) }
    }

    /// Counts the delivery, which has arrived completely.
    pub(super) fn run(&mut self) -> Result<(), Refusal> {
        let before = self.load.deliveries.fetch_add(1, Ordering::Relaxed);
        if before >= self.load.limits.deliveries {
            self.load.deliveries.fetch_sub(1, Ordering::Relaxed);
            return Err(Refusal::Busy);
        }
        self.running = true;
        RUNNING.count.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.load.bytes.fetch_sub(self.bytes, Ordering::Relaxed);
        if self.running {
            self.load.deliveries.fetch_sub(1, Ordering::Relaxed);
            RUNNING.end();
        }
    }
}

/// The running deliveries of all endpoints of the program, so that the code that stops the program need not know its
/// endpoints.
static RUNNING: Running =
    Running { count: AtomicUsize::new(0), ended: AtomicUsize::new(0), waiting: Mutex::new(Vec::new()) };

struct Running {
    count: AtomicUsize,
    ended: AtomicUsize,
    waiting: Mutex<Vec<Waker>>,
}

impl Running {
    fn end(&self) {
        self.ended.fetch_add(1, Ordering::SeqCst);
        if self.count.fetch_sub(1, Ordering::SeqCst) == 1 {
            std::mem::take(&mut *self.waiting()).into_iter().for_each(Waker::wake);
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Waker>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The number of deliveries whose handlers are running, over all endpoints of this program.
#[must_use]
pub fn running() -> usize {
    RUNNING.count.load(Ordering::SeqCst)
}

/// The number of deliveries whose handlers have finished.
#[cfg(feature = "serve")]
pub(crate) fn ended() -> usize {
    RUNNING.ended.load(Ordering::SeqCst)
}

/// Waits until no handler is running, over all endpoints of this program. That includes handlers whose senders have
/// disconnected, for which no server waits.
///
/// A program that ends earlier cuts off handlers halfway. [`serve`](crate::serve) waits for them. With another server,
/// call this after the server has stopped, with a time limit:
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # use std::time::Duration;
/// # let server = async {};
/// server.await;
/// if tokio::time::timeout(Duration::from_secs(25), conscent::door::drained()).await.is_err() {
///     eprintln!("{} deliveries are cut off", conscent::door::running());
/// }
/// # }
/// ```
pub async fn drained() {
    poll_fn(|context| {
        if running() == 0 {
            return Poll::Ready(());
        }
        RUNNING.waiting().push(context.waker().clone());
        // The last handler may have finished before it could see this waker.
        if running() == 0 { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

//! The open connections of a server, and which of them makes room for another.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::Notify;

/// The open connections.
#[derive(Debug)]
pub(super) struct Peers {
    open: Mutex<BTreeMap<u64, Arc<Peer>>>,
    /// One of them was closed.
    left: Notify,
    since: Instant,
}

/// What is known of a connection. Requests are numbered from 1.
#[derive(Debug)]
pub(super) struct Peer {
    /// How many heads have arrived whole, how many bodies, and how many of the requests are answered.
    pub(super) heads: AtomicU64,
    pub(super) wholes: AtomicU64,
    pub(super) answered: AtomicU64,
    /// The request that is not to be served, or 0.
    pub(super) ambiguous: AtomicU64,
    /// When it last had a whole head, or took a piece of an answer; in nanoseconds.
    active: AtomicU64,
    started: Instant,
    is_leaving: AtomicBool,
    leave: Notify,
}

/// What a connection waits for, if that is its sender; the first makes room first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Waiting {
    Head,
    Body,
}

impl Peers {
    pub(super) fn new() -> Self {
        Self { open: Mutex::default(), left: Notify::new(), since: Instant::now() }
    }

    /// Adds a connection, until the returned value is dropped.
    pub(super) fn add(self: &Arc<Self>) -> Member {
        let peer = Arc::new(Peer {
            heads: AtomicU64::new(0),
            wholes: AtomicU64::new(0),
            answered: AtomicU64::new(0),
            ambiguous: AtomicU64::new(0),
            active: AtomicU64::new(0),
            started: self.since,
            is_leaving: AtomicBool::new(false),
            leave: Notify::new(),
        });
        peer.is_active();
        let mut open = self.open();
        // None has this number, even after an overflow in the far future.
        let number = open.last_key_value().map_or(0, |(last, _)| last + 1);
        open.insert(number, Arc::clone(&peer));
        Member { peers: Arc::clone(self), number, peer }
    }

    pub(super) fn len(&self) -> usize {
        self.open().len()
    }

    /// Asks so many connections to leave, with those that are leaving already: the ones that have waited longest for their
    /// senders. Those that wait for a head leave first, since nothing of theirs is lost.
    pub(super) fn evict(&self, count: usize) {
        let open = self.open();
        let is_leaving = |peer: &&Arc<Peer>| peer.is_leaving.load(Ordering::Relaxed);
        let count = count.saturating_sub(open.values().filter(is_leaving).count());
        let staying = open.values().filter(|peer| !is_leaving(peer));
        let mut waiting: Vec<_> = staying.filter_map(|peer| Some((peer.waiting()?, peer))).collect();
        waiting.sort_unstable_by_key(|(waiting, _)| *waiting);
        for (_, peer) in waiting.into_iter().take(count) {
            peer.is_leaving.store(true, Ordering::Relaxed);
            peer.leave.notify_one();
        }
    }

    /// Waits until a connection is closed.
    pub(super) async fn left(&self) {
        self.left.notified().await;
    }

    /// Waits until all of them are closed.
    pub(super) async fn none(&self) {
        while self.len() > 0 {
            self.left().await;
        }
    }

    fn open(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Peer>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Peer {
    pub(super) fn is_active(&self) {
        let now = u64::try_from(self.started.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.active.store(now, Ordering::Relaxed);
    }

    /// Whether this request, of those that were read, is to be refused.
    pub(super) fn is_ambiguous(&self, request: u64) -> bool {
        self.ambiguous.load(Ordering::Relaxed) == request
    }

    /// Whether a request of it is not answered yet.
    pub(super) fn is_busy(&self) -> bool {
        self.answered.load(Ordering::Relaxed) < self.heads.load(Ordering::Relaxed)
    }

    /// What it waits for, and since when. A request that has arrived whole is being handled, and its connection stays.
    fn waiting(&self) -> Option<(Waiting, u64)> {
        let answered = self.answered.load(Ordering::Relaxed);
        let waiting = if !self.is_busy() {
            Waiting::Head
        } else if self.wholes.load(Ordering::Relaxed) <= answered {
            Waiting::Body
        } else {
            return None;
        };
        Some((waiting, self.active.load(Ordering::Relaxed)))
    }

    /// Waits until it is asked to leave.
    pub(super) async fn leave(&self) {
        self.leave.notified().await;
    }
}

/// An open connection among the others.
#[derive(Debug)]
pub(super) struct Member {
    peers: Arc<Peers>,
    number: u64,
    pub(super) peer: Arc<Peer>,
}

impl Drop for Member {
    fn drop(&mut self) {
        self.peers.open().remove(&self.number);
        self.peers.left.notify_one(); // kept for one that is about to wait
    }
}

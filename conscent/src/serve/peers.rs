//! The open connections of a server, and which of them is closed to make room for another.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::Notify;

/// The open connections.
#[derive(Debug)]
pub(super) struct Peers {
    open: Mutex<BTreeMap<u64, Arc<Peer>>>,
    /// Notified when a connection is closed.
    left: Notify,
    since: Instant,
}

/// The state of a connection. Requests are numbered from 1.
#[derive(Debug)]
pub(super) struct Peer {
    /// The numbers of complete heads, of complete bodies, and of answered requests.
    pub(super) heads: AtomicU64,
    pub(super) wholes: AtomicU64,
    pub(super) answered: AtomicU64,
    /// The number of the request that must not be served, or 0.
    pub(super) ambiguous: AtomicU64,
    /// When the connection last received a complete head, or sent a part of a response, in nanoseconds.
    active: AtomicU64,
    started: Instant,
    is_leaving: AtomicBool,
    leave: Notify,
}

/// What a connection expects from its sender. The first variant is closed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Waiting {
    Head,
    Body,
}

impl Peers {
    pub(super) fn new() -> Self {
        Self { open: Mutex::default(), left: Notify::new(), since: Instant::now() }
    }

    /// Adds a connection. It is removed when the returned value is dropped.
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
        // No open connection has this number, even after an overflow in the far future.
        let number = open.last_key_value().map_or(0, |(last, _)| last + 1);
        open.insert(number, Arc::clone(&peer));
        Member { peers: Arc::clone(self), number, peer }
    }

    pub(super) fn len(&self) -> usize {
        self.open().len()
    }

    /// Asks connections to leave until `count` are leaving, including those that are leaving already. Those that wait
    /// for a head leave before the others, because they lose nothing. Among these and among the others, those that have
    /// waited longest leave first. Returns the number of connections that were asked.
    pub(super) fn evict(&self, count: usize) -> usize {
        let open = self.open();
        let is_leaving = |peer: &&Arc<Peer>| peer.is_leaving.load(Ordering::Relaxed);
        let count = count.saturating_sub(open.values().filter(is_leaving).count());
        let staying = open.values().filter(|peer| !is_leaving(peer));
        let mut waiting: Vec<_> = staying.filter_map(|peer| Some((peer.waiting()?, peer))).collect();
        waiting.sort_unstable_by_key(|(waiting, _)| *waiting);
        waiting.truncate(count);
        for (_, peer) in &waiting {
            peer.is_leaving.store(true, Ordering::Relaxed);
            peer.leave.notify_one();
        }
        waiting.len()
    }

    /// Waits until a connection is closed.
    pub(super) async fn left(&self) {
        self.left.notified().await;
    }

    /// Waits until all connections are closed.
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

    /// Whether this request must be rejected.
    pub(super) fn is_ambiguous(&self, request: u64) -> bool {
        self.ambiguous.load(Ordering::Relaxed) == request
    }

    /// Whether the connection has a request without a response.
    pub(super) fn is_busy(&self) -> bool {
        self.answered.load(Ordering::Relaxed) < self.heads.load(Ordering::Relaxed)
    }

    /// What the connection waits for, and since when. A request that has arrived completely is being handled, so its
    /// connection stays.
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

    /// Waits until the connection is asked to leave.
    pub(super) async fn leave(&self) {
        self.leave.notified().await;
    }
}

/// The membership of an open connection.
#[derive(Debug)]
pub(super) struct Member {
    peers: Arc<Peers>,
    number: u64,
    pub(super) peer: Arc<Peer>,
}

impl Drop for Member {
    fn drop(&mut self) {
        self.peers.open().remove(&self.number);
        self.peers.left.notify_one(); // stored if no task is waiting yet
    }
}

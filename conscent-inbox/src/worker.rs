//! Workers: they take what the inbox holds, and give it to a router until it succeeds.
//!
//! # What is promised
//!
//! Each delivery is run **at least once**: by one worker at a time, which has a lease on it, and again if that worker is
//! killed, or loses its connection, or if the handler fails. What a handler writes through [`Tx`](crate::Tx) has its effect
//! **exactly once**.
//!
//! | what happens | what becomes of the delivery |
//! |---|---|
//! | the handler, or the fallback, returns `Ok` | done; its body is deleted after the [retention](Builder::retention) |
//! | it returns an error, panics, or takes longer than the [timeout](Builder::timeout) | tried again after the [back-off](Backoff), until the number of [attempts](Builder::attempts); then it is dead |
//! | … with [`RetryAfter`](crate::RetryAfter) among its errors | tried again after that time |
//! | … with [`GiveUp`](crate::GiveUp) among its errors | dead at once |
//! | an observer of the router fails | as if the handler had failed |
//! | the process is killed | another worker runs it when the lease has run out; the attempt counts |
//! | the worker is [stopped](Worker::stop) | it is finished, or given back after [a while](Builder::shutdown); then the attempt does not count |
//! | its key for decryption is not there | given back for a minute, which does not count, until the program has the key |
//! | its content was changed, or cannot be read | dead at once, and unchanged |
//!
//! A dead delivery stays, with the error's text, until somebody retries or drops it. The text is that of the whole
//! chain of errors, at most 4 KiB; it may quote the event, so it is treated as the body is. The hook for
//! [failed](conscent::Builder::failed) deliveries is not called: the inbox is what it was for.
//!
//! # When a handler runs twice
//!
//! The mark that a delivery is done is written after the handler. If the process is killed in between, or the database cannot
//! be reached for longer than the [lease](Builder::lease), the delivery is run again. A handler that takes
//! [`Tx`](crate::Tx) writes its effects in the same transaction as the mark, so that neither is there without the
//! other; one that does not should do no harm when it runs twice.
//!
//! A handler that blocks its thread (with computations, or calls that are not `async`) can keep the worker from extending its
//! leases, if the runtime has no other thread. Such work belongs into `tokio::task::spawn_blocking`.
//!
//! # Several workers
//!
//! On PostgreSQL, any number of machines can work on one inbox, and their clocks need not agree: the database's counts. On
//! SQLite, several processes of one machine can. Each takes only deliveries of the [apis](Builder::api) that it knows; others
//! wait for a worker that does.

mod backoff;
mod claims;
mod heartbeat;
mod housekeeping;
#[cfg(feature = "postgres")]
mod listen;
mod run;
mod runs;
mod setup;

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use conscent::{Api, Router};
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::database::Database;
use crate::health::Ticks;
use crate::keys::Keys;
use crate::options::Retention;
use crate::telemetry;
use crate::writer::Writer;
use runs::Runs;
use setup::Apis;

pub use backoff::Backoff;
pub use setup::SetupError;

/// What a worker needs of its inbox.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) database: Database,
    pub(crate) writer: Writer,
    pub(crate) keys: Keys,
    pub(crate) ticks: Ticks,
}

/// The builder of a [`Worker`], which [`Inbox::worker`](crate::Inbox::worker) starts.
#[must_use = "`.start()` starts the worker"]
pub struct Builder {
    source: Source,
    router: Router,
    apis: Vec<&'static Api>,
    settings: Settings,
}

/// What can be set, with its defaults.
#[derive(Clone, Debug)]
struct Settings {
    concurrency: usize,
    lease: Duration,
    timeout: Duration,
    tx_timeout: Duration,
    shutdown: Duration,
    backoff: Backoff,
    attempts: u32,
    retention: Retention,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            concurrency: 16,
            lease: Duration::from_mins(1),
            timeout: Duration::from_mins(5),
            tx_timeout: Duration::from_secs(10),
            shutdown: Duration::from_secs(25),
            backoff: Backoff::default(),
            attempts: 20,
            retention: Retention::default(),
        }
    }
}

impl Builder {
    pub(crate) fn new(source: Source, router: Router) -> Self {
        let apis = router.apis();
        Self { source, router, apis, settings: Settings::default() }
    }

    /// Takes deliveries of this api too, which the router has no handler for: they go to its fallback.
    pub fn api(mut self, api: &'static Api) -> Self {
        self.apis.push(api);
        self
    }

    /// Changes how many handlers run at a time: 16 by default.
    ///
    /// On PostgreSQL, an inbox has as many connections for the transactions of handlers, independent of this number.
    pub fn concurrency(mut self, handlers: usize) -> Self {
        self.settings.concurrency = handlers;
        self
    }

    /// Changes how long a delivery waits for another worker if this one is killed: 60 seconds by default.
    ///
    /// The worker extends its leases four times as often, no matter how long a handler takes. It is at most an hour.
    pub fn lease(mut self, time: Duration) -> Self {
        self.settings.lease = time;
        self
    }

    /// Changes how long a handler may take for one attempt: 5 minutes by default.
    pub fn timeout(mut self, time: Duration) -> Self {
        self.settings.timeout = time;
        self
    }

    /// Changes how long a handler may keep its transaction open: 10 seconds by default.
    ///
    /// On SQLite, no delivery is stored for so long.
    pub fn tx_timeout(mut self, time: Duration) -> Self {
        self.settings.tx_timeout = time;
        self
    }

    /// Changes how long [`Worker::stop`] waits for what runs, before it gives it back: 25 seconds by default, since most
    /// systems kill a program after 30.
    pub fn shutdown(mut self, time: Duration) -> Self {
        self.settings.shutdown = time;
        self
    }

    /// Changes the delays between attempts.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.settings.backoff = backoff;
        self
    }

    /// Changes after how many attempts a delivery is dead: 20 by default.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.settings.attempts = attempts;
        self
    }

    /// Changes how long deliveries are kept once they are done. Workers of one inbox should agree: the shortest time counts.
    pub fn retention(mut self, retention: Retention) -> Self {
        self.settings.retention = retention;
        self
    }

    /// Starts the worker, as tasks of the current tokio runtime.
    ///
    /// # Errors
    /// There is no runtime; the apis are none, or two of one name; or a setting is zero.
    pub fn start(self) -> Result<Worker, SetupError> {
        let Self { source, router, apis, settings } = self;
        let runtime = Handle::try_current().map_err(|_| SetupError::NoRuntime)?;
        let apis = Apis::new(apis)?;
        setup::check(&settings)?;
        let (stop, stopped) = watch::channel(false);
        let (alive, ended) = watch::channel(());
        let shared =
            Arc::new(Shared { source, router, apis, settings, runs: Runs::default(), missing_keys: Mutex::default() });
        runtime.spawn(async move {
            claims::work(shared, stopped).await;
            drop(alive);
        });
        Ok(Worker { stop, ended })
    }
}

/// What the tasks of a worker share.
struct Shared {
    source: Source,
    router: Router,
    apis: Apis,
    settings: Settings,
    runs: Runs,
    /// The missing keys that were reported.
    missing_keys: Mutex<HashSet<u32>>,
}

impl Shared {
    /// Reports a key that some deliveries need, once.
    fn missing_key(&self, number: u32) {
        if self.missing_keys.lock().unwrap_or_else(PoisonError::into_inner).insert(number) {
            telemetry::missing_key(number);
        }
    }
}

/// A running worker. When it is dropped, it takes no more deliveries, and finishes or gives back those that it has in the
/// background; [`stop`](Self::stop) also waits for that.
#[must_use = "the worker takes no more deliveries when this is dropped"]
pub struct Worker {
    stop: watch::Sender<bool>,
    /// Closed when the last task has ended.
    ended: watch::Receiver<()>,
}

impl Worker {
    /// Takes no more deliveries, and waits until those that run are finished. After the time for the
    /// [shutdown](Builder::shutdown) it stops their handlers, and gives the deliveries back, for another worker or the next
    /// start; such an attempt does not count.
    ///
    /// A handler that blocks its thread cannot be stopped. Its delivery is run again when the lease has run out.
    pub async fn stop(&self) {
        self.begin_stop();
        // An error says that the sender is gone, and nothing else is ever sent.
        let _ = self.ended.clone().changed().await;
    }

    /// Takes no more deliveries.
    pub(crate) fn begin_stop(&self) {
        self.stop.send_replace(true);
    }

    /// Whether it still takes deliveries. It does until it is stopped, or until its runtime ends.
    #[must_use]
    pub fn is_working(&self) -> bool {
        !*self.stop.borrow() && self.ended.has_changed().is_ok()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.begin_stop();
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let apis: Vec<_> = self.apis.iter().map(|api| api.name).collect();
        f.debug_struct("Builder")
            .field("router", &self.router)
            .field("apis", &apis)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").field("is_working", &self.is_working()).finish_non_exhaustive()
    }
}

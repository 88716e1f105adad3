//! Workers, which pass the deliveries of an inbox to a router until they succeed.
//!
//! # Guarantees
//!
//! Each delivery is run **at least once**. One worker at a time has a lease on it. It is run again if the handler
//! fails, or if that worker is killed or loses its connection. The effects that a handler writes through
//! [`Tx`](crate::Tx) happen **exactly once**.
//!
//! | event | effect on the delivery |
//! |---|---|
//! | the handler, or the fallback, returns `Ok` | done; its body is deleted after the [retention](Builder::retention) |
//! | it returns an error, panics, or takes longer than the [timeout](Builder::timeout) | retried after the [back-off](Backoff), up to the number of [attempts](Builder::attempts); then it is dead |
//! | … with [`RetryAfter`](crate::RetryAfter) among its errors | retried after that time |
//! | … with [`GiveUp`](crate::GiveUp) among its errors | dead immediately |
//! | an observer of the router fails | the same as if the handler had failed |
//! | the process is killed | another worker runs it when the lease has expired; the attempt counts |
//! | the worker is [stopped](Worker::stop) | it is finished, or given back after [a while](Builder::shutdown); if given back, the attempt does not count |
//! | its decryption key is missing | given back for a minute, without counting the attempt, until the program has the key |
//! | its content was changed, or cannot be read | dead immediately, and unchanged |
//!
//! A dead delivery stays, with the text of its error, until somebody retries or drops it. The text covers the whole
//! chain of errors, up to 4 KiB. It may quote the event, so it is encrypted (if there is a key) and deleted like the
//! body. The hook for [failed](conscent::Builder::failed) deliveries is not called, because the inbox replaces it.
//!
//! # When a handler runs twice
//!
//! A delivery is marked as done after its handler has finished. If the process is killed in between, or the database
//! cannot be reached for longer than the [lease](Builder::lease), the delivery is run again. A handler that takes
//! [`Tx`](crate::Tx) writes its effects in the same transaction as the mark, so that neither exists without the other.
//! Any other handler must do no harm when it runs twice.
//!
//! A handler that blocks its thread (with computations, or with calls that are not `async`) can keep the worker from
//! extending its leases, if the runtime has no other thread. Run such work in `tokio::task::spawn_blocking`.
//!
//! # Several workers
//!
//! On PostgreSQL, any number of machines can work on one inbox. Their clocks need not agree, because only the
//! database's clock counts. On SQLite, several processes of one machine can work on it. Each worker takes only
//! deliveries of the [apis](Builder::api) that it knows; other deliveries wait for a worker that knows their api.

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

/// The parts of an inbox that a worker needs.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) database: Database,
    pub(crate) writer: Writer,
    pub(crate) keys: Keys,
    pub(crate) ticks: Ticks,
}

/// Builds a [`Worker`]. [`Inbox::worker`](crate::Inbox::worker) creates it.
#[must_use = "call `.start()` to start the worker"]
pub struct Builder {
    source: Source,
    router: Router,
    apis: Vec<&'static Api>,
    settings: Settings,
}

/// The settings, with their defaults.
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

    /// Also takes deliveries of this api, for which the router has no handler. They go to its fallback.
    pub fn api(mut self, api: &'static Api) -> Self {
        self.apis.push(api);
        self
    }

    /// Changes how many handlers run at the same time. The default is 16.
    ///
    /// On PostgreSQL, an inbox always has 16 connections for the transactions of handlers, regardless of this number.
    pub fn concurrency(mut self, handlers: usize) -> Self {
        self.settings.concurrency = handlers;
        self
    }

    /// Changes how long a delivery waits for another worker if this one is killed. The default is 60 seconds, the
    /// maximum an hour.
    ///
    /// The worker extends its leases four times in that period, no matter how long a handler takes.
    pub fn lease(mut self, time: Duration) -> Self {
        self.settings.lease = time;
        self
    }

    /// Changes how long a handler may take for one attempt. The default is 5 minutes.
    pub fn timeout(mut self, time: Duration) -> Self {
        self.settings.timeout = time;
        self
    }

    /// Changes how long a handler may keep its transaction open. The default is 10 seconds.
    ///
    /// On SQLite, no delivery is stored while a transaction is open.
    pub fn tx_timeout(mut self, time: Duration) -> Self {
        self.settings.tx_timeout = time;
        self
    }

    /// Changes how long [`Worker::stop`] waits for running deliveries before it gives them back. The default is 25
    /// seconds, because most systems kill a program after 30.
    pub fn shutdown(mut self, time: Duration) -> Self {
        self.settings.shutdown = time;
        self
    }

    /// Changes the delays between attempts.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.settings.backoff = backoff;
        self
    }

    /// Changes the number of attempts after which a delivery is dead. The default is 20.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.settings.attempts = attempts;
        self
    }

    /// Changes how long deliveries are kept after they are done. Use the same value for all workers of an inbox,
    /// because the shortest time counts.
    pub fn retention(mut self, retention: Retention) -> Self {
        self.settings.retention = retention;
        self
    }

    /// Starts the worker, as tasks of the current tokio runtime.
    ///
    /// # Errors
    /// There is no runtime; the worker knows no api, or two apis with the same name; or a setting is zero.
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

/// The state that the tasks of a worker share.
struct Shared {
    source: Source,
    router: Router,
    apis: Apis,
    settings: Settings,
    runs: Runs,
    /// The missing keys that have been reported.
    missing_keys: Mutex<HashSet<u32>>,
}

impl Shared {
    /// Reports a missing key, once.
    fn missing_key(&self, number: u32) {
        if self.missing_keys.lock().unwrap_or_else(PoisonError::into_inner).insert(number) {
            telemetry::missing_key(number);
        }
    }
}

/// A running worker. When it is dropped, it takes no more deliveries, and finishes or gives back its current ones in
/// the background. [`stop`](Self::stop) also waits for that.
#[must_use = "the worker takes no more deliveries when this is dropped"]
pub struct Worker {
    stop: watch::Sender<bool>,
    /// Closed when the last task has ended.
    ended: watch::Receiver<()>,
}

impl Worker {
    /// Stops taking deliveries, and waits until the running ones are finished. After the time for the
    /// [shutdown](Builder::shutdown), it stops their handlers and gives the deliveries back, for another worker or the
    /// next start. Such an attempt does not count.
    ///
    /// A handler that blocks its thread cannot be stopped. Its delivery is run again when the lease has expired.
    pub async fn stop(&self) {
        self.begin_stop();
        // An error means that the sender is gone. Nothing is ever sent on this channel.
        let _ = self.ended.clone().changed().await;
    }

    /// Stops taking deliveries.
    pub(crate) fn begin_stop(&self) {
        self.stop.send_replace(true);
    }

    /// Whether the worker still takes deliveries. It does so until it is stopped, or until its runtime ends.
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

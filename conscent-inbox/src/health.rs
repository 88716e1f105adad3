//! The health of an inbox, for a readiness route and for alarms.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use crate::database::Database;
use crate::deliveries::{State, Stats};
use crate::{Error, Inbox};

/// The health of an inbox whose database is writable: [`Inbox::health`] checks that first.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Health {
    /// The time since the oldest waiting delivery arrived.
    pub oldest_waiting: Option<Duration>,
    /// The number of deliveries that are waiting or running.
    pub unfinished: u64,
    /// The number of dead deliveries, which somebody has to retry or drop.
    pub dead: u64,
    /// The time since the workers of this program last looked for deliveries. If there are several, this is the longest
    /// of their times. `None` if this program has no worker.
    pub worker_silent_for: Option<Duration>,
}

/// The limits within which an inbox is healthy. By default it has no limits.
///
/// A route that takes machines out of service should not depend on something that all machines share, or all of them go
/// out of service at once. So set only a limit for the worker there, and set up an alarm for dead deliveries and long
/// waiting times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HealthLimits {
    oldest_waiting: Option<Duration>,
    dead: Option<u64>,
    worker_silent_for: Option<Duration>,
}

impl HealthLimits {
    /// Creates a value without limits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Limits the time since the oldest waiting delivery arrived.
    #[must_use]
    pub fn oldest_waiting(self, age: Duration) -> Self {
        Self { oldest_waiting: Some(age), ..self }
    }

    /// Limits the number of dead deliveries.
    #[must_use]
    pub fn dead(self, count: u64) -> Self {
        Self { dead: Some(count), ..self }
    }

    /// Requires at least one worker in this program, and limits the time since each worker last looked for deliveries.
    #[must_use]
    pub fn worker_silent_for(self, silence: Duration) -> Self {
        Self { worker_silent_for: Some(silence), ..self }
    }
}

impl Health {
    /// Whether the health is within these limits.
    #[must_use]
    pub fn is_within(&self, limits: &HealthLimits) -> bool {
        let Self { oldest_waiting, dead, worker_silent_for, .. } = *self;
        let is_within = |limit: Option<Duration>, age: Duration| limit.is_none_or(|limit| age <= limit);
        is_within(limits.oldest_waiting, oldest_waiting.unwrap_or_default())
            && limits.dead.is_none_or(|limit| dead <= limit)
            && is_within(limits.worker_silent_for, worker_silent_for.unwrap_or(Duration::MAX))
    }
}

impl Inbox {
    /// Checks the health of the inbox. It writes to the database like the endpoint does, so it fails when storing would
    /// fail, for example because the disk is full. If the database is locked, this takes some seconds to fail.
    ///
    /// A readiness route of axum:
    ///
    /// ```no_run
    /// # use axum::{Router, http::StatusCode, routing::get};
    /// # use conscent_inbox::{HealthLimits, Inbox};
    /// # use std::time::Duration;
    /// # fn route(app: Router, inbox: Inbox) -> Router {
    /// let limits = HealthLimits::new().worker_silent_for(Duration::from_secs(60));
    /// let is_ready = async move || inbox.health().await.is_ok_and(|health| health.is_within(&limits));
    /// let ready = async move || if is_ready().await { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    /// app.route("/ready", get(ready))
    /// # }
    /// ```
    ///
    /// # Errors
    /// The database cannot be reached, or cannot be written.
    pub async fn health(&self) -> Result<Health, Error> {
        write(self.database()).await?;
        let stats = self.stats().await?;
        Ok(Health::new(&stats, self.ticks().longest_silence()))
    }
}

impl Health {
    fn new(stats: &Stats, worker_silent_for: Option<Duration>) -> Self {
        Self {
            oldest_waiting: stats.oldest(State::Waiting),
            unfinished: stats.count(State::Waiting) + stats.count(State::Running),
            dead: stats.count(State::Dead),
            worker_silent_for,
        }
    }
}

/// Writes a value that does not change, and waits until it is on the disk.
async fn write(database: &Database) -> Result<(), sqlx::Error> {
    let mut tx = database.begin().await?;
    tx.execute("UPDATE conscent_inbox SET version = version", &[]).await?;
    tx.commit().await
}

/// When each of the program's workers last looked for deliveries.
#[derive(Clone, Default)]
pub(crate) struct Ticks(Arc<Mutex<Vec<Weak<Mutex<Instant>>>>>);

/// When a worker last looked for deliveries. A worker that ends drops this, and no longer counts.
pub(crate) struct Tick(Arc<Mutex<Instant>>);

impl Ticks {
    /// Adds a worker that is starting.
    pub(crate) fn register(&self) -> Tick {
        let tick = Arc::new(Mutex::new(Instant::now()));
        let mut all = locked(&self.0);
        all.retain(|other| other.strong_count() > 0);
        all.push(Arc::downgrade(&tick));
        Tick(tick)
    }

    fn longest_silence(&self) -> Option<Duration> {
        locked(&self.0).iter().filter_map(Weak::upgrade).map(|tick| locked(&tick).elapsed()).max()
    }
}

impl Tick {
    /// Records that the worker is looking for deliveries now.
    pub(crate) fn tick(&self) {
        *locked(&self.0) = Instant::now();
    }
}

/// Ignores poisoning, because a panic cannot leave a time half-written.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread::sleep;

    const SECOND: Duration = Duration::from_secs(1);

    fn health(worker_silent_for: Option<Duration>) -> Health {
        Health { oldest_waiting: Some(SECOND), unfinished: 1, dead: 2, worker_silent_for }
    }

    #[test]
    fn only_limits_that_are_set_count() {
        let no_worker = health(None);
        assert!(no_worker.is_within(&HealthLimits::new()));
        assert!(no_worker.is_within(&HealthLimits::new().oldest_waiting(SECOND).dead(2)));
        assert!(!no_worker.is_within(&HealthLimits::new().oldest_waiting(SECOND / 2)));
        assert!(!no_worker.is_within(&HealthLimits::new().dead(1)));
        // A required worker is missing.
        assert!(!no_worker.is_within(&HealthLimits::new().worker_silent_for(60 * SECOND)));
        assert!(health(Some(60 * SECOND)).is_within(&HealthLimits::new().worker_silent_for(60 * SECOND)));
        assert!(!health(Some(61 * SECOND)).is_within(&HealthLimits::new().worker_silent_for(60 * SECOND)));
        assert!(
            Health { oldest_waiting: None, ..no_worker }.is_within(&HealthLimits::new().oldest_waiting(SECOND / 2))
        );
    }

    #[test]
    fn the_most_silent_worker_counts_until_it_ends() {
        let ticks = Ticks::default();
        assert_eq!(ticks.longest_silence(), None);
        let (silent, lively) = (ticks.register(), ticks.register());
        sleep(SECOND / 20);
        lively.tick();
        assert!(ticks.longest_silence().unwrap() >= SECOND / 20);
        drop(silent);
        assert!(ticks.longest_silence().unwrap() < SECOND / 20);
        drop(lively);
        assert_eq!(ticks.longest_silence(), None);
    }
}

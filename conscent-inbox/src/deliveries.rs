//! Lists, shows, retries, drops and erases the deliveries in an inbox.

mod change;
mod containing;
mod erase;
mod filter;
mod read;
mod search;
mod stats;

use std::fmt;
use std::time::SystemTime;

use http::HeaderMap;

use crate::database::Database;
use crate::keys::{KeyError, Keys};
use crate::{Error, Inbox};

pub use erase::{Erase, Erased};
pub use filter::Filter;
pub use stats::{Count, Stats};

/// The state of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It is waiting to be run, now or after a delay.
    Waiting,
    /// A worker is running it.
    Running,
    /// It has succeeded, or somebody has dropped it.
    Done,
    /// Its last attempt has failed. It stays until somebody retries or drops it.
    Dead,
}

/// A delivery in an inbox.
///
/// The body, the headers and the error are present only on request. They contain personal data, and `Debug` does not
/// show them.
#[derive(Clone)]
#[non_exhaustive]
pub struct StoredDelivery {
    /// The number in the database. Later deliveries have greater numbers, as long as this delivery exists.
    pub id: i64,
    /// The name of the api.
    pub api: String,
    /// The name of the event. It is empty if the body does not name it.
    pub event: String,
    /// The key by which repeated deliveries are recognized.
    pub dedupe_key: String,
    /// The key of the deliveries that are run one after another.
    pub order_key: Option<String>,
    /// The state.
    pub state: State,
    /// The number of attempts since the delivery was stored, or since somebody retried it.
    pub attempts: u32,
    /// The time of arrival.
    pub arrived_at: SystemTime,
    /// The time at which a waiting delivery will be run.
    pub due_at: SystemTime,
    /// The time at which the delivery became done or dead.
    pub done_at: Option<SystemTime>,
    /// The machine and the process that are running the delivery.
    pub worker: Option<String>,
    /// The end of that worker's lease, unless the worker extends it.
    pub leased_until: Option<SystemTime>,
    /// The number of the key with which the content is encrypted.
    pub key: Option<u32>,
    /// The body, byte for byte as it arrived. `None` if it was not requested, or is deleted.
    pub body: Option<Result<Vec<u8>, Unreadable>>,
    /// The headers. `None` if they were not requested, or are deleted.
    pub headers: Option<Result<HeaderMap, Unreadable>>,
    /// The text of the last error. `None` if it was not requested, or there is none.
    pub error: Option<Result<String, Unreadable>>,
}

/// Why a part of a delivery's content cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unreadable {
    /// It cannot be decrypted.
    Key(KeyError),
    /// It is malformed: something other than an inbox has changed it.
    Malformed,
}

/// A row that is not a valid delivery, because something other than an inbox or a newer version of it wrote the row. It
/// does not change. Or a row that cannot be [searched](Filter::containing), because its content cannot be decrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenRow {
    /// The number in the database.
    pub id: i64,
    /// The problem, and the column that has it.
    pub why: String,
}

/// Which parts of deliveries are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    Summary,
    Error,
    Everything,
}

impl Inbox {
    /// Lists the latest deliveries that match a filter, up to its limit, with the newest last. They have neither bodies
    /// nor headers, and have their errors only [on request](Filter::errors).
    ///
    /// # Errors
    /// The database could not be read. A single row that cannot be read, or [searched](Filter::containing), is not an
    /// error, but an item of the list.
    pub async fn list(&self, filter: &Filter) -> Result<Vec<Result<StoredDelivery, BrokenRow>>, Error> {
        Ok(read::list(self.database(), self.keys(), filter).await?)
    }

    /// Returns a delivery with its body, headers and error. `None` if no delivery has this number.
    ///
    /// # Errors
    /// The database could not be read.
    pub async fn show(&self, id: i64) -> Result<Option<Result<StoredDelivery, BrokenRow>>, Error> {
        Ok(read::one(self.database(), self.keys(), id).await?)
    }

    /// Retries the dead deliveries that match a filter: they are due now, and their attempts count from zero. Returns
    /// their number.
    ///
    /// # Errors
    /// The database could not be written. Deliveries are retried in batches of a thousand, so earlier batches may be
    /// waiting already.
    pub async fn retry(&self, filter: &Filter) -> Result<u64, Error> {
        let changed = change::change(self.database(), self.keys(), filter, change::RETRY).await?;
        if changed > 0 {
            self.writer().ring();
            // The change is made. If the notification fails, other machines find the deliveries by polling.
            let _ = self.database().notify().await;
        }
        Ok(changed)
    }

    /// Drops the waiting and dead deliveries that match a filter: they are done without having been run, and their
    /// content is deleted. Their keys stay, so that a repetition is a duplicate and is not run either. Returns their
    /// number.
    ///
    /// A delivery that is running is not dropped.
    ///
    /// # Errors
    /// The database could not be written. Deliveries are dropped in batches of a thousand, so earlier batches may be
    /// dropped already.
    pub async fn drop(&self, filter: &Filter) -> Result<u64, Error> {
        Ok(change::change(self.database(), self.keys(), filter, change::DROP).await?)
    }

    /// Counts the deliveries of each state and api, except those that are done.
    ///
    /// # Errors
    /// The database could not be read.
    pub async fn stats(&self) -> Result<Stats, Error> {
        unfinished(self.database(), self.keys()).await
    }

    /// Counts the deliveries of each state and api, including those that are done. This reads every row, which takes a
    /// while with millions of them.
    ///
    /// # Errors
    /// The database could not be read.
    pub async fn stats_with_done(&self) -> Result<Stats, Error> {
        Ok(stats::stats(self.database(), self.keys(), true).await?)
    }
}

/// Counts the deliveries of each state and api, except those that are done.
pub(crate) async fn unfinished(database: &Database, keys: &Keys) -> Result<Stats, Error> {
    Ok(stats::stats(database, keys, false).await?)
}

impl State {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Running, Self::Done, Self::Dead];

    /// The name of the state: `waiting`, `running`, `done` or `dead`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Dead => "dead",
        }
    }

    /// The number of the state in the database.
    const fn number(self) -> i64 {
        match self {
            Self::Waiting => 0,
            Self::Running => 1,
            Self::Done => 2,
            Self::Dead => 3,
        }
    }

    fn of_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.number() == number)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Shows neither the content nor the keys, which may contain ids of the sender's entities.
impl fmt::Debug for StoredDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredDelivery")
            .field("id", &self.id)
            .field("api", &self.api)
            .field("event", &self.event)
            .field("state", &self.state)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(error) => error.fmt(f),
            Self::Malformed => f.write_str("it is malformed: something other than an inbox has changed it"),
        }
    }
}

impl std::error::Error for Unreadable {}

impl fmt::Display for BrokenRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {} cannot be read: {}", self.id, self.why)
    }
}

impl std::error::Error for BrokenRow {}

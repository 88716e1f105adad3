//! What people see of the deliveries in an inbox, and do with them.

mod change;
mod filter;
mod read;
mod stats;

use std::fmt;
use std::time::SystemTime;

use http::HeaderMap;

use crate::database::Database;
use crate::keys::{KeyError, Keys};
use crate::{Error, Inbox};

pub use filter::Filter;
pub use stats::{Count, Stats};

/// What has become of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It is to be run, at once or after a delay.
    Waiting,
    /// A worker runs it.
    Running,
    /// It has succeeded, or somebody has dropped it.
    Done,
    /// It has failed for the last time. It stays until somebody retries or drops it.
    Dead,
}

/// A delivery in an inbox.
///
/// Its body, headers and error are there only if they were asked for. They hold personal data, and `Debug` shows nothing of
/// them.
#[derive(Clone)]
#[non_exhaustive]
pub struct StoredDelivery {
    /// Its number in the database. A later delivery has a greater one, as long as this one is there.
    pub id: i64,
    /// The name of its api.
    pub api: String,
    /// The name of its event. It is empty if the body does not name it.
    pub event: String,
    /// The key by which a repetition of it is noticed.
    pub dedupe_key: String,
    /// The key of the deliveries that are run one after another.
    pub order_key: Option<String>,
    /// What has become of it.
    pub state: State,
    /// How often it was run since it was stored, or since somebody retried it.
    pub attempts: u32,
    /// When it arrived.
    pub arrived_at: SystemTime,
    /// When it is to be run, if it waits.
    pub due_at: SystemTime,
    /// Since when it is done, or dead.
    pub done_at: Option<SystemTime>,
    /// The machine and the process that run it.
    pub worker: Option<String>,
    /// Until when that worker has it for itself, unless it says that it still runs it.
    pub leased_until: Option<SystemTime>,
    /// The number of the key with which its content is encrypted.
    pub key: Option<u32>,
    /// The body, byte for byte as it came. `None`: it was not asked for, or is deleted.
    pub body: Option<Result<Vec<u8>, Unreadable>>,
    /// The headers. `None`: they were not asked for, or are deleted.
    pub headers: Option<Result<HeaderMap, Unreadable>>,
    /// The text of its last error. `None`: it was not asked for, or there is none.
    pub error: Option<Result<String, Unreadable>>,
}

/// Why a part of a delivery's content cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unreadable {
    /// It cannot be decrypted.
    Key(KeyError),
    /// It is not what an inbox writes: something else has changed it.
    Malformed,
}

/// A row that is not one of a delivery: something else than an inbox has written it, or a newer version has. It stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenRow {
    /// Its number in the database.
    pub id: i64,
    /// Which column is not as it has to be.
    pub why: String,
}

/// How much of deliveries is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    Summary,
    Error,
    Everything,
}

impl Inbox {
    /// The deliveries that a filter lets through: the latest ones, as many as its limit says, and the newest comes last. They have
    /// neither bodies nor headers, and their errors only [on request](Filter::errors).
    ///
    /// # Errors
    /// The database could not be read. A single row that is not readable is in the list, as what it is.
    pub async fn list(&self, filter: &Filter) -> Result<Vec<Result<StoredDelivery, BrokenRow>>, Error> {
        Ok(read::list(self.database(), self.keys(), filter).await?)
    }

    /// A delivery with its body, headers and error. `None`: there is none of this number.
    ///
    /// # Errors
    /// The database could not be read.
    pub async fn show(&self, id: i64) -> Result<Option<Result<StoredDelivery, BrokenRow>>, Error> {
        Ok(read::one(self.database(), self.keys(), id).await?)
    }

    /// Retries dead deliveries that a filter lets through: they wait, are due now, and have all attempts before them. Gives their number.
    ///
    /// # Errors
    /// The database could not be written. Those of earlier pieces of a thousand may wait already.
    pub async fn retry(&self, filter: &Filter) -> Result<u64, Error> {
        let changed = change::change(self.database(), filter, change::RETRY).await?;
        if changed > 0 {
            self.writer().ring();
            // The change is made. If this fails, other machines find it by themselves.
            let _ = self.database().notify().await;
        }
        Ok(changed)
    }

    /// Drops deliveries that a filter lets through, and that wait or are dead: they are done, without having been run, and their
    /// content is deleted. Their keys stay, so that a repetition is a duplicate and is not run either. Gives their number.
    ///
    /// A delivery that is running is not dropped.
    ///
    /// # Errors
    /// The database could not be written. Those of earlier pieces of a thousand may be dropped already.
    pub async fn drop(&self, filter: &Filter) -> Result<u64, Error> {
        Ok(change::change(self.database(), filter, change::DROP).await?)
    }

    /// Counts the deliveries of each state and api that are not done.
    ///
    /// # Errors
    /// The database could not be read.
    pub async fn stats(&self) -> Result<Stats, Error> {
        unfinished(self.database(), self.keys()).await
    }

    /// Counts the deliveries of each state and api, those that are done as well. It reads each row: that takes a while where
    /// there are millions.
    ///
    /// # Errors
    /// The database could not be read.
    pub async fn stats_with_done(&self) -> Result<Stats, Error> {
        Ok(stats::stats(self.database(), self.keys(), true).await?)
    }
}

/// Counts the deliveries of each state and api that are not done.
pub(crate) async fn unfinished(database: &Database, keys: &Keys) -> Result<Stats, Error> {
    Ok(stats::stats(database, keys, false).await?)
}

impl State {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Running, Self::Done, Self::Dead];

    /// Its name: `waiting`, `running`, `done` or `dead`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Dead => "dead",
        }
    }

    /// Its number in the database.
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

/// It shows no keys, which may hold ids of the sender's entities, and nothing of the content.
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
            Self::Malformed => f.write_str("it is not what an inbox writes: something else has changed it"),
        }
    }
}

impl std::error::Error for Unreadable {}

impl fmt::Display for BrokenRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {} is not one of a delivery: {}", self.id, self.why)
    }
}

impl std::error::Error for BrokenRow {}

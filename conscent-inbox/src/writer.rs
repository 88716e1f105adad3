//! Group commit: one transaction for all waiting operations.
//!
//! A commit takes as long as a sync of the disk, which is a few milliseconds, regardless of its size. While one commit
//! is in progress, the next batch gathers. No timer is used: a single operation does not wait for others.

mod job;
mod notify;
mod outage;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, mpsc, oneshot, watch};

use crate::Retention;
use crate::database::{Database, Transaction};
use crate::error::{Error, is_outage};
use crate::operation::{self, Insert};
use crate::row::{Claim, ClaimedRow, End, Mark, NewRow, Sweep, Swept};
use job::{Job, Operation, Pending, StoreJob};
use notify::notify;
use outage::{Kinds, Outage};

/// The maximum number of waiting operations. Each belongs to a request whose sender waits too, or to a worker.
const QUEUE: usize = 1024;

/// The limits of one transaction. Its commit should not keep the next one waiting for longer than a sync takes.
const BATCH_JOBS: usize = 256;
const BATCH_BYTES: usize = 4 * 1024 * 1024;

/// The maximum number of retries of a batch that lost against another one (a deadlock, or two claims of one order key),
/// or whose connection had broken. It equals the number of connections, because all of them are broken after a restart
/// of the server.
const RETRIES: usize = 5;

/// The tasks that write to the database. A clone is cheap, and uses the same tasks, which end when the last clone is
/// dropped.
#[derive(Clone)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Work>,
    arrivals: watch::Sender<()>,
}

enum Work {
    Store(StoreJob),
    Other(Box<dyn Job>),
}

impl Writer {
    /// Starts the tasks, on the current runtime.
    pub(crate) fn start(database: &Database) -> Self {
        // SQLite has one writing connection. PostgreSQL syncs the commits of several connections together.
        let tasks = match database {
            #[cfg(feature = "sqlite")]
            Database::Sqlite { .. } => 1,
            #[cfg(feature = "postgres")]
            Database::Postgres { .. } => 4,
        };
        let (queue, receiver) = mpsc::channel(QUEUE);
        let (receiver, outage) = (Arc::new(Mutex::new(receiver)), Arc::new(Outage::default()));
        let (arrivals, stored) = (watch::Sender::new(()), watch::Sender::new(()));
        tokio::spawn(notify(database.clone(), stored.subscribe()));
        for _ in 0..tasks {
            let batches = Batches {
                database: database.clone(),
                receiver: Arc::clone(&receiver),
                outage: Arc::clone(&outage),
                arrivals: arrivals.clone(),
                stored: stored.clone(),
            };
            tokio::spawn(batches.run());
        }
        Self { queue, arrivals }
    }

    /// Changes whenever new deliveries have been stored.
    pub(crate) fn arrivals(&self) -> watch::Receiver<()> {
        self.arrivals.subscribe()
    }

    /// Reports deliveries that another process has stored, or that somebody has given back.
    pub(crate) fn ring(&self) {
        self.arrivals.send_replace(());
    }

    /// Stores deliveries in one commit that is on the disk. Returns whether each is new, in order.
    pub(crate) async fn store(&self, rows: Vec<NewRow>) -> Result<Vec<bool>, Error> {
        let (reply, answer) = oneshot::channel();
        self.send(Work::Store(StoreJob { rows, reply }), answer).await
    }

    /// Claims deliveries that are due, the earliest first.
    pub(crate) async fn claim(&self, claim: Claim) -> Result<Vec<ClaimedRow>, Error> {
        self.run(claim).await
    }

    /// Marks how an attempt ended. Returns `false` if the lease was lost, and then changes nothing.
    pub(crate) async fn end(&self, mark: Mark, end: End) -> Result<bool, Error> {
        self.run((mark, end)).await
    }

    /// Extends leases, and returns those that this process still held.
    pub(crate) async fn extend(&self, marks: Vec<Mark>, lease: Duration) -> Result<Vec<Mark>, Error> {
        self.run((marks, lease)).await
    }

    /// Takes deliveries from workers whose leases have expired. They are retried, or dead if they have no attempts
    /// left.
    pub(crate) async fn sweep(&self, sweep: Sweep) -> Result<Swept, Error> {
        self.run(sweep).await
    }

    /// Deletes a batch of data whose retention has ended, and returns the number of changed rows.
    pub(crate) async fn retain(&self, retention: Retention) -> Result<u64, Error> {
        self.run(retention).await
    }

    /// Runs an operation in the next batch.
    pub(crate) async fn run<O: Operation>(&self, operation: O) -> Result<O::Output, Error> {
        let (pending, answer) = Pending::new(operation);
        self.send(Work::Other(Box::new(pending)), answer).await
    }

    async fn send<T>(&self, work: Work, answer: oneshot::Receiver<Result<T, Error>>) -> Result<T, Error> {
        self.queue.send(work).await.map_err(|_| Error::Closed)?;
        answer.await.unwrap_or(Err(Error::Closed))
    }
}

/// One of the tasks.
struct Batches {
    database: Database,
    receiver: Arc<Mutex<mpsc::Receiver<Work>>>,
    outage: Arc<Outage>,
    /// Changes whenever this or another process has new deliveries.
    arrivals: watch::Sender<()>,
    /// Changes whenever this process has stored new deliveries.
    stored: watch::Sender<()>,
}

/// The operations of one transaction.
#[derive(Default)]
struct Batch {
    stores: Vec<StoreJob>,
    others: Vec<Box<dyn Job>>,
}

/// The part of a transaction that failed.
enum Failed {
    /// A statement. The other statements might succeed without it.
    Statement(sqlx::Error),
    /// The connection, before the commit. Nothing was changed, or only new deliveries were stored, which is harmless to
    /// repeat.
    Connection(sqlx::Error),
    /// The commit, or the database as a whole. No other operation would succeed.
    Everything(sqlx::Error),
}

impl Failed {
    fn of_statement(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Io(_) => Self::Connection(error),
            error if is_outage(&error) => Self::Everything(error),
            error => Self::Statement(error),
        }
    }
}

impl Batches {
    async fn run(self) {
        while let Some(batch) = self.gather().await {
            self.commit(batch).await;
        }
    }

    /// Waits for an operation, and takes all others that are waiting by then.
    async fn gather(&self) -> Option<Batch> {
        let mut receiver = self.receiver.lock().await;
        let mut batch = Batch::default();
        let (mut jobs, mut bytes) = (0, 0);
        let mut next = Some(receiver.recv().await?);
        while let Some(work) = next {
            match work {
                Work::Store(job) => {
                    jobs += job.rows.len();
                    bytes += job.bytes();
                    batch.stores.push(job);
                }
                Work::Other(job) => {
                    jobs += 1;
                    batch.others.push(job);
                }
            }
            next = if jobs < BATCH_JOBS && bytes < BATCH_BYTES { receiver.try_recv().ok() } else { None };
        }
        Some(batch)
    }

    /// Commits a batch, and then answers its callers. If a statement fails, each operation is tried alone, so that one
    /// that cannot succeed does not make the others fail.
    async fn commit(&self, mut batch: Batch) {
        let alone = batch.len() == 1;
        for retry in 0.. {
            match self.transaction(&mut batch).await {
                Ok(news) => return self.answer(batch, &news),
                Err(Failed::Statement(_)) if !alone => break,
                Err(Failed::Statement(error)) if is_conflict(&error) && retry < RETRIES => {}
                Err(Failed::Connection(_)) if retry < RETRIES => {}
                Err(Failed::Statement(error) | Failed::Connection(error) | Failed::Everything(error)) => {
                    return self.fail(batch, error);
                }
            }
        }
        for batch in batch.split() {
            Box::pin(self.commit(batch)).await;
        }
    }

    /// Runs the batch, and returns whether each delivery is new, once all of it is on the disk.
    async fn transaction(&self, batch: &mut Batch) -> Result<Vec<bool>, Failed> {
        if let Some(insert) = batch.is_one_insert().then(|| batch.rows()) {
            let insert = Insert::new(&insert);
            let returned = self.database.rows(&insert.sql, &insert.values).await;
            return returned.and_then(|returned| insert.news(&returned)).map_err(Failed::of_statement);
        }
        let mut tx = self.database.begin().await.map_err(Failed::of_statement)?;
        let news = batch.run(&mut tx).await.map_err(Failed::of_statement)?;
        tx.commit().await.map_err(Failed::Everything)?;
        Ok(news)
    }

    fn answer(&self, batch: Batch, news: &[bool]) {
        let is_new = news.contains(&true);
        self.outage.wrote(Kinds { deliveries: is_new, marks: batch.others.iter().any(|job| job.has_changed()) });
        if is_new {
            self.arrivals.send_replace(());
            self.stored.send_replace(());
        }
        let mut news = news.iter().copied();
        for job in batch.stores {
            let own = news.by_ref().take(job.rows.len()).collect();
            // If the receiver is gone, the sender has disconnected. Its delivery is stored, and a repetition is a
            // duplicate.
            let _ = job.reply.send(Ok(own));
        }
        for job in batch.others {
            job.answer(Ok(()));
        }
    }

    fn fail(&self, batch: Batch, error: sqlx::Error) {
        let written = Kinds { deliveries: !batch.stores.is_empty(), marks: !batch.others.is_empty() };
        // After a failure to connect, any response ends the outage. After a failure to write, only a write does.
        let refused = if matches!(error, sqlx::Error::Database(_)) { written } else { Kinds::default() };
        let error = Error::from(error);
        self.outage.failed(refused, &error, batch.len());
        for job in batch.stores {
            let _ = job.reply.send(Err(error.clone()));
        }
        for job in batch.others {
            job.answer(Err(error.clone()));
        }
    }
}

impl Batch {
    fn len(&self) -> usize {
        self.stores.len() + self.others.len()
    }

    fn rows(&self) -> Vec<&NewRow> {
        self.stores.iter().flat_map(|job| &job.rows).collect()
    }

    /// Whether the batch consists of a single statement.
    fn is_one_insert(&self) -> bool {
        self.others.is_empty() && self.stores.iter().map(|job| job.rows.len()).sum::<usize>() <= operation::ROWS
    }

    async fn run(&mut self, tx: &mut Transaction) -> Result<Vec<bool>, sqlx::Error> {
        let news = operation::insert(tx, &self.rows()).await?;
        for job in &mut self.others {
            job.run(tx).await?;
        }
        Ok(news)
    }

    /// Splits the batch into one batch for each operation.
    fn split(self) -> impl Iterator<Item = Self> {
        let stores = self.stores.into_iter().map(|job| Self { stores: vec![job], others: Vec::new() });
        stores.chain(self.others.into_iter().map(|job| Self { stores: Vec::new(), others: vec![job] }))
    }
}

/// Whether a statement lost against another transaction, and may succeed on the next try: a deadlock, a serialization
/// failure, or two claims of one order key.
fn is_conflict(error: &sqlx::Error) -> bool {
    const DEADLOCK: &str = "40P01";
    const SERIALIZATION: &str = "40001";
    error.as_database_error().is_some_and(|error| {
        error.is_unique_violation() || error.code().is_some_and(|code| [DEADLOCK, SERIALIZATION].contains(&&*code))
    })
}

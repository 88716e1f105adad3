//! Operations that wait for a commit and its result.

use std::pin::Pin;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::Retention;
use crate::database::Transaction;
use crate::error::Error;
use crate::operation;
use crate::row::{Claim, ClaimedRow, End, Mark, NewRow, Sweep, Swept};

/// Deliveries to be stored. The deliveries of all waiting requests are combined into one statement.
pub(super) struct StoreJob {
    pub(super) rows: Vec<NewRow>,
    pub(super) reply: oneshot::Sender<Result<Vec<bool>, Error>>,
}

impl StoreJob {
    pub(super) fn bytes(&self) -> usize {
        self.rows.iter().map(|row| row.sealed.body.len() + row.sealed.headers.len()).sum()
    }
}

/// An operation in a transaction. It may run more than once, because the transaction may be rolled back and retried.
pub(crate) trait Operation: Send + Sync + 'static {
    type Output: Send;

    fn run(&self, tx: &mut Transaction) -> impl Future<Output = Result<Self::Output, sqlx::Error>> + Send;

    /// Whether the operation has changed anything. On a full disk, an operation without changes succeeds, which does
    /// not prove that the database can be written.
    fn has_changed(output: &Self::Output) -> bool;
}

/// An operation, the output of its last run, and the sender for that output.
pub(super) struct Pending<O: Operation> {
    operation: O,
    output: Option<O::Output>,
    reply: oneshot::Sender<Result<O::Output, Error>>,
}

impl<O: Operation> Pending<O> {
    pub(super) fn new(operation: O) -> (Self, oneshot::Receiver<Result<O::Output, Error>>) {
        let (reply, answer) = oneshot::channel();
        (Self { operation, output: None, reply }, answer)
    }
}

/// A pending operation of any kind.
pub(super) trait Job: Send {
    fn run<'a>(&'a mut self, tx: &'a mut Transaction) -> Running<'a>;

    /// Whether its last run has changed anything.
    fn has_changed(&self) -> bool;

    /// Sends the output once the transaction is committed, or sends its error.
    fn answer(self: Box<Self>, committed: Result<(), Error>);
}

type Running<'a> = Pin<Box<dyn Future<Output = Result<(), sqlx::Error>> + Send + 'a>>;

impl<O: Operation> Job for Pending<O> {
    fn run<'a>(&'a mut self, tx: &'a mut Transaction) -> Running<'a> {
        Box::pin(async {
            self.output = Some(self.operation.run(tx).await?);
            Ok(())
        })
    }

    fn has_changed(&self) -> bool {
        self.output.as_ref().is_some_and(O::has_changed)
    }

    fn answer(self: Box<Self>, committed: Result<(), Error>) {
        // It ran before its transaction was committed. If the receiver is gone, the result is discarded.
        let Self { output, reply, .. } = *self;
        let _ = reply.send(committed.and_then(|()| output.ok_or(Error::Closed)));
    }
}

impl Operation for Claim {
    type Output = Vec<ClaimedRow>;

    async fn run(&self, tx: &mut Transaction) -> Result<Vec<ClaimedRow>, sqlx::Error> {
        operation::claim(tx, self, lease()?).await
    }

    fn has_changed(claimed: &Vec<ClaimedRow>) -> bool {
        !claimed.is_empty()
    }
}

/// A random number that identifies the leases of one claim.
fn lease() -> Result<i64, sqlx::Error> {
    let random = getrandom::u64().map_err(|error| sqlx::Error::Io(error.into()))?;
    Ok(i64::from_ne_bytes((random >> 1).to_ne_bytes()))
}

impl Operation for (Mark, End) {
    type Output = bool;

    async fn run(&self, tx: &mut Transaction) -> Result<bool, sqlx::Error> {
        operation::end(tx, self.0, &self.1).await
    }

    fn has_changed(is_held: &bool) -> bool {
        *is_held
    }
}

impl Operation for (Vec<Mark>, Duration) {
    type Output = Vec<Mark>;

    async fn run(&self, tx: &mut Transaction) -> Result<Vec<Mark>, sqlx::Error> {
        operation::extend(tx, &self.0, self.1).await
    }

    fn has_changed(held: &Vec<Mark>) -> bool {
        !held.is_empty()
    }
}

impl Operation for Sweep {
    type Output = Swept;

    async fn run(&self, tx: &mut Transaction) -> Result<Swept, sqlx::Error> {
        operation::catch_up(tx, self.longest_delay).await?;
        operation::sweep(tx, *self).await
    }

    fn has_changed(swept: &Swept) -> bool {
        *swept != Swept::default()
    }
}

impl Operation for Retention {
    type Output = u64;

    async fn run(&self, tx: &mut Transaction) -> Result<u64, sqlx::Error> {
        operation::retain(tx, *self).await
    }

    fn has_changed(rows: &u64) -> bool {
        *rows > 0
    }
}

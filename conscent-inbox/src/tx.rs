//! The transaction of a handler, which is committed together with the mark that its delivery is done.
//!
//! # Example
//!
//! This handler writes a row exactly once for each pass that is sold, even if the process crashes at any moment:
//!
//! ```
//! use conscent::{BoxError, conscent_handler, v2::PurchasePass};
//! use conscent_inbox::Tx;
//! # #[cfg(feature = "sqlite")]
//! use conscent_inbox::sqlx::{self, Sqlite};
//!
//! # #[cfg(feature = "sqlite")]
//! #[conscent_handler(event = "purchase.pass")]
//! async fn on_pass(event: PurchasePass, mut tx: Tx<Sqlite>) -> Result<(), BoxError> {
//!     let purchase = event.require_purchase()?.require_id()?.to_owned();
//!     // Call slow services here, before the next line: on SQLite, nothing else is stored from then until the handler ends.
//!     sqlx::query("INSERT INTO pass (purchase) VALUES ($1)").bind(purchase).execute(tx.conn().await?).await?;
//!     Ok(())
//! }
//! ```
//!
//! The table belongs to the program, and is in the database of the inbox. If the handler returns `Ok`, the worker marks
//! the delivery as done and commits, in one transaction. If the handler returns an error, panics or takes too long, or
//! its process ends, the transaction is rolled back, and the next attempt finds the database as if this attempt had
//! never happened.
//!
//! Effects of a handler elsewhere (such as an e-mail, or a call to a service) are outside of the transaction, and
//! happen at least once.
//!
//! # Rules
//!
//! - The transaction begins with the first call of [`Tx::conn`], and ends after the handler. It may stay open for the
//!   worker's [`tx_timeout`](crate::worker::Builder::tx_timeout). After that, the attempt is stopped and fails.
//! - SQLite has one writer at a time: while a transaction is open, no delivery is stored. A handler that uses its own
//!   pool to write to the same file during that time, or stores another delivery, waits for itself.
//! - A transaction cannot outlive its attempt. If a handler moves its `Tx` into a task that still has it when the
//!   handler returns, the attempt fails, and its writes are rolled back once the task drops it.
//! - Only the worker sends `COMMIT` and `ROLLBACK`. For parts that may fail, use a savepoint:
//!   `tx.conn().await?.begin()`, from `sqlx::Connection`.

mod error;
mod kind;
mod slot;
pub mod test;

use std::fmt;
use std::sync::Arc;

use conscent::{Delivery, FromDeliveryParts};

use crate::database::Transaction;

pub use error::TxError;
pub use kind::TxDatabase;
pub(crate) use slot::{Left, Slot};

/// Writes the effects of a handler in the transaction that marks its delivery as done. It is a parameter of handlers
/// and fallbacks.
///
/// Use `Tx<Sqlite>` or `Tx<Postgres>`, to match the inbox. See the [module](self).
#[must_use = "the transaction begins with `.conn()`"]
pub struct Tx<Db: TxDatabase> {
    /// `None` if the delivery did not come from an inbox.
    slot: Option<Arc<Slot>>,
    transaction: Option<Transaction>,
    database: std::marker::PhantomData<fn() -> Db>,
}

impl<Db: TxDatabase> Tx<Db> {
    fn new(slot: Option<Arc<Slot>>) -> Self {
        Self { slot, transaction: None, database: std::marker::PhantomData }
    }

    /// The connection of the transaction. The first call begins the transaction.
    ///
    /// # Errors
    /// The delivery did not come from an inbox, or came from one in another kind of database; its lease was lost; or
    /// the transaction could not begin, or has ended with its attempt. Return the error from the handler, so that the
    /// delivery is retried.
    pub async fn conn(&mut self) -> Result<&mut Db::Connection, TxError> {
        let slot = self.slot.as_ref().ok_or(TxError::NoInbox)?;
        if slot.kind() != Db::KIND {
            return Err(TxError::Database { inbox: slot.kind().name(), tx: Db::KIND.name() });
        }
        if slot.has_ended() {
            // Roll back now, not only when the task that has the `Tx` ends.
            self.give_back();
            return Err(TxError::Ended);
        }
        let transaction = match self.transaction.take() {
            Some(transaction) => transaction,
            None => slot.open().await?,
        };
        let transaction = self.transaction.insert(transaction);
        Db::connection(transaction).ok_or(TxError::Ended)
    }

    fn give_back(&mut self) {
        if let (Some(slot), Some(transaction)) = (&self.slot, self.transaction.take()) {
            slot.put(transaction);
        }
    }
}

/// Returns the transaction to the worker, which commits it or rolls it back.
impl<Db: TxDatabase> Drop for Tx<Db> {
    fn drop(&mut self) {
        self.give_back();
    }
}

impl<States, Db: TxDatabase> FromDeliveryParts<States, ()> for Tx<Db> {
    fn extract(_: &States, delivery: &Delivery) -> Self {
        Self::new(delivery.attachment())
    }
}

impl<Db: TxDatabase> fmt::Debug for Tx<Db> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx")
            .field("database", &Db::KIND.name())
            .field("has_inbox", &self.slot.is_some())
            .field("is_open", &self.transaction.is_some())
            .finish()
    }
}

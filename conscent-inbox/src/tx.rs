//! The transaction of a handler, which is committed together with the mark that its delivery is done.
//!
//! # The example that everyone needs
//!
//! A pass is sold, and a row is written, once, no matter what crashes when:
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
//!     // Slow services are called here: on SQLite, nothing else is stored between the next line and the handler's end.
//!     sqlx::query("INSERT INTO pass (purchase) VALUES ($1)").bind(purchase).execute(tx.conn().await?).await?;
//!     Ok(())
//! }
//! ```
//!
//! The table is the program's, in the database of the inbox. If the handler returns `Ok`, the worker marks the delivery done
//! and commits, in one transaction. If it returns an error, panics, takes too long, or its process ends, the transaction
//! is rolled back, and another attempt finds the database as if this one had not been.
//!
//! What a handler does elsewhere (a mail, a call of a service) is outside of the transaction, and happens at least once.
//!
//! # What to know
//!
//! - It begins with the first call of [`Tx::conn`], and ends after the handler. It may stay open for as long as the worker's
//!   [`tx_timeout`](crate::worker::Builder::tx_timeout) says; then the attempt is stopped and fails.
//! - On SQLite, there is one writer at a time: while a transaction is open, no delivery is stored. A handler that at that
//!   time writes to the same file through a pool of its own, or stores another delivery, waits for itself.
//! - A transaction cannot outlive its attempt. If a handler moves its `Tx` into a task that still has it when the handler
//!   returns, the attempt fails, and what was written is rolled back once the task lets go of it.
//! - `COMMIT` and `ROLLBACK` are the worker's. For parts that may fail, use a savepoint: `tx.conn().await?.begin()`, of
//!   `sqlx::Connection`.

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

/// A parameter of handlers and fallbacks: the transaction in which the delivery is marked done.
///
/// It is `Tx<Sqlite>` or `Tx<Postgres>`, as the inbox. See the [module](self).
#[must_use = "the transaction begins with `.conn()`"]
pub struct Tx<Db: TxDatabase> {
    /// `None` without an inbox.
    slot: Option<Arc<Slot>>,
    transaction: Option<Transaction>,
    database: std::marker::PhantomData<fn() -> Db>,
}

impl<Db: TxDatabase> Tx<Db> {
    fn new(slot: Option<Arc<Slot>>) -> Self {
        Self { slot, transaction: None, database: std::marker::PhantomData }
    }

    /// The connection of the transaction. The first call begins it.
    ///
    /// # Errors
    /// The delivery did not come from an inbox, or from one in another kind of database; its lease was lost; the transaction
    /// could not begin, or has ended with its attempt. A handler returns the error, and the delivery is tried again.
    pub async fn conn(&mut self) -> Result<&mut Db::Connection, TxError> {
        let slot = self.slot.as_ref().ok_or(TxError::NoInbox)?;
        if slot.kind() != Db::KIND {
            return Err(TxError::Database { inbox: slot.kind().name(), tx: Db::KIND.name() });
        }
        if slot.has_ended() {
            // What it has written is rolled back now, and not only when the task that has it ends.
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

/// It gives the transaction to the worker, which commits it or rolls it back.
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

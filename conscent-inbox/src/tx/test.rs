//! Tests handlers that take a [`Tx`], without an inbox.
//!
//! ```
//! # #[cfg(feature = "sqlite")]
//! # async fn example() -> Result<(), conscent::BoxError> {
//! use conscent::{BoxError, Delivery, Router, conscent_handler, handlers};
//! use conscent_inbox::sqlx::{self, Sqlite, SqlitePool};
//! use conscent_inbox::{Tx, test};
//!
//! #[conscent_handler(raw_event = "gift.sent")]
//! async fn on_gift(mut tx: Tx<Sqlite>) -> Result<(), BoxError> {
//!     sqlx::query("INSERT INTO gift DEFAULT VALUES").execute(tx.conn().await?).await?;
//!     Ok(())
//! }
//!
//! let pool = SqlitePool::connect("sqlite::memory:").await?;
//! sqlx::query("CREATE TABLE gift (id INTEGER PRIMARY KEY)").execute(&pool).await?;
//! let router = Router::with_fallback(|| ()).handlers(handlers![on_gift]).build()?;
//!
//! let arrived = Delivery::parse(r#"{"event": "gift.sent"}"#.into(), &http::HeaderMap::new())?;
//! let (delivery, attached) = test::attach(arrived, &pool);
//! router.dispatch(delivery).await?;
//! let gifts: i64 = sqlx::query_scalar("SELECT count(*) FROM gift").fetch_one(attached.tx().conn().await?).await?;
//! assert_eq!(gifts, 1);
//! drop(attached); // rolled back; `attached.commit().await?` would commit
//! # Ok(())
//! # }
//! # #[cfg(feature = "sqlite")]
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(example())?;
//! # Ok::<(), conscent::BoxError>(())
//! ```

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use conscent::Delivery;
use sqlx::Pool;

use super::{Left, Slot, Tx, TxDatabase, TxError};

/// The transaction that is attached to a delivery. It is rolled back when this is dropped.
#[must_use = "the transaction is rolled back when this is dropped"]
pub struct Attached<Db: TxDatabase> {
    slot: Arc<Slot>,
    database: PhantomData<fn() -> Db>,
}

/// Attaches a transaction to a delivery, for a handler that takes a [`Tx`]. It begins when the handler uses it.
pub fn attach<Db: TxDatabase>(delivery: Delivery, pool: &Pool<Db>) -> (Delivery, Attached<Db>) {
    let pool = pool.clone();
    let slot = Arc::new(Slot::test(Db::KIND, move || Db::begin(pool.clone())));
    (delivery.attach(Arc::clone(&slot)), Attached { slot, database: PhantomData })
}

impl<Db: TxDatabase> Attached<Db> {
    /// The transaction, to read what the handler has written.
    pub fn tx(&self) -> Tx<Db> {
        Tx::new(Some(Arc::clone(&self.slot)))
    }

    /// Commits what the handler has written. If no handler has used the transaction, this does nothing.
    ///
    /// # Errors
    /// A `Tx` still has the transaction, or the database does not commit it.
    pub async fn commit(self) -> Result<(), TxError> {
        match self.slot.close() {
            Left::Unused => Ok(()),
            Left::Open(transaction) => transaction.commit().await.map_err(TxError::Commit),
            Left::Out => Err(TxError::InUse),
        }
    }
}

impl<Db: TxDatabase> Drop for Attached<Db> {
    fn drop(&mut self) {
        // Clones of the delivery keep the slot alive, but not its transaction.
        drop(self.slot.close());
    }
}

impl<Db: TxDatabase> fmt::Debug for Attached<Db> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Attached").field(&Db::KIND.name()).finish()
    }
}

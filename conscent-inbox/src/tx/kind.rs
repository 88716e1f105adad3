//! The databases of transactions.

#![expect(private_interfaces, reason = "the sealed trait cannot be named outside of this crate")]

use std::pin::Pin;

use sqlx::Pool;
#[cfg(feature = "postgres")]
use sqlx::Postgres;
#[cfg(feature = "sqlite")]
use sqlx::Sqlite;

use crate::database::{Database, Transaction};

/// The databases of a [`Tx`](super::Tx): `Sqlite` and `Postgres` of `sqlx`, each with the feature of that name.
#[diagnostic::on_unimplemented(
    message = "an inbox cannot use the database `{Self}`",
    note = "use `sqlx::Sqlite` with the feature `sqlite`, or `sqlx::Postgres` with the feature `postgres`"
)]
pub trait TxDatabase: sealed::Sealed {}

/// The future that begins a transaction.
pub(super) type Beginning = Pin<Box<dyn Future<Output = Result<Transaction, sqlx::Error>> + Send>>;

/// The kind of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    #[cfg(feature = "sqlite")]
    Sqlite,
    #[cfg(feature = "postgres")]
    Postgres,
}

impl Kind {
    pub(super) fn of(database: &Database) -> Self {
        match database {
            #[cfg(feature = "sqlite")]
            Database::Sqlite { .. } => Self::Sqlite,
            #[cfg(feature = "postgres")]
            Database::Postgres { .. } => Self::Postgres,
        }
    }

    /// The name of its type in `sqlx`.
    pub(super) fn name(self) -> &'static str {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite => "Sqlite",
            #[cfg(feature = "postgres")]
            Self::Postgres => "Postgres",
        }
    }
}

pub(super) mod sealed {
    use super::{Beginning, Kind, Pool, Transaction};

    pub trait Sealed: sqlx::Database {
        const KIND: Kind;

        /// The connection of a transaction of this kind.
        fn connection(transaction: &mut Transaction) -> Option<&mut Self::Connection>;

        /// Begins a transaction that writes.
        fn begin(pool: Pool<Self>) -> Beginning;
    }
}

#[cfg(feature = "sqlite")]
impl TxDatabase for Sqlite {}

#[cfg(feature = "sqlite")]
impl sealed::Sealed for Sqlite {
    const KIND: Kind = Kind::Sqlite;

    fn connection(transaction: &mut Transaction) -> Option<&mut Self::Connection> {
        match transaction {
            Transaction::Sqlite(transaction) => Some(transaction),
            #[cfg(feature = "postgres")]
            Transaction::Postgres(_) => None,
        }
    }

    fn begin(pool: Pool<Self>) -> Beginning {
        Box::pin(async move { Ok(Transaction::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?)) })
    }
}

#[cfg(feature = "postgres")]
impl TxDatabase for Postgres {}

#[cfg(feature = "postgres")]
impl sealed::Sealed for Postgres {
    const KIND: Kind = Kind::Postgres;

    fn connection(transaction: &mut Transaction) -> Option<&mut Self::Connection> {
        match transaction {
            #[cfg(feature = "sqlite")]
            Transaction::Sqlite(_) => None,
            Transaction::Postgres(transaction) => Some(transaction),
        }
    }

    fn begin(pool: Pool<Self>) -> Beginning {
        Box::pin(async move { Ok(Transaction::Postgres(pool.begin().await?)) })
    }
}

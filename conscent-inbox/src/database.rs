//! Two databases behind one interface.
//!
//! Each statement is written once. Parameters are `$1`, which SQLite accepts as well. Parts that differ between the
//! databases have a name in braces: [`Dialect`] lists them. `sqlx::Any` is not used, because a handler needs the
//! connection of its own database.

use sqlx::AssertSqlSafe;
#[cfg(feature = "postgres")]
use sqlx::postgres::{PgConnection, PgPool, PgRow, Postgres};
#[cfg(feature = "sqlite")]
use sqlx::sqlite::{Sqlite, SqliteConnection, SqlitePool, SqliteRow};

/// The pools of connections to the database of an inbox.
#[derive(Clone)]
pub(crate) enum Database {
    /// SQLite has one writer at a time. So one connection writes, and its pool is a queue that is served in order.
    #[cfg(feature = "sqlite")]
    Sqlite { write: SqlitePool, read: SqlitePool },
    /// `work` is for handlers and for people. Deliveries can still be stored when that pool is exhausted.
    #[cfg(feature = "postgres")]
    Postgres { write: PgPool, work: PgPool },
}

/// A transaction. It is rolled back when it is dropped.
pub(crate) enum Transaction {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// A connection, inside or outside of a transaction.
pub(crate) enum Connection<'a> {
    #[cfg(feature = "sqlite")]
    Sqlite(&'a mut SqliteConnection),
    #[cfg(feature = "postgres")]
    Postgres(&'a mut PgConnection),
}

/// A parameter of a statement. PostgreSQL needs the type even of a NULL.
pub(crate) enum Value<'a> {
    Integer(Option<i64>),
    Text(Option<&'a str>),
    Bytes(Option<&'a [u8]>),
}

/// A row that a statement returned.
pub(crate) enum Row {
    #[cfg(feature = "sqlite")]
    Sqlite(SqliteRow),
    #[cfg(feature = "postgres")]
    Postgres(PgRow),
}

/// The parts of statements that differ between the databases.
struct Dialect {
    /// `{now}`: the time in milliseconds since 1970, by the database's clock, which all machines share.
    now: &'static str,
    /// `{random}`: a whole number from 0 to 999, a different one for each row.
    random: &'static str,
    /// `{skip locked}`: the end of a SELECT, so that two workers never wait for each other.
    skip_locked: &'static str,
}

#[cfg(feature = "sqlite")]
const SQLITE: Dialect =
    Dialect { now: "CAST(unixepoch('subsec') * 1000 AS INTEGER)", random: "abs(random() % 1000)", skip_locked: "" };

#[cfg(feature = "postgres")]
const POSTGRES: Dialect = Dialect {
    now: "conscent_now()",
    random: "CAST(floor(random() * 1000) AS bigint)",
    skip_locked: "FOR UPDATE SKIP LOCKED",
};

impl Dialect {
    fn sql(&self, text: &str) -> AssertSqlSafe<String> {
        // Safe: the text of these statements never comes from outside; values are parameters.
        AssertSqlSafe(
            text.replace("{now}", self.now).replace("{random}", self.random).replace("{skip locked}", self.skip_locked),
        )
    }
}

impl Database {
    /// Begins a transaction of the inbox itself.
    pub(crate) async fn begin(&self) -> Result<Transaction, sqlx::Error> {
        Ok(match self {
            // A transaction that begins by reading and writes later fails if another program has written in between.
            #[cfg(feature = "sqlite")]
            Self::Sqlite { write, .. } => Transaction::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            #[cfg(feature = "postgres")]
            Self::Postgres { write, .. } => Transaction::Postgres(write.begin().await?),
        })
    }

    /// Runs a single statement of the inbox itself. It is its own transaction, which saves two round trips.
    pub(crate) async fn rows(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<Row>, sqlx::Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite { write, .. } => Connection::Sqlite(&mut *write.acquire().await?).rows(sql, values).await,
            #[cfg(feature = "postgres")]
            Self::Postgres { write, .. } => Connection::Postgres(&mut *write.acquire().await?).rows(sql, values).await,
        }
    }

    /// Notifies the workers of all machines that deliveries are waiting. SQLite is not shared between machines.
    ///
    /// This is never part of a transaction that stores, because a server sends its notifications one after another. It
    /// is not synced either. Polling finds deliveries whose notification was lost.
    pub(crate) async fn notify(&self) -> Result<(), sqlx::Error> {
        let sql = match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite { .. } => None,
            #[cfg(feature = "postgres")]
            Self::Postgres { .. } => {
                Some("SELECT set_config('synchronous_commit', 'off', true), pg_notify('conscent_inbox', '')")
            }
        };
        match sql {
            Some(sql) => self.rows(sql, &[]).await.map(drop),
            None => Ok(()),
        }
    }

    /// Begins a transaction for the effects of a handler. On SQLite, nothing else can write until it ends.
    pub(crate) async fn begin_effects(&self) -> Result<Transaction, sqlx::Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite { .. } => self.begin().await,
            #[cfg(feature = "postgres")]
            Self::Postgres { work, .. } => Ok(Transaction::Postgres(work.begin().await?)),
        }
    }

    /// Begins a transaction that only reads.
    pub(crate) async fn begin_reading(&self) -> Result<Transaction, sqlx::Error> {
        Ok(match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite { read, .. } => Transaction::Sqlite(read.begin().await?),
            #[cfg(feature = "postgres")]
            Self::Postgres { work, .. } => Transaction::Postgres(work.begin().await?),
        })
    }

    pub(crate) async fn close(&self) {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite { write, read } => {
                read.close().await;
                write.close().await; // last, so that it moves the log into the file
            }
            #[cfg(feature = "postgres")]
            Self::Postgres { write, work } => {
                write.close().await;
                work.close().await;
            }
        }
    }
}

/// Binds the parameters of a statement for one of the databases.
macro_rules! query {
    ($dialect:ident, $sql:expr, $values:expr) => {{
        let mut query = sqlx::query($dialect.sql($sql));
        for value in $values {
            query = match value {
                Value::Integer(number) => query.bind(*number),
                Value::Text(text) => query.bind(*text),
                Value::Bytes(bytes) => query.bind(*bytes),
            };
        }
        query
    }};
}

impl Connection<'_> {
    /// Runs a statement that returns rows.
    pub(crate) async fn rows(self, sql: &str, values: &[Value<'_>]) -> Result<Vec<Row>, sqlx::Error> {
        Ok(match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => {
                let rows = query!(SQLITE, sql, values).fetch_all(connection).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => {
                let rows = query!(POSTGRES, sql, values).fetch_all(connection).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// Runs a statement, and returns the number of rows that it changed.
    pub(crate) async fn execute(self, sql: &str, values: &[Value<'_>]) -> Result<u64, sqlx::Error> {
        Ok(match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => query!(SQLITE, sql, values).execute(connection).await?.rows_affected(),
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => query!(POSTGRES, sql, values).execute(connection).await?.rows_affected(),
        })
    }

    /// Runs several statements without parameters.
    pub(crate) async fn script(self, sql: &'static str) -> Result<(), sqlx::Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => sqlx::raw_sql(sql).execute(connection).await.map(drop),
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => sqlx::raw_sql(sql).execute(connection).await.map(drop),
        }
    }
}

impl Transaction {
    pub(crate) fn connection(&mut self) -> Connection<'_> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(tx) => Connection::Sqlite(tx),
            #[cfg(feature = "postgres")]
            Self::Postgres(tx) => Connection::Postgres(tx),
        }
    }

    /// Like [`Connection::rows`].
    pub(crate) async fn rows(&mut self, sql: &str, values: &[Value<'_>]) -> Result<Vec<Row>, sqlx::Error> {
        self.connection().rows(sql, values).await
    }

    /// Like [`Connection::execute`].
    pub(crate) async fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, sqlx::Error> {
        self.connection().execute(sql, values).await
    }

    /// Like [`Connection::script`].
    pub(crate) async fn script(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        self.connection().script(sql).await
    }

    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(tx) => tx.commit().await,
            #[cfg(feature = "postgres")]
            Self::Postgres(tx) => tx.commit().await,
        }
    }
}

/// Reads a column of a row from either database.
macro_rules! column {
    ($self:ident, $name:ident) => {
        match $self {
            #[cfg(feature = "sqlite")]
            Row::Sqlite(row) => sqlx::Row::try_get(row, $name),
            #[cfg(feature = "postgres")]
            Row::Postgres(row) => sqlx::Row::try_get(row, $name),
        }
    };
}

impl Row {
    pub(crate) fn integer(&self, name: &str) -> Result<i64, sqlx::Error> {
        column!(self, name)
    }

    pub(crate) fn optional_integer(&self, name: &str) -> Result<Option<i64>, sqlx::Error> {
        column!(self, name)
    }

    pub(crate) fn text(&self, name: &str) -> Result<String, sqlx::Error> {
        column!(self, name)
    }

    pub(crate) fn optional_text(&self, name: &str) -> Result<Option<String>, sqlx::Error> {
        column!(self, name)
    }

    pub(crate) fn optional_bytes(&self, name: &str) -> Result<Option<Vec<u8>>, sqlx::Error> {
        column!(self, name)
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(Some(number))
    }
}

impl From<Option<i64>> for Value<'_> {
    fn from(number: Option<i64>) -> Self {
        Self::Integer(number)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Some(text))
    }
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(text: Option<&'a str>) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(Some(bytes))
    }
}

/// The numbers of `count` parameters, starting with `first`: `$3, $4, $5`.
pub(crate) fn parameters(first: usize, count: usize) -> String {
    let numbers: Vec<String> = (first..first + count).map(|number| format!("${number}")).collect();
    numbers.join(", ")
}

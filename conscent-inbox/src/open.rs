//! Opens the database of an inbox, and creates or migrates its tables.

#[cfg(feature = "postgres")]
mod postgres;
mod proof;
#[cfg(feature = "sqlite")]
mod sqlite;

use crate::database::{Database, Transaction};
use crate::error::OpenError;
use crate::keys::Keys;

/// The scripts that migrate the tables from each version to the next.
struct Migrations(&'static [&'static str]);

impl Migrations {
    fn of(database: &Database) -> Self {
        match database {
            #[cfg(feature = "sqlite")]
            Database::Sqlite { .. } => Self(&[include_str!("schema/sqlite.sql")]),
            #[cfg(feature = "postgres")]
            Database::Postgres { .. } => Self(&[include_str!("schema/postgres.sql")]),
        }
    }

    /// The version of the tables that this crate works with.
    fn version(&self) -> i64 {
        i64::try_from(self.0.len()).unwrap_or(i64::MAX)
    }

    /// The scripts that lead from a version to the current one.
    fn since(&self, version: i64) -> &'static [&'static str] {
        usize::try_from(version).ok().and_then(|done| self.0.get(done..)).unwrap_or_default()
    }
}

/// Opens the database at an address. With `is_existing`, the database must exist, and is not changed.
pub(crate) async fn database(url: &str, keys: &Keys, is_existing: bool) -> Result<Database, OpenError> {
    let database = match url.split_once(':') {
        #[cfg(feature = "sqlite")]
        Some(("sqlite", _)) => sqlite::open(url, is_existing).await?,
        #[cfg(feature = "postgres")]
        Some(("postgres" | "postgresql", _)) => postgres::open(url).await?,
        #[cfg(not(feature = "sqlite"))]
        Some(("sqlite", _)) => return Err(not_compiled("sqlite")),
        #[cfg(not(feature = "postgres"))]
        Some(("postgres" | "postgresql", _)) => return Err(not_compiled("postgres")),
        // The address may contain a password, so it is not quoted.
        _ => {
            return Err(OpenError::Address(
                "it must begin with `sqlite://` or `postgres://`, such as sqlite://inbox.db".to_owned(),
            ));
        }
    };
    let prepared = prepare(&database, keys, is_existing).await;
    if prepared.is_err() {
        database.close().await;
    }
    prepared.map(|()| database)
}

async fn prepare(database: &Database, keys: &Keys, is_existing: bool) -> Result<(), OpenError> {
    migrate(database, is_existing).await?;
    proof::check(database, keys, is_existing).await
}

#[cfg(not(all(feature = "sqlite", feature = "postgres")))]
fn not_compiled(feature: &str) -> OpenError {
    OpenError::Address(format!("this program was compiled without the feature `{feature}` of conscent-inbox"))
}

/// Migrates the tables to the current version in one transaction.
async fn migrate(database: &Database, is_existing: bool) -> Result<(), OpenError> {
    let migrations = Migrations::of(database);
    let known = migrations.version();
    if is_existing {
        let mut tx = database.begin_reading().await?;
        return match version(&mut tx).await? {
            None => Err(OpenError::NoInbox),
            Some(found) if found > known => Err(OpenError::Newer { found, known }),
            Some(found) if found < known => Err(OpenError::Older { found, needed: known }),
            Some(_) => Ok(()),
        };
    }
    let mut tx = database.begin().await?;
    lock(&mut tx).await?;
    let found = version(&mut tx).await?;
    if let Some(found) = found.filter(|found| *found > known) {
        return Err(OpenError::Newer { found, known });
    }
    if found == Some(known) {
        return Ok(());
    }
    if found.is_none() {
        tx.script("CREATE TABLE conscent_inbox (version bigint NOT NULL); INSERT INTO conscent_inbox VALUES (0)")
            .await?;
    }
    for script in migrations.since(found.unwrap_or(0)) {
        tx.script(script).await?;
    }
    tx.execute("UPDATE conscent_inbox SET version = $1", &[known.into()]).await?;
    Ok(tx.commit().await?)
}

/// The version of the tables, if they exist.
async fn version(tx: &mut Transaction) -> Result<Option<i64>, sqlx::Error> {
    let exists = match tx {
        #[cfg(feature = "sqlite")]
        Transaction::Sqlite(_) => "SELECT 1 AS one FROM sqlite_schema WHERE type = 'table' AND name = 'conscent_inbox'",
        #[cfg(feature = "postgres")]
        Transaction::Postgres(_) => "SELECT 1 AS one WHERE to_regclass('conscent_inbox') IS NOT NULL",
    };
    if tx.rows(exists, &[]).await?.is_empty() {
        return Ok(None);
    }
    let rows = tx.rows("SELECT version FROM conscent_inbox", &[]).await?;
    rows.first().map(|row| row.integer("version")).transpose()
}

/// Keeps other programs from migrating at the same time. A writing transaction of SQLite does so by itself.
async fn lock(tx: &mut Transaction) -> Result<(), sqlx::Error> {
    let lock = match tx {
        #[cfg(feature = "sqlite")]
        Transaction::Sqlite(_) => None,
        // An unlikely number for any other lock: "conscent" in ASCII.
        #[cfg(feature = "postgres")]
        Transaction::Postgres(_) => Some("SELECT pg_advisory_xact_lock(x'636f6e7363656e74'::bigint)"),
    };
    match lock {
        Some(lock) => tx.execute(lock, &[]).await.map(drop),
        None => Ok(()),
    }
}

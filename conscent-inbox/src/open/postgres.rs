//! PostgreSQL, with commits that are on the disk when they return.

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{Connection, Executor};

use crate::database::Database;
use crate::error::OpenError;

/// The connections that store, claim and mark: one for each task of the writer, and one that migrates or notifies.
const WRITERS: u32 = 5;

/// The connections for handlers with their own transactions, and for people.
const WORKERS: u32 = 16;

/// Makes sure that acknowledged deliveries are on the disk, regardless of the default of the database or its user. A
/// setting that also waits for replicas is kept.
const SYNCED: &str = "SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') IN ('off', 'local')";

/// Each of the writer's statements has an index that finds its rows in the required order. But until the server has
/// analyzed a new or fast-growing table, it assumes few rows, and sorts all of them for each claim.
const BY_INDEX: &str = "SET enable_sort = off; SET enable_bitmapscan = off; SET enable_seqscan = off";

/// The maximum time to wait for a connection.
const BUSY: Duration = Duration::from_secs(5);

pub(super) async fn open(url: &str) -> Result<Database, OpenError> {
    // The text of the parser's error may quote the address, and with it the password.
    let options = PgConnectOptions::from_str(url).map_err(|_| {
        OpenError::Address(
            "it must have the form postgres://user:password@host/database, with reserved characters as %XX".to_owned(),
        )
    })?;
    let options = options.application_name("conscent-inbox");
    let pool = |connections, settings: &'static [&'static str]| {
        PgPoolOptions::new().max_connections(connections).acquire_timeout(BUSY).after_connect(move |connection, _| {
            Box::pin(async move {
                for setting in settings {
                    connection.execute(*setting).await?;
                }
                Ok(())
            })
        })
    };
    // A pool reports a failed connection only after its time limit. A single connection reports it immediately.
    sqlx::PgConnection::connect_with(&options).await?.close().await?;
    // The writer retries if a connection has broken. Testing the connection before each batch would cost a round trip.
    let write = pool(WRITERS, &[SYNCED, BY_INDEX]).test_before_acquire(false).connect_with(options.clone()).await?;
    check(&write).await?;
    Ok(Database::Postgres { write, work: pool(WORKERS, &[SYNCED]).connect_lazy_with(options) })
}

async fn check(pool: &PgPool) -> Result<(), OpenError> {
    let encoding: String = sqlx::query_scalar("SHOW server_encoding").fetch_one(pool).await?;
    if encoding != "UTF8" {
        return Err(OpenError::Unsuitable(format!(
            "the database has the encoding {encoding}, which cannot hold every event name; create one with the encoding UTF8"
        )));
    }
    let fsync: String = sqlx::query_scalar("SHOW fsync").fetch_one(pool).await?;
    if fsync != "on" {
        #[cfg(feature = "tracing")]
        tracing::warn!("fsync is off on the server of the inbox: a power failure can lose acknowledged deliveries");
    }
    Ok(())
}

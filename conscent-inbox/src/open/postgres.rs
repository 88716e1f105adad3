//! PostgreSQL: commits that are on the disk when they return.

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{Connection, Executor};

use crate::database::Database;
use crate::error::OpenError;

/// Connections that store, claim and mark: one for each task of the writer, and one that migrates or notifies.
const WRITERS: u32 = 5;

/// Connections for handlers with transactions of their own, and for people.
const WORKERS: u32 = 16;

/// No matter what the default of the database or its user is: what is acknowledged is on the disk. A setting that waits for replicas
/// as well is left.
const SYNCED: &str = "SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') IN ('off', 'local')";

/// The writer's statements all have an index for what they look for, in the order that they want. But as long as the server has
/// not counted the rows of a new or fast-growing table, it takes them for few, and sorts them all for each claim.
const BY_INDEX: &str = "SET enable_sort = off; SET enable_bitmapscan = off; SET enable_seqscan = off";

/// How long to wait for a connection.
const BUSY: Duration = Duration::from_secs(5);

pub(super) async fn open(url: &str) -> Result<Database, OpenError> {
    // The text of a parser's error may quote the address, and so its password.
    let options = PgConnectOptions::from_str(url).map_err(|_| {
        OpenError::Address(
            "it has to be postgres://user:password@host/database, with reserved characters as %XX".to_owned(),
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
    // A pool hides why it cannot connect behind a time limit. One connection says so at once.
    sqlx::PgConnection::connect_with(&options).await?.close().await?;
    // The writer tries again if a connection has broken. To ask before each batch whether it still works would be a round trip.
    let write = pool(WRITERS, &[SYNCED, BY_INDEX]).test_before_acquire(false).connect_with(options.clone()).await?;
    check(&write).await?;
    Ok(Database::Postgres { write, work: pool(WORKERS, &[SYNCED]).connect_lazy_with(options) })
}

async fn check(pool: &PgPool) -> Result<(), OpenError> {
    let encoding: String = sqlx::query_scalar("SHOW server_encoding").fetch_one(pool).await?;
    if encoding != "UTF8" {
        return Err(OpenError::Unsuitable(format!(
            "the database has the encoding {encoding}, which cannot hold every name of an event; create one with UTF8"
        )));
    }
    let fsync: String = sqlx::query_scalar("SHOW fsync").fetch_one(pool).await?;
    if fsync != "on" {
        #[cfg(feature = "tracing")]
        tracing::warn!("the server of the inbox has fsync off: a power failure loses what was acknowledged");
    }
    Ok(())
}

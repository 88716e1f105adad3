//! SQLite, in a file that only its owner can read, with a log that is synced at each commit.

use std::fs;
use std::io;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

use crate::database::Database;
use crate::error::OpenError;

/// The first version without a bug by which two connections could damage a database in WAL mode.
/// <https://sqlite.org/wal.html#walresetbug>
const OLDEST: [u32; 3] = [3, 51, 3];

/// The maximum time to wait for another program that writes.
const LOCKED: Duration = Duration::from_secs(5);

/// The maximum time to wait for the connection that writes. It is longer than the transaction of a handler may hold
/// that connection.
const BUSY: Duration = Duration::from_secs(15);

/// The connections that read, for people and for gauges.
const READERS: u32 = 2;

pub(super) async fn open(url: &str, is_existing: bool) -> Result<Database, OpenError> {
    if url.contains(":memory:") || url.contains("mode=memory") {
        return Err(OpenError::Address("an inbox in memory would lose acknowledged deliveries; use a file".to_owned()));
    }
    let options = SqliteConnectOptions::from_str(url).map_err(|error| OpenError::Address(error.to_string()))?;
    prepare(options.get_filename(), is_existing)?;
    let options = options
        .create_if_missing(false) // it has already been created, with the right mode
        .synchronous(SqliteSynchronous::Full) // a commit is on the disk, not only in the system's memory
        .pragma("secure_delete", "ON") // deleted data is overwritten
        .busy_timeout(LOCKED);
    // The file stores its journal mode. So an existing inbox has the right one, and a file of another program is not
    // changed.
    let options = if is_existing { options } else { options.journal_mode(SqliteJournalMode::Wal) };
    // The writer lives as long as the inbox, because the last connection that closes removes the log.
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .acquire_timeout(BUSY)
        .idle_timeout(None)
        .max_lifetime(None)
        // On a full disk, SQLite rolls back by itself. sqlx would still see a transaction then, and not begin another
        // one.
        .before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }))
        .connect_with(options.clone())
        .await?;
    let read = SqlitePoolOptions::new().max_connections(READERS).acquire_timeout(LOCKED);
    let read = read.connect_lazy_with(options.read_only(true));
    check_version(&write).await?;
    Ok(Database::Sqlite { write, read })
}

/// Creates the file if it is missing, and makes sure that only its owner can read it.
fn prepare(path: &Path, is_existing: bool) -> Result<(), OpenError> {
    let fail = |why: String| Err(OpenError::File { path: path.to_owned(), why });
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => {
            fail("is a symbolic link, which could lead anywhere; give the path of the file itself".to_owned())
        }
        Ok(found) if !found.is_file() => {
            fail("is not a file; give the path of a file in an existing folder".to_owned())
        }
        Ok(_) if is_existing => Ok(()),
        Ok(found) => {
            tighten(path, &found).or_else(|error| fail(format!("cannot be made readable by its owner only: {error}")))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound && !is_existing => create(path)
            .or_else(|error| fail(format!("cannot be created: {error}; check that its folder exists and is writable"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fail("does not exist; check the path, or start the receiver, which creates it".to_owned())
        }
        Err(error) => fail(format!("cannot be opened: {error}")),
    }
}

fn create(path: &Path) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    // Sync the folder, which puts the name of the new file on the disk. SQLite does that only for its log.
    #[cfg(unix)]
    fs::File::open(path.canonicalize()?.parent().unwrap_or(path))?.sync_all()?;
    Ok(())
}

/// The log gets the mode of the file.
#[cfg(unix)]
fn tighten(path: &Path, found: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = found.permissions().mode();
    let own = mode & !0o077; // without the permissions of the group and of others
    if mode == own { Ok(()) } else { fs::set_permissions(path, fs::Permissions::from_mode(own)) }
}

#[cfg(not(unix))]
fn tighten(_: &Path, _: &fs::Metadata) -> io::Result<()> {
    Ok(())
}

/// Another crate of the program may have linked its own SQLite.
async fn check_version(pool: &SqlitePool) -> Result<(), OpenError> {
    let text: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(pool).await?;
    let found: Vec<u32> = text.split('.').map_while(|part| part.parse().ok()).collect();
    if found.as_slice() < OLDEST.as_slice() {
        return Err(OpenError::Unsuitable(format!(
            "SQLite {text} has a bug that can damage the inbox; use 3.51.3 or newer, as this crate does by default"
        )));
    }
    Ok(())
}

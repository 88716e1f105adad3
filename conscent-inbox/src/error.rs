//! The errors of an inbox. They never contain a password, or any part of a delivery.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::keys::KeyError;

/// The inbox could not be opened.
#[derive(Debug)]
#[non_exhaustive]
pub enum OpenError {
    /// The address does not belong to a database for which this crate was compiled.
    Address(String),
    /// The file cannot be an inbox. For example, it is a symbolic link, or is not writable.
    File {
        /// The file.
        path: PathBuf,
        /// The problem, and what to do.
        why: String,
    },
    /// The database could not be reached, or rejected the operation.
    Database(sqlx::Error),
    /// A newer version of this crate created the tables.
    Newer {
        /// The version of the tables.
        found: i64,
        /// The newest version that this crate knows.
        known: i64,
    },
    /// The tables have an older version, and must not be changed.
    Older {
        /// The version of the tables.
        found: i64,
        /// The version that this crate needs.
        needed: i64,
    },
    /// The database has no inbox, and none may be created.
    NoInbox,
    /// A key is not the one with which the inbox was written.
    Key {
        /// The number of the key.
        number: u32,
    },
    /// The database lacks something that an inbox needs.
    Unsuitable(String),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(why) => write!(f, "the address of the inbox: {why}"),
            Self::File { path, why } => write!(f, "{}: {why}", path.display()),
            Self::Database(error) => write!(f, "the database of the inbox: {}", Explained(error)),
            Self::Newer { found, known } => write!(
                f,
                "the tables of the inbox have version {found}, but this program knows only version {known}: update the program"
            ),
            Self::Older { found, needed } => write!(
                f,
                "the tables of the inbox have version {found}, but this program needs version {needed}: first start the \
                 receiver of this version, which migrates them"
            ),
            Self::NoInbox => {
                f.write_str("the database has no inbox: check the address, or start the receiver, which creates one")
            }
            Self::Key { number } => write!(
                f,
                "the inbox was written with another key {number}: correct the key, or give a new key its own number and put \
                 it before the old ones"
            ),
            Self::Unsuitable(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for OpenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        None // `Display` includes the database's error
    }
}

impl From<sqlx::Error> for OpenError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

/// The operation failed, and nothing was changed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Error {
    /// The database could not be reached, or rejected the operation.
    Database(Arc<sqlx::Error>),
    /// The inbox was stopped, or its runtime has ended.
    Closed,
    /// The content cannot be encrypted.
    Key(KeyError),
    /// The write-ahead log of SQLite cannot be emptied, because another program reads or writes.
    LogInUse,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(error) => write!(f, "the database of the inbox: {}", Explained(error)),
            Self::Key(error) => write!(f, "the content of the delivery: {error}"),
            Self::LogInUse => f.write_str(
                "the write-ahead log cannot be emptied, because another program is reading or writing: end its transaction",
            ),
            Self::Closed => {
                f.write_str("the inbox is closed: it was stopped, or the runtime on which it was opened has ended")
            }
        }
    }
}

impl std::error::Error for Error {}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(Arc::new(error))
    }
}

impl From<KeyError> for Error {
    fn from(error: KeyError) -> Self {
        Self::Key(error)
    }
}

/// The error of a database, and what to do about it.
struct Explained<'a>(&'a sqlx::Error);

impl fmt::Display for Explained<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            sqlx::Error::Io(error) => write!(f, "cannot be reached: {error}"),
            sqlx::Error::PoolTimedOut => f.write_str("is busy: no connection was free in time"),
            sqlx::Error::Database(error) => {
                f.write_str(error.message())?;
                advice(error.as_ref()).map_or(Ok(()), |advice| write!(f, ": {advice}"))
            }
            other => other.fmt(f),
        }
    }
}

/// Whether no statement at all can succeed at present.
pub(crate) fn is_outage(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else { return true };
    let Some(code) = error.code() else { return false };
    match sqlite(&code) {
        // Busy, locked, read-only, a failed disk, damaged, full, cannot be opened, not a database.
        Some(code) => [5, 6, 8, 10, 11, 13, 14, 26].contains(&code),
        // Classes of PostgreSQL: connections, resources, operator intervention, system errors; and a read-only server.
        None => ["08", "53", "57", "58"].iter().any(|class| code.starts_with(class)) || code == "25006",
    }
}

/// The primary code of an SQLite error, without the details in the bits from the ninth on:
/// <https://sqlite.org/rescode.html>. Codes of PostgreSQL have five characters.
fn sqlite(code: &str) -> Option<u32> {
    code.parse::<u32>().ok().filter(|_| code.len() < 5).map(|number| number & 0xff)
}

/// What to do about an error of the database.
fn advice(error: &dyn sqlx::error::DatabaseError) -> Option<&'static str> {
    let code = error.code()?;
    if let Some(number) = sqlite(&code) {
        return Some(match number {
            5 | 6 => "it is locked by another program; end that program's transaction",
            8 => "the file or its folder is not writable; give the user of this program that permission",
            10 => "the disk failed, or is full",
            11 => {
                "the file is damaged; move it away together with its -wal file, and save the data that `sqlite3 FILE .recover` finds"
            }
            13 => "the disk is full; make room",
            14 => {
                "it cannot be opened; check that the folder exists, and that the user of this program may write to it"
            }
            26 => "the file is not a database, and was not changed; check the path",
            _ => return None,
        });
    }
    Some(match &*code {
        "28P01" | "28000" => "check the user and the password",
        "3D000" => "the database does not exist; create it first",
        "42501" => "the user lacks a permission; an inbox creates its tables, and reads and writes them",
        "53100" => "the disk of the server is full",
        "53300" => "the server has no connection left; raise its limit, or lower the number of workers",
        "25006" => "the server is read-only; check whether it is a replica",
        "57P03" | "57P01" => "the server is starting or stopping",
        _ => return None,
    })
}

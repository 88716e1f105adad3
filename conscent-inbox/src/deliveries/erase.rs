//! Erases what the inbox knows about a person.

use super::change::{DROP, EMPTY, change_piece, in_pieces, of_piece, piece};
use super::{BrokenRow, Database, Filter, Keys, State};
use crate::{Error, Inbox};

/// What [`Inbox::erase`] does besides deleting content. By default, it keeps the keys, and rewrites the SQLite file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erase {
    forget_keys: bool,
    without_vacuum: bool,
}

/// The result of [`Inbox::erase`].
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Erased {
    /// The number of deliveries that were erased.
    pub erased: u64,
    /// How many of them were waiting or dead. They were dropped: their handlers will not run.
    pub dropped: u64,
    /// The deliveries that match, but were not erased, because a worker was running them. Erase them when they have
    /// finished.
    pub running: Vec<i64>,
    /// The rows that meet the other conditions of the filter, but could not be [searched](Filter::containing), and so
    /// were not erased.
    pub unsearched: Vec<BrokenRow>,
    /// Why the SQLite file or its write-ahead log may still hold bytes of the erased deliveries. Solve the problem, and
    /// erase again.
    pub unclean: Option<Error>,
}

impl Erase {
    /// Creates the default settings.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Deletes the rows of the deliveries, with the keys by which repeated deliveries are recognized, because a key may
    /// contain an id of a person. If the sender repeats such a delivery, it is new: it is stored and handled again.
    #[must_use]
    pub fn forget_keys(self) -> Self {
        Self { forget_keys: true, ..self }
    }

    /// Does not rewrite the SQLite file, which keeps deliveries waiting if the file is large. SQLite overwrites what it
    /// deletes. But it may have moved rows between the pages of the file before, and some pages keep copies of such
    /// rows in their unused space, until a later `VACUUM`.
    #[must_use]
    pub fn without_vacuum(self) -> Self {
        Self { without_vacuum: true, ..self }
    }
}

impl Inbox {
    /// Erases the deliveries that match a filter, in any state, at once: bodies, headers, errors, names of events and
    /// order keys are deleted. Waiting and dead deliveries are dropped by that: their handlers will not run. A delivery
    /// that is running is left alone, and reported.
    ///
    /// Their dedupe keys stay, so that a repetition is a duplicate and is not run, unless you
    /// [forget](Erase::forget_keys) them.
    ///
    /// On SQLite, the file is then rewritten (`VACUUM`) and its write-ahead log emptied, so that the deleted bytes are in
    /// neither of them. Nothing can be stored meanwhile, and the disk needs free space for two copies of the file. If
    /// the file is large, choose a quiet hour, or erase [without](Erase::without_vacuum) that. Other tables in the file
    /// are rewritten, too: rows of a table without an `INTEGER PRIMARY KEY` may get other `rowid`s.
    ///
    /// On PostgreSQL, deleted bytes stay on the disk as dead rows until a vacuum, and then until their space is used
    /// again. They also stay in the archived log.
    ///
    /// # Errors
    /// The database could not be read or written. Deliveries are erased in batches of a thousand, so earlier batches may
    /// be erased already. If only the SQLite file could not be cleaned, that is [part of the result](Erased::unclean).
    pub async fn erase(&self, filter: &Filter, erase: Erase) -> Result<Erased, Error> {
        let mut erased = rows(self.database(), self.keys(), filter, erase).await?;
        erased.unclean = clean(self.database(), erase).await.err();
        Ok(erased)
    }
}

async fn rows(database: &Database, keys: &Keys, filter: &Filter, erase: Erase) -> Result<Erased, sqlx::Error> {
    let mut erased = Erased::default();
    let unsearched = in_pieces(database, keys, filter, &State::ALL, async |ids| {
        let mut tx = database.begin().await?;
        let dropped = change_piece(&mut tx, DROP, ids).await?;
        erased.erased += change_piece(&mut tx, EMPTY, ids).await?;
        // A worker may finish a delivery between two statements. So everything counts as running that still has content.
        let left = "SELECT id FROM conscent_delivery WHERE (state <> 2 OR body IS NOT NULL)";
        for row in tx.rows(&of_piece(left), &piece(ids)).await? {
            erased.running.push(row.integer("id")?);
        }
        if erase.forget_keys {
            let rows = "DELETE FROM conscent_delivery WHERE state = 2 AND body IS NULL";
            tx.execute(&of_piece(rows), &piece(ids)).await?;
        }
        tx.commit().await?;
        erased.dropped += dropped;
        Ok(())
    })
    .await?;
    Ok(Erased { unsearched, ..erased })
}

/// Removes the deleted bytes from the files of SQLite.
async fn clean(database: &Database, erase: Erase) -> Result<(), Error> {
    match (database, erase.without_vacuum) {
        #[cfg(feature = "sqlite")]
        (Database::Sqlite { .. }, without_vacuum) => {
            let vacuumed = if without_vacuum { Ok(Vec::new()) } else { database.rows("VACUUM", &[]).await };
            let emptied = database.rows("PRAGMA wal_checkpoint(TRUNCATE)", &[]).await?;
            vacuumed?;
            let is_busy = emptied.first().map_or(Ok(0), |row| row.integer("busy"))? != 0;
            if is_busy { Err(Error::LogInUse) } else { Ok(()) }
        }
        #[cfg(feature = "postgres")]
        (Database::Postgres { .. }, _) => Ok(()),
    }
}

//! The statements of the inbox, each within a transaction.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::time::Duration;

use crate::database::{Row, Transaction, Value, parameters};
use crate::row::{Claim, ClaimedRow, End, Mark, NewRow, Sealed, Sweep, Swept};
use crate::{Retention, telemetry};

/// The maximum number of rows of one INSERT.
pub(crate) const ROWS: usize = 256;

/// The number of rows that one statement of the retention changes. Deliveries wait for it no longer than for one of
/// their own batches.
const PIECE: i64 = 1000;

/// The longest lease. A lease that ends later was given before the clock was set back.
pub(crate) const LONGEST_LEASE: Duration = Duration::from_hours(1);

/// A delivery that was never run is due sooner than this: now, or in a minute if its key is missing.
const HORIZON_OF_NEW: Duration = Duration::from_mins(5);

/// An INSERT of deliveries in order, and its result. A duplicate, within these deliveries or of a stored one, changes
/// nothing.
pub(crate) struct Insert<'a> {
    rows: &'a [&'a NewRow],
    pub(crate) sql: String,
    pub(crate) values: Vec<Value<'a>>,
}

impl<'a> Insert<'a> {
    /// Builds the statement for at most [`ROWS`] deliveries.
    ///
    /// The last row is repeated until the number of rows is a power of two, so that only nine statements have to be
    /// prepared, rather than one for each number of rows. The repeated rows have no content, and are duplicates.
    pub(crate) fn new(rows: &'a [&'a NewRow]) -> Self {
        const COLUMNS: usize = 8;
        let mut sql = String::from(
            "INSERT INTO conscent_delivery (api, event, dedupe_key, order_key, body, headers, key_id, arrived_at, due_at) VALUES ",
        );
        let count = rows.len().next_power_of_two();
        let mut values = Vec::with_capacity(count * COLUMNS);
        for index in 0..count {
            let comma = if index == 0 { "" } else { ", " };
            // Writing to a string cannot fail.
            let _ = write!(sql, "{comma}({}, {{now}})", parameters(index * COLUMNS + 1, COLUMNS));
            let (row, is_repeated) = match rows.get(index) {
                Some(row) => (row, false),
                None => match rows.last() {
                    Some(row) => (row, true),
                    None => break, // no rows
                },
            };
            let content = |bytes: &'a [u8]| Value::from(if is_repeated { &[][..] } else { bytes });
            values.extend([
                Value::from(row.api),
                Value::from(&*row.event),
                Value::from(&*row.dedupe_key),
                Value::from(row.order_key.as_deref()),
                content(&row.sealed.body),
                content(&row.sealed.headers),
                Value::from(row.sealed.key.map(i64::from)),
                Value::from(row.arrived_at),
            ]);
        }
        sql.push_str(" ON CONFLICT (api, dedupe_key) DO NOTHING RETURNING api, dedupe_key");
        Self { rows, sql, values }
    }

    /// Whether each delivery is new.
    pub(crate) fn news(&self, returned: &[Row]) -> Result<Vec<bool>, sqlx::Error> {
        let key = |row: &Row| Ok((row.text("api")?, row.text("dedupe_key")?));
        let mut inserted: HashSet<(String, String)> = returned.iter().map(key).collect::<Result<_, sqlx::Error>>()?;
        let is_new = |row: &&NewRow| inserted.remove(&(row.api.to_owned(), row.dedupe_key.clone()));
        Ok(self.rows.iter().map(is_new).collect())
    }
}

/// Inserts any number of deliveries. Returns whether each is new.
pub(crate) async fn insert(tx: &mut Transaction, rows: &[&NewRow]) -> Result<Vec<bool>, sqlx::Error> {
    let mut news = Vec::with_capacity(rows.len());
    for some in rows.chunks(ROWS) {
        let insert = Insert::new(some);
        let returned = tx.rows(&insert.sql, &insert.values).await?;
        news.extend(insert.news(&returned)?);
    }
    Ok(news)
}

/// Claims deliveries that are due, the earliest first. Of each order key, it claims only the earliest delivery, and
/// only if none is running.
pub(crate) async fn claim(tx: &mut Transaction, claim: &Claim, lease: i64) -> Result<Vec<ClaimedRow>, sqlx::Error> {
    // Two workers that claim at the same moment do not see each other's claims of an order key. The unique index
    // detects that: the second worker gets an error, and claims again.
    let sql = format!(
        "WITH next AS MATERIALIZED (
            SELECT id FROM conscent_delivery d
            WHERE state = 0 AND due_at <= {{now}} AND api IN ({})
                AND (order_key IS NULL OR NOT EXISTS (
                    SELECT 1 FROM conscent_delivery e
                    WHERE e.order_key = d.order_key AND e.state < 2 AND (e.id < d.id OR e.state = 1)))
            ORDER BY due_at, id LIMIT $1 {{skip locked}})
        UPDATE conscent_delivery
        SET state = 1, attempts = attempts + 1, lease = $2, lease_until = {{now}} + $3, worker = $4
        WHERE id IN (SELECT id FROM next)
        RETURNING id, api, event, dedupe_key, body, headers, key_id, attempts, arrived_at",
        parameters(5, claim.apis.len()),
    );
    let mut values = vec![
        Value::from(i64::from(claim.slots)),
        Value::from(lease),
        Value::from(millis(claim.lease)),
        Value::from(&*claim.worker),
    ];
    values.extend(claim.apis.iter().map(|api| Value::from(*api)));
    let rows = tx.rows(&sql, &values).await?;
    let mut claimed = Vec::with_capacity(rows.len());
    for row in &rows {
        let mark = Mark { id: row.integer("id")?, lease };
        match self::claimed(row, mark) {
            Ok(row) => claimed.push(row),
            // A row that something else has changed must not keep the others from being run.
            Err(error) => {
                let error = format!("the row was not written by an inbox: {error}").into_bytes();
                end(tx, mark, &End::Dead { error }).await?;
                telemetry::broken(mark.id);
            }
        }
    }
    claimed.sort_by_key(|row| row.mark.id);
    Ok(claimed)
}

fn claimed(row: &Row, mark: Mark) -> Result<ClaimedRow, sqlx::Error> {
    let key = row.optional_integer("key_id")?.map(u32::try_from).transpose();
    Ok(ClaimedRow {
        mark,
        api: row.text("api")?,
        event: row.text("event")?,
        dedupe_key: row.text("dedupe_key")?,
        sealed: Sealed {
            body: row.optional_bytes("body")?.unwrap_or_default(),
            headers: row.optional_bytes("headers")?.unwrap_or_default(),
            key: key.map_err(|_| sqlx::Error::Decode("key_id is not the number of a key".into()))?,
        },
        attempt: u32::try_from(row.integer("attempts")?).unwrap_or(u32::MAX),
        arrived_at: row.integer("arrived_at")?,
    })
}

/// Whether the lease is still valid, within a transaction that will mark how the attempt ended. The row stays locked
/// until then.
pub(crate) async fn is_held(tx: &mut Transaction, mark: Mark) -> Result<bool, sqlx::Error> {
    const HELD: &str = "SELECT id FROM conscent_delivery WHERE id = $1 AND lease = $2 AND state = 1";
    let sql = match tx {
        // No one else writes.
        #[cfg(feature = "sqlite")]
        Transaction::Sqlite(_) => HELD.to_owned(),
        // The row is not updated here, because a repetition of the delivery would then wait: an INSERT waits for every
        // updated row that may get its key.
        #[cfg(feature = "postgres")]
        Transaction::Postgres(_) => format!("{HELD} FOR NO KEY UPDATE"),
    };
    Ok(!tx.rows(&sql, &[mark.id.into(), mark.lease.into()]).await?.is_empty())
}

/// Marks how an attempt ended. Returns `false` if the lease was lost, and then changes nothing.
pub(crate) async fn end(tx: &mut Transaction, mark: Mark, end: &End) -> Result<bool, sqlx::Error> {
    const FREE: &str = "lease = NULL, lease_until = NULL, worker = NULL";
    const MINE: &str = "WHERE id = $1 AND lease = $2 AND state = 1";
    let (set, value): (&str, Vec<Value<'_>>) = match end {
        End::Done => ("state = 2, done_at = {now}, error = NULL", vec![]),
        End::Failed { delay, error } => {
            ("state = 0, due_at = {now} + $3, error = $4", vec![millis(*delay).into(), Value::from(&**error)])
        }
        End::Dead { error } => ("state = 3, done_at = {now}, error = $3", vec![Value::from(&**error)]),
        End::GivenBack { delay } => {
            ("state = 0, due_at = {now} + $3, attempts = attempts - 1", vec![millis(*delay).into()])
        }
    };
    let mut values = vec![Value::from(mark.id), Value::from(mark.lease)];
    values.extend(value);
    let changed = tx.execute(&format!("UPDATE conscent_delivery SET {set}, {FREE} {MINE}"), &values).await?;
    Ok(changed == 1)
}

/// Extends leases, and returns those that were still held. A row is skipped while a handler has it locked: the lock
/// keeps it from being claimed, and is not waited for.
pub(crate) async fn extend(tx: &mut Transaction, marks: &[Mark], lease: Duration) -> Result<Vec<Mark>, sqlx::Error> {
    let sql = "WITH held AS MATERIALIZED (
            SELECT id FROM conscent_delivery WHERE id = $1 AND lease = $2 AND state = 1 {skip locked})
        UPDATE conscent_delivery SET lease_until = {now} + $3 WHERE id IN (SELECT id FROM held)";
    let mut held = Vec::new();
    for mark in marks {
        if tx.execute(sql, &[mark.id.into(), mark.lease.into(), millis(lease).into()]).await? == 1 {
            held.push(*mark);
        }
    }
    Ok(held)
}

/// Takes deliveries from workers whose leases have expired. The deliveries are retried, or are dead after `attempts`
/// attempts. A delivery that is dead for this reason has no error, because its worker could not write one.
///
/// After a second loss, retried deliveries are due at random times, because one of them may have crashed the process.
/// If all of them were retried together each time, that one would also end the attempts of the others, until all are
/// dead.
pub(crate) async fn sweep(tx: &mut Transaction, sweep: Sweep) -> Result<Swept, sqlx::Error> {
    const LOST: &str = "WITH lost AS MATERIALIZED (
            SELECT id FROM conscent_delivery
            WHERE state = 1 AND (lease_until < {now} OR lease_until > {now} + $1) LIMIT $2 {skip locked})
        UPDATE conscent_delivery SET lease = NULL, lease_until = NULL, worker = NULL, error = NULL,";
    let mut values =
        vec![Value::from(millis(LONGEST_LEASE)), Value::from(PIECE), Value::from(i64::from(sweep.attempts))];
    let dead = format!("{LOST} state = 3, done_at = {{now}} WHERE id IN (SELECT id FROM lost) AND attempts >= $3");
    let dead = tx.execute(&dead, &values).await?;
    values.push(Value::from(millis(sweep.lease / 4)));
    let waiting = format!(
        "{LOST} state = 0, due_at = {{now}} + (CASE WHEN attempts < 10 THEN attempts - 1 ELSE 9 END) * {{random}} * $4 / 1000
        WHERE id IN (SELECT id FROM lost) AND attempts < $3"
    );
    let waiting = tx.execute(&waiting, &values).await?;
    Ok(Swept { waiting, dead })
}

/// Runs deliveries whose time is too far ahead. The clock was set back after that time was set, and nothing waits for
/// it to catch up.
pub(crate) async fn catch_up(tx: &mut Transaction, longest_delay: Duration) -> Result<(), sqlx::Error> {
    let sql = "UPDATE conscent_delivery SET due_at = {now}
        WHERE state = 0 AND due_at > {now} + $1 AND (attempts = 0 OR due_at > {now} + $2)";
    tx.execute(sql, &[millis(HORIZON_OF_NEW).into(), millis(longest_delay).into()]).await.map(drop)
}

/// Deletes a batch of data whose retention has ended, and returns the number of changed rows.
pub(crate) async fn retain(tx: &mut Transaction, retention: Retention) -> Result<u64, sqlx::Error> {
    let piece = |what: &str, of: &str| {
        format!("{what} WHERE id IN (SELECT id FROM conscent_delivery WHERE {of} AND done_at < {{now}} - $1 LIMIT $2)")
    };
    let bodies = "UPDATE conscent_delivery SET body = NULL, headers = NULL, key_id = NULL";
    let rows = "DELETE FROM conscent_delivery";
    let mut changed = 0;
    for (sql, kept) in [
        (piece(bodies, "state = 2 AND body IS NOT NULL"), Some(retention.bodies)),
        (piece(rows, "state = 2"), Some(retention.keys)),
        (piece(rows, "state = 3"), retention.dead),
    ] {
        if let Some(kept) = kept {
            changed += tx.execute(&sql, &[millis(kept).into(), PIECE.into()]).await?;
        }
    }
    Ok(changed)
}

pub(crate) fn millis(duration: Duration) -> i64 {
    // At most a hundred years, so that adding it to the current time cannot overflow.
    const LONGEST: u128 = 100 * 365 * 24 * 60 * 60 * 1000;
    i64::try_from(duration.as_millis().min(LONGEST)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;

//! Changes many deliveries in small batches, so that no batch keeps arriving deliveries waiting.

use super::filter::is_one_of;
use super::{Database, Filter, State};
use crate::database::{Value, parameters};

/// The number of rows that one transaction changes.
const PIECE: usize = 1000;

/// The number of row numbers read at a time. Reading blocks nothing, but may scan the whole table.
const READ: usize = 100 * PIECE;

/// A change of deliveries.
#[derive(Clone, Copy)]
pub(super) struct Change {
    /// The states in which deliveries are changed.
    from: &'static [State],
    set: &'static str,
}

pub(super) const RETRY: Change =
    Change { from: &[State::Dead], set: "state = 0, attempts = 0, due_at = {now}, done_at = NULL" };

pub(super) const DROP: Change = Change {
    from: &[State::Waiting, State::Dead],
    set: "state = 2, done_at = {now}, body = NULL, headers = NULL, key_id = NULL, error = NULL",
};

/// Changes the deliveries that match the filter, the earliest first, and returns the number of rows.
pub(super) async fn change(database: &Database, filter: &Filter, change: Change) -> Result<u64, sqlx::Error> {
    let mut left = usize::try_from(filter.limit_or(u32::MAX)).unwrap_or(usize::MAX);
    let (mut after, mut changed) = (i64::MIN, 0);
    loop {
        let count = left.min(READ);
        let ids = find(database, filter, change, after, count).await?;
        for piece in ids.chunks(PIECE) {
            changed += change_piece(database, change, piece).await?;
        }
        left -= ids.len();
        // A changed delivery may be dead again by now, so continue after its number. Nothing is changed twice.
        after = match ids.last() {
            Some(last) if ids.len() == count && left > 0 => *last,
            _ => return Ok(changed),
        };
    }
}

/// The numbers of the next matching rows after this one.
async fn find(
    database: &Database,
    filter: &Filter,
    change: Change,
    after: i64,
    count: usize,
) -> Result<Vec<i64>, sqlx::Error> {
    let condition = filter.condition(3);
    let sql = format!(
        "SELECT id FROM conscent_delivery WHERE id > $1 AND {} AND {} ORDER BY id LIMIT $2",
        is_one_of(change.from),
        condition.sql
    );
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let mut values = vec![Value::from(after), Value::from(count)];
    values.extend(condition.values);
    let rows = database.begin_reading().await?.rows(&sql, &values).await?;
    rows.iter().map(|row| row.integer("id")).collect()
}

/// Changes the rows with these numbers. If a worker has claimed one of them in the meantime, that row does not change.
async fn change_piece(database: &Database, change: Change, ids: &[i64]) -> Result<u64, sqlx::Error> {
    let sql = format!(
        "UPDATE conscent_delivery SET {} WHERE id IN ({}) AND {}",
        change.set,
        parameters(1, PIECE),
        is_one_of(change.from)
    );
    // Always use the same number of parameters, so that only one statement has to be prepared.
    let mut values: Vec<Value<'_>> = ids.iter().map(|id| Value::from(*id)).collect();
    values.resize_with(PIECE, || Value::Integer(None));
    let mut tx = database.begin().await?;
    let changed = tx.execute(&sql, &values).await?;
    tx.commit().await?;
    Ok(changed)
}

//! Changes many deliveries in small batches, so that no batch keeps arriving deliveries waiting.

use super::filter::is_one_of;
use super::search::find;
use super::{BrokenRow, Database, Filter, Keys, State};
use crate::database::{Transaction, Value, parameters};

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

/// Deletes everything that came from the sender, and the error, which may quote it. Only the dedupe key is kept.
pub(super) const EMPTY: Change = Change {
    from: &[State::Done],
    set: "body = NULL, headers = NULL, key_id = NULL, error = NULL, order_key = NULL, event = ''",
};

/// Changes the deliveries that match the filter, the earliest first, and returns the number of rows.
pub(super) async fn change(
    database: &Database,
    keys: &Keys,
    filter: &Filter,
    change: Change,
) -> Result<u64, sqlx::Error> {
    let mut changed = 0;
    in_pieces(database, keys, filter, change.from, async |ids| {
        let mut tx = database.begin().await?;
        changed += change_piece(&mut tx, change, ids).await?;
        tx.commit().await
    })
    .await?;
    Ok(changed)
}

/// Passes the numbers of the deliveries in these states that match the filter to a function, the earliest first and at
/// most [`PIECE`] at a time. Returns the rows that could not be searched.
pub(super) async fn in_pieces(
    database: &Database,
    keys: &Keys,
    filter: &Filter,
    states: &[State],
    mut work: impl AsyncFnMut(&[i64]) -> Result<(), sqlx::Error>,
) -> Result<Vec<BrokenRow>, sqlx::Error> {
    let mut left = usize::try_from(filter.limit_or(u32::MAX)).unwrap_or(usize::MAX);
    let (mut after, mut unsearched) = (i64::MIN, Vec::new());
    loop {
        let count = left.min(READ);
        let found = find(database, keys, filter, states, after, count).await?;
        for piece in found.ids.chunks(PIECE) {
            work(piece).await?;
        }
        unsearched.extend(found.unsearched);
        left -= found.ids.len();
        // A changed delivery may be dead again by now, so continue after its number. Nothing is changed twice.
        after = match found.ids.last() {
            Some(last) if found.ids.len() == count && left > 0 => *last,
            _ => return Ok(unsearched),
        };
    }
}

/// Changes the rows with these numbers. If a worker has claimed one of them in the meantime, that row does not change.
pub(super) async fn change_piece(tx: &mut Transaction, change: Change, ids: &[i64]) -> Result<u64, sqlx::Error> {
    let what = format!("UPDATE conscent_delivery SET {} WHERE {}", change.set, is_one_of(change.from));
    tx.execute(&of_piece(&what), &piece(ids)).await
}

/// Limits a statement that ends with a condition to the rows of a [`piece`].
pub(super) fn of_piece(statement: &str) -> String {
    format!("{statement} AND id IN ({})", parameters(1, PIECE))
}

/// The parameters of a statement. Their number is always the same, so that only one statement has to be prepared.
pub(super) fn piece(ids: &[i64]) -> Vec<Value<'_>> {
    let mut values: Vec<Value<'_>> = ids.iter().map(|id| Value::from(*id)).collect();
    values.resize_with(PIECE, || Value::Integer(None));
    values
}

//! Reads deliveries.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{BrokenRow, Database, Detail, Filter, Keys, State, StoredDelivery, Unreadable, search};
use crate::database::{Row, Value};
use crate::headers;

const DEFAULT_LIMIT: u32 = 100;

const SUMMARY: &str =
    "id, api, event, dedupe_key, order_key, state, attempts, arrived_at, due_at, done_at, worker, lease_until, key_id";

pub(super) type Read = Result<StoredDelivery, BrokenRow>;

/// The latest deliveries that match a filter, the newest last.
pub(super) async fn list(database: &Database, keys: &Keys, filter: &Filter) -> Result<Vec<Read>, sqlx::Error> {
    if filter.containing.is_some() {
        let count = filter.limit_or(DEFAULT_LIMIT).try_into().unwrap_or(usize::MAX);
        let mut latest = search::latest(database, keys, filter, count).await?;
        latest.reverse();
        return Ok(latest);
    }
    let detail = if filter.has_errors() { Detail::Error } else { Detail::Summary };
    let condition = filter.condition(2);
    let sql = select(detail, &format!("{} ORDER BY id DESC LIMIT $1", condition.sql));
    let mut values = vec![Value::from(filter.limit_or(DEFAULT_LIMIT))];
    values.extend(condition.values);
    let rows = database.begin_reading().await?.rows(&sql, &values).await?;
    rows.iter().rev().map(|row| read(row, keys, detail)).collect()
}

/// The delivery with this number.
pub(super) async fn one(database: &Database, keys: &Keys, id: i64) -> Result<Option<Read>, sqlx::Error> {
    let sql = select(Detail::Everything, "id = $1");
    let rows = database.begin_reading().await?.rows(&sql, &[id.into()]).await?;
    rows.first().map(|row| read(row, keys, Detail::Everything)).transpose()
}

pub(super) fn select(detail: Detail, condition: &str) -> String {
    let contents = match detail {
        Detail::Summary => "",
        Detail::Error => ", error",
        Detail::Everything => ", error, body, headers",
    };
    format!("SELECT {SUMMARY}{contents} FROM conscent_delivery WHERE {condition}")
}

pub(super) fn read(row: &Row, keys: &Keys, detail: Detail) -> Result<Read, sqlx::Error> {
    // The row number must be readable. If anything else is wrong, the row is reported by its number.
    let id = row.integer("id")?;
    Ok(delivery(row, id, keys, detail).map_err(|why| BrokenRow { id, why }))
}

fn delivery(row: &Row, id: i64, keys: &Keys, detail: Detail) -> Result<StoredDelivery, String> {
    let integer = |name: &str| row.integer(name).map_err(|_| format!("{name} is not a number"));
    let optional_integer = |name: &str| row.optional_integer(name).map_err(|_| format!("{name} is not a number"));
    let text = |name: &str| row.text(name).map_err(|_| format!("{name} is not text"));
    let optional_text = |name: &str| row.optional_text(name).map_err(|_| format!("{name} is not text"));
    let number = |name: &str, number: i64| u32::try_from(number).map_err(|_| format!("{name} is {number}"));

    let state = integer("state")?;
    let key = optional_integer("key_id")?.map(|key| number("key_id", key)).transpose()?;
    let (api, dedupe_key) = (text("api")?, text("dedupe_key")?);
    let open = |column: &str| -> Result<Option<Result<Vec<u8>, Unreadable>>, String> {
        let sealed = row.optional_bytes(column).map_err(|_| format!("{column} is not bytes"))?;
        let open = |bytes: Vec<u8>| keys.open(column, &api, &dedupe_key, &bytes, key).map_err(Unreadable::Key);
        Ok(sealed.map(open))
    };
    let error = if detail == Detail::Summary { None } else { open("error")? };
    let (body, headers) = if detail == Detail::Everything { (open("body")?, open("headers")?) } else { (None, None) };
    Ok(StoredDelivery {
        id,
        event: text("event")?,
        order_key: optional_text("order_key")?,
        state: State::of_number(state).ok_or_else(|| format!("state is {state}"))?,
        attempts: number("attempts", integer("attempts")?)?,
        arrived_at: time(integer("arrived_at")?),
        due_at: time(integer("due_at")?),
        done_at: optional_integer("done_at")?.map(time),
        worker: optional_text("worker")?,
        leased_until: optional_integer("lease_until")?.map(time),
        key,
        body,
        headers: headers.map(|bytes| headers::decode(&bytes?).ok_or(Unreadable::Malformed)),
        error: error.map(|bytes| String::from_utf8(bytes?).map_err(|_| Unreadable::Malformed)),
        api,
        dedupe_key,
    })
}

/// Converts a time of the database, in milliseconds since 1970. A time that the system cannot express becomes 1970.
fn time(millis: i64) -> SystemTime {
    let distance = Duration::from_millis(millis.unsigned_abs());
    let time = if millis < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) };
    time.unwrap_or(UNIX_EPOCH)
}

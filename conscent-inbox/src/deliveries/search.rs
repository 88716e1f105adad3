//! Searches through the contents of deliveries, a page at a time.

use super::filter::is_one_of;
use super::read::{Read, read, select};
use super::{BrokenRow, Database, Detail, Filter, Keys, State, StoredDelivery};
use crate::database::{Row, Value};

/// The number of deliveries in memory at a time. By default, bodies have at most 64 KiB.
const PAGE: usize = 100;

/// Which deliveries come first.
#[derive(Clone, Copy)]
pub(super) enum From {
    /// The earliest after this number.
    After(i64),
    /// The latest before this number.
    Before(i64),
}

/// The numbers of deliveries that match a filter.
#[derive(Default)]
pub(super) struct Found {
    pub(super) ids: Vec<i64>,
    /// The rows that meet the other conditions of the filter, but whose content cannot be searched.
    pub(super) unsearched: Vec<BrokenRow>,
}

/// Finds the next matching deliveries in these states, up to this number of them.
pub(super) async fn find(
    database: &Database,
    keys: &Keys,
    filter: &Filter,
    states: &[State],
    after: i64,
    count: usize,
) -> Result<Found, sqlx::Error> {
    let mut found = Found::default();
    if filter.containing.is_none() {
        let rows = rows(database, filter, states, From::After(after), count, |of| {
            format!("SELECT id FROM conscent_delivery WHERE {of}")
        })
        .await?;
        found.ids = rows.iter().map(|row| row.integer("id")).collect::<Result<_, _>>()?;
        return Ok(found);
    }
    let mut from = Some(From::After(after));
    while let Some(at) = from.filter(|_| found.ids.len() < count) {
        let page = page(database, keys, filter, states, at).await?;
        for read in page.read {
            if found.ids.len() == count {
                break; // the next call finds the others
            }
            match read {
                Ok(delivery) => found.ids.push(delivery.id),
                Err(row) => found.unsearched.push(row),
            }
        }
        from = page.next;
    }
    Ok(found)
}

/// The latest matching deliveries and the rows that cannot be searched, up to this number, the newest first.
pub(super) async fn latest(
    database: &Database,
    keys: &Keys,
    filter: &Filter,
    count: usize,
) -> Result<Vec<Read>, sqlx::Error> {
    let (mut latest, mut from) = (Vec::new(), Some(From::Before(i64::MAX)));
    while let Some(at) = from.filter(|_| latest.len() < count) {
        let page = page(database, keys, filter, &State::ALL, at).await?;
        latest.extend(page.read);
        from = page.next;
    }
    latest.truncate(count);
    Ok(latest)
}

/// A part of a search.
struct Page {
    read: Vec<Read>,
    /// Where the search continues, unless it has ended.
    next: Option<From>,
}

/// Reads the next deliveries that meet the other conditions, and keeps those that contain the text.
async fn page(
    database: &Database,
    keys: &Keys,
    filter: &Filter,
    states: &[State],
    from: From,
) -> Result<Page, sqlx::Error> {
    let rows = rows(database, filter, states, from, PAGE, |of| select(Detail::Everything, of)).await?;
    let last = rows.last().map(|row| row.integer("id")).transpose()?.filter(|_| rows.len() == PAGE);
    let next = last.map(|last| match from {
        From::After(_) => From::After(last),
        From::Before(_) => From::Before(last),
    });
    let mut read = Vec::new();
    for row in &rows {
        match self::read(row, keys, Detail::Everything)?.and_then(|delivery| matched(delivery, filter)) {
            Ok(Some(delivery)) => read.push(Ok(delivery)),
            Ok(None) => {}
            Err(row) => read.push(Err(row)),
        }
    }
    Ok(Page { read, next })
}

/// The next rows that meet the conditions of a filter that the database knows.
async fn rows(
    database: &Database,
    filter: &Filter,
    states: &[State],
    from: From,
    count: usize,
    select: impl FnOnce(&str) -> String,
) -> Result<Vec<Row>, sqlx::Error> {
    let condition = filter.condition(3);
    let (start, after, order) = match from {
        From::After(id) => (id, ">", "id"),
        From::Before(id) => (id, "<", "id DESC"),
    };
    let sql =
        select(&format!("id {after} $1 AND {} AND {} ORDER BY {order} LIMIT $2", is_one_of(states), condition.sql));
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let mut values = vec![Value::from(start), Value::from(count)];
    values.extend(condition.values);
    database.begin_reading().await?.rows(&sql, &values).await
}

/// The delivery without its content, if it contains the text of the filter.
fn matched(delivery: StoredDelivery, filter: &Filter) -> Result<Option<StoredDelivery>, BrokenRow> {
    let StoredDelivery { id, event, dedupe_key, order_key, body, error, .. } = &delivery;
    let Some(text) = &filter.containing else { return Ok(Some(delivery)) };
    let texts =
        [Some(event), Some(dedupe_key), order_key.as_ref(), error.as_ref().and_then(|error| error.as_ref().ok())];
    let is_in_body = match body {
        Some(Ok(body)) => text.is_in_body(body),
        Some(Err(_)) | None => false,
    };
    if is_in_body || texts.into_iter().flatten().any(|one| text.is_in(one)) {
        let error = delivery.error.filter(|_| filter.has_errors());
        return Ok(Some(StoredDelivery { body: None, headers: None, error, ..delivery }));
    }
    let unreadable =
        [body.as_ref().and_then(|body| body.as_ref().err()), error.as_ref().and_then(|error| error.as_ref().err())];
    match unreadable.into_iter().flatten().next() {
        Some(why) => Err(BrokenRow { id: *id, why: format!("its content cannot be searched: {why}") }),
        None => Ok(None),
    }
}

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{Connection, Executor, SqlitePool};
use tokio::time::{sleep, timeout};

use super::super::kind::sealed::Sealed;
use super::*;

const MOMENT: Duration = Duration::from_millis(50);

async fn pool() -> SqlitePool {
    // The pool has one connection, so a transaction that is not rolled back keeps the next one from beginning.
    let options = SqlitePoolOptions::new().max_connections(1).acquire_timeout(Duration::from_secs(2));
    let pool = options.connect("sqlite::memory:").await.expect("a database");
    pool.execute("CREATE TABLE effect (id INTEGER PRIMARY KEY)").await.expect("a table");
    pool
}

async fn slot() -> (Slot, SqlitePool) {
    let pool = pool().await;
    let begins = pool.clone();
    (Slot::test(Kind::Sqlite, move || sqlx::Sqlite::begin(begins.clone())), pool)
}

async fn write(transaction: &mut Transaction) {
    let connection = sqlx::Sqlite::connection(transaction).expect("a transaction of SQLite");
    connection.execute("INSERT INTO effect DEFAULT VALUES").await.expect("a row");
}

async fn effects(pool: &SqlitePool) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM effect").fetch_one(pool).await.expect("a number")
}

#[tokio::test]
async fn it_begins_once_and_is_committed() {
    let (slot, pool) = slot().await;
    assert!(slot.is_unused());
    for _ in 0..3 {
        let mut transaction = slot.open().await.unwrap();
        assert!(!slot.is_unused());
        assert!(matches!(slot.open().await, Err(TxError::InUse)));
        write(&mut transaction).await;
        slot.put(transaction);
    }
    let Left::Open(transaction) = slot.close() else { panic!("it was put back") };
    transaction.commit().await.unwrap();
    assert_eq!(effects(&pool).await, 3);
    assert!(matches!(slot.open().await, Err(TxError::Ended)));
    assert!(matches!(slot.close(), Left::Unused));
}

#[tokio::test]
async fn an_unused_transaction_leaves_nothing() {
    let (slot, _pool) = slot().await;
    assert!(matches!(slot.close(), Left::Unused));
    assert!(slot.has_ended());
    slot.returned().await;
}

#[tokio::test]
async fn a_transaction_put_back_too_late_is_rolled_back() {
    let (slot, pool) = slot().await;
    let mut transaction = slot.open().await.unwrap();
    write(&mut transaction).await;
    assert!(matches!(slot.close(), Left::Out));
    assert!(matches!(slot.close(), Left::Out), "it is still out");
    assert!(timeout(MOMENT, slot.returned()).await.is_err());
    slot.put(transaction);
    slot.returned().await;
    assert!(matches!(slot.close(), Left::Unused));
    assert_eq!(effects(&pool).await, 0);
}

#[tokio::test]
async fn waiting_tasks_are_notified_of_its_return() {
    let (slot, _pool) = slot().await;
    let slot = Arc::new(slot);
    let transaction = slot.open().await.unwrap();
    assert!(matches!(slot.close(), Left::Out));
    let late = Arc::clone(&slot);
    tokio::spawn(async move {
        sleep(MOMENT).await;
        late.put(transaction);
    });
    timeout(Duration::from_secs(5), slot.returned()).await.unwrap();
}

#[tokio::test]
async fn a_transaction_that_cannot_begin_was_not_used() {
    let slot = Slot::test(Kind::Sqlite, || Box::pin(async { Err(sqlx::Error::PoolTimedOut) }));
    assert!(matches!(slot.open().await, Err(TxError::Begin(sqlx::Error::PoolTimedOut))));
    assert!(slot.is_unused());
    assert!(timeout(MOMENT, slot.open_for(Duration::ZERO)).await.is_err(), "it is not open");
}

#[tokio::test]
async fn a_dropped_beginning_leaves_the_transaction_unused() {
    let calls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    let slot = Slot::test(Kind::Sqlite, move || {
        count.fetch_add(1, Ordering::SeqCst);
        Box::pin(pending())
    });
    assert!(timeout(MOMENT, slot.open()).await.is_err());
    assert!(slot.is_unused());
    assert!(timeout(MOMENT, slot.open()).await.is_err(), "it can begin again");
    assert_eq!(calls.load(Ordering::SeqCst), 2);
    assert!(matches!(slot.close(), Left::Unused));
}

#[tokio::test]
async fn a_transaction_that_begins_after_the_end_is_rolled_back() {
    let (slot, pool) = slot().await;
    let mut other = pool.acquire().await.unwrap();
    let mut opening = std::pin::pin!(slot.open());
    assert!(timeout(MOMENT, opening.as_mut()).await.is_err(), "the only connection is in use");
    assert!(matches!(slot.close(), Left::Out));
    other.ping().await.unwrap();
    drop(other);
    assert!(matches!(opening.await, Err(TxError::Ended)));
    slot.returned().await;
    assert_eq!(effects(&pool).await, 0);
}

#[tokio::test]
async fn the_time_counts_from_the_beginning() {
    let (slot, _pool) = slot().await;
    assert!(timeout(MOMENT, slot.open_for(Duration::ZERO)).await.is_err(), "it was not begun");
    let transaction = slot.open().await.unwrap();
    assert!(timeout(MOMENT, slot.open_for(Duration::from_mins(1))).await.is_err());
    slot.put(transaction);
    timeout(MOMENT * 20, slot.open_for(MOMENT)).await.unwrap();
}

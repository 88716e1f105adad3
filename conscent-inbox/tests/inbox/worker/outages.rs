//! A database that is temporarily unavailable.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use conscent::Delivery;
use conscent_inbox::State;
use conscent_inbox::sqlx::sqlite::SqliteConnection;
use conscent_inbox::sqlx::{Connection, Executor};
use tokio::sync::Notify;
use tokio::time::sleep;

use super::{AnyTx, all, effects, fast, inbox, only, router, settled};
use crate::database::Database;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a server: `.ci/slow` runs it"]
async fn connections_that_are_cut_lose_nothing() {
    let database = Database::postgres().await;
    let events: Vec<String> = (0..300).map(|n| format!("e{n}")).collect();
    let inbox = inbox(&database, &events.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let router = router(async |delivery: Delivery, mut tx: AnyTx| {
        tx.note(delivery.event()).await?;
        sleep(Duration::from_millis(10)).await;
        Ok(())
    });
    let _worker = fast(&inbox, router).lease(Duration::from_secs(1)).concurrency(8).start().unwrap();
    for _ in 0..4 {
        sleep(Duration::from_millis(60)).await;
        database.cut().await;
    }
    settled(&inbox).await;
    assert!(all(&inbox).await.iter().all(|one| one.state == State::Done));
    assert_eq!(database.number("SELECT count(DISTINCT note) FROM effect").await, 300);
    assert_eq!(effects(&database).await, 300);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_temporarily_locked_file_loses_no_delivery() {
    let database = Database::sqlite();
    let inbox = inbox(&database, &["a", "b", "c"]).await;
    let mut other = SqliteConnection::connect(&database.url).await.unwrap();
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    let router = router(async |delivery: Delivery, mut tx: AnyTx| tx.note(delivery.event()).await);
    let _worker = fast(&inbox, router).start().unwrap();
    // Longer than SQLite waits for a lock.
    sleep(Duration::from_secs(6)).await;
    other.execute("COMMIT").await.unwrap();
    settled(&inbox).await;
    assert_eq!(effects(&database).await, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mark_is_written_once_the_file_is_no_longer_locked() {
    let database = Database::sqlite();
    let inbox = inbox(&database, &["a"]).await;
    let begun = Arc::new(Notify::new());
    let tell = Arc::clone(&begun);
    let runs = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&runs);
    let router = router(move |_, _: AnyTx| {
        count.fetch_add(1, Ordering::SeqCst);
        tell.notify_one();
        async {
            sleep(Duration::from_millis(500)).await;
            Ok(())
        }
    });
    let worker = fast(&inbox, router).start().unwrap();
    begun.notified().await;
    let mut other = SqliteConnection::connect(&database.url).await.unwrap();
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    // Longer than SQLite waits for a lock, so that the mark cannot be written at first.
    sleep(Duration::from_secs(7)).await;
    assert_eq!(only(&inbox).await.state, State::Running);
    other.execute("COMMIT").await.unwrap();
    settled(&inbox).await;
    let done = only(&inbox).await;
    assert_eq!((done.state, done.attempts, runs.load(Ordering::SeqCst)), (State::Done, 1, 1));
    worker.stop().await;
}

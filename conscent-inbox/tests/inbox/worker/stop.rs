//! Stopping a worker: running deliveries are finished or given back.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use conscent_inbox::State;
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

use super::{AnyTx, all, delivery, effects, fast, inbox, only, router, settled, until};
use crate::database::{Database, on_each_database};

on_each_database!(
    what_runs_is_finished
    what_takes_too_long_is_given_back
    a_dropped_worker_takes_no_more
    a_worker_can_be_stopped_twice_and_while_it_is_idle
);

async fn what_runs_is_finished(database: Database) {
    let inbox = inbox(&database, &["a", "b", "c"]).await;
    let begun = Arc::new(Notify::new());
    let tell = Arc::clone(&begun);
    let router = router(move |_, mut tx: AnyTx| {
        tell.notify_one();
        async move {
            sleep(Duration::from_millis(300)).await;
            tx.note("a").await
        }
    });
    let worker = fast(&inbox, router).concurrency(1).start().unwrap();
    begun.notified().await;
    worker.stop().await;
    assert!(!worker.is_working());
    let states: Vec<_> = all(&inbox).await.iter().map(|one| (one.state, one.attempts)).collect();
    assert_eq!(states, [(State::Done, 1), (State::Waiting, 0), (State::Waiting, 0)]);
    assert_eq!(effects(&database).await, 1);
}

async fn what_takes_too_long_is_given_back(database: Database) {
    let inbox = inbox(&database, &["a", "b"]).await;
    let count = Arc::new(AtomicU32::new(0));
    let tell = Arc::clone(&count);
    let stuck = router(move |delivery, mut tx: AnyTx| {
        tell.fetch_add(1, Ordering::SeqCst);
        async move {
            if delivery.event() == "a" {
                tx.note("a").await?;
            }
            std::future::pending().await
        }
    });
    let worker = fast(&inbox, stuck).shutdown(Duration::from_millis(200)).start().unwrap();
    until("both have begun", async || count.load(Ordering::SeqCst) == 2).await;
    let stopping = Instant::now();
    worker.stop().await;
    assert!(stopping.elapsed() < Duration::from_secs(3), "{:?}", stopping.elapsed());
    assert!(all(&inbox).await.iter().all(|one| (one.state, one.attempts) == (State::Waiting, 0)));
    let _next = fast(&inbox, router(async |_, mut tx: AnyTx| tx.note("a").await)).start().unwrap();
    settled(&inbox).await;
    assert_eq!(effects(&database).await, 2);
}

async fn a_dropped_worker_takes_no_more(database: Database) {
    let inbox = inbox(&database, &["a"]).await;
    let begun = Arc::new(Notify::new());
    let tell = Arc::clone(&begun);
    let router = router(move |_, _| {
        tell.notify_one();
        async {
            sleep(Duration::from_millis(200)).await;
            Ok(())
        }
    });
    let worker = fast(&inbox, router).start().unwrap();
    begun.notified().await;
    drop(worker);
    inbox.store(delivery("b")).await.unwrap();
    until("the first is done", async || all(&inbox).await[0].state == State::Done).await;
    sleep(Duration::from_millis(1500)).await;
    assert_eq!(all(&inbox).await[1].state, State::Waiting);
}

async fn a_worker_can_be_stopped_twice_and_while_it_is_idle(database: Database) {
    let inbox = inbox(&database, &[]).await;
    let worker = fast(&inbox, router(async |_, _| Ok(()))).start().unwrap();
    assert!(worker.is_working());
    let both = async { tokio::join!(worker.stop(), worker.stop()) };
    timeout(Duration::from_secs(3), both).await.unwrap();
    worker.stop().await;
    inbox.store(delivery("a")).await.unwrap();
    sleep(Duration::from_millis(1500)).await;
    assert_eq!(only(&inbox).await.state, State::Waiting);
}

//! Only one worker at a time has a delivery, and another one takes it if that worker is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use conscent::{Delivery, Router, v2};
use conscent_inbox::{Inbox, State};
use tokio::sync::{Notify, mpsc};
use tokio::time::{sleep, timeout};

use super::{AnyTx, delivery, effects, fast, inbox, only, router, settled, until};
use crate::database::{Database, on_each_database};

on_each_database!(
    a_lease_is_extended_while_a_handler_runs
    another_worker_runs_the_deliveries_of_a_killed_one
    what_kills_every_worker_is_dead
    a_worker_that_was_suspended_has_no_effect
    a_handler_whose_lease_was_lost_is_stopped
    two_workers_share_the_work
    a_delivery_wakes_a_worker_on_another_machine
    a_long_transaction_does_not_delay_storing
);

const SHORT: Duration = Duration::from_millis(400);

async fn a_lease_is_extended_while_a_handler_runs(database: Database) {
    let inbox = inbox(&database, &["a"]).await;
    let runs = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&runs);
    let slow = router(move |_, _| {
        count.fetch_add(1, Ordering::SeqCst);
        async {
            sleep(SHORT * 5).await;
            Ok(())
        }
    });
    let others = [slow.clone(), slow].map(|router| fast(&inbox, router).lease(SHORT).start().unwrap());
    settled(&inbox).await;
    let done = only(&inbox).await;
    assert_eq!((done.state, done.attempts, runs.load(Ordering::SeqCst)), (State::Done, 1, 1));
    drop(others);
}

/// Runs a worker whose handler never ends, and stops it abruptly once the handler has begun, like a kill.
fn killed(url: &str, lease: Duration) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let inbox = Inbox::open(url).await.unwrap();
        let begun = Arc::new(Notify::new());
        let tell = Arc::clone(&begun);
        let router = router(move |_, mut tx: AnyTx| {
            let tell = Arc::clone(&tell);
            async move {
                tx.note("of the killed one").await?;
                tell.notify_one();
                std::future::pending().await
            }
        });
        let worker = fast(&inbox, router).lease(lease).start().unwrap();
        timeout(Duration::from_secs(20), begun.notified()).await.unwrap();
        std::mem::forget(worker);
    });
    runtime.shutdown_background();
}

async fn another_worker_runs_the_deliveries_of_a_killed_one(database: Database) {
    let inbox = inbox(&database, &["a"]).await;
    let url = database.url.clone();
    tokio::task::spawn_blocking(move || killed(&url, SHORT)).await.unwrap();
    let router = router(async |_, mut tx: AnyTx| tx.note("of the other").await);
    let _worker = fast(&inbox, router).lease(SHORT).start().unwrap();
    settled(&inbox).await;
    let done = only(&inbox).await;
    assert_eq!((done.state, done.attempts, effects(&database).await), (State::Done, 2, 1));
}

async fn what_kills_every_worker_is_dead(database: Database) {
    let inbox = inbox(&database, &["a"]).await;
    for _ in 0..2 {
        let url = database.url.clone();
        tokio::task::spawn_blocking(move || killed(&url, SHORT)).await.unwrap();
        sleep(SHORT).await;
        database.execute("UPDATE conscent_delivery SET lease_until = 1 WHERE state = 1").await;
        if only(&inbox).await.attempts < 2 {
            database.execute("UPDATE conscent_delivery SET state = 0, lease = NULL, due_at = 0").await;
        }
    }
    let _worker = fast(&inbox, router(async |_, _| Ok(()))).attempts(2).lease(SHORT).start().unwrap();
    settled(&inbox).await;
    let dead = only(&inbox).await;
    // No worker was left to write an error.
    assert_eq!((dead.state, dead.attempts, dead.error), (State::Dead, 2, None));
}

async fn a_worker_that_was_suspended_has_no_effect(database: Database) {
    let inbox = inbox(&database, &["a"]).await;
    let (begun, mut has_begun) = mpsc::unbounded_channel();
    let go_on = Arc::new(Notify::new());
    let wait = Arc::clone(&go_on);
    let stalled = router(move |_, mut tx: AnyTx| {
        let (begun, wait) = (begun.clone(), Arc::clone(&wait));
        async move {
            begun.send(())?;
            wait.notified().await;
            tx.note("late").await
        }
    });
    // Its next heartbeat is in 15 seconds, and it has no free place to claim the delivery again.
    let first = fast(&inbox, stalled).concurrency(1).start().unwrap();
    has_begun.recv().await.unwrap();
    database.execute("UPDATE conscent_delivery SET lease_until = 1").await;
    let other = Inbox::open(&database.url).await.unwrap();
    let second = router(async |_, mut tx: AnyTx| tx.note("in time").await);
    let second = fast(&other, second).lease(SHORT).start().unwrap();
    settled(&inbox).await;
    go_on.notify_one();
    first.stop().await;
    second.stop().await;
    let done = only(&inbox).await;
    assert_eq!((done.state, done.attempts, done.error, effects(&database).await), (State::Done, 2, None, 1));
}

async fn a_handler_whose_lease_was_lost_is_stopped(database: Database) {
    struct OnDrop(mpsc::UnboundedSender<&'static str>);
    impl Drop for OnDrop {
        fn drop(&mut self) {
            let _ = self.0.send("dropped");
        }
    }
    let inbox = inbox(&database, &["a"]).await;
    let (tell, mut events) = mpsc::unbounded_channel();
    let router = router(move |_, _| {
        let guard = OnDrop(tell.clone());
        async move {
            guard.0.send("begun")?;
            std::future::pending().await
        }
    });
    let _worker = fast(&inbox, router).lease(SHORT).start().unwrap();
    assert_eq!(events.recv().await, Some("begun"));
    // Another worker has it, for ten minutes.
    database.execute("UPDATE conscent_delivery SET lease = 5, lease_until = lease_until + 600000").await;
    let dropped = timeout(Duration::from_secs(10), events.recv()).await.unwrap();
    assert_eq!(dropped, Some("dropped"));
    let running = only(&inbox).await;
    assert_eq!((running.state, running.attempts), (State::Running, 1));
}

async fn two_workers_share_the_work(database: Database) {
    let events: Vec<String> = (0..200).map(|n| format!("e{n}")).collect();
    let inbox = inbox(&database, &events.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let other = Inbox::open(&database.url).await.unwrap();
    let counts = [(); 2].map(|()| Arc::new(AtomicU32::new(0)));
    let workers = [&inbox, &other].into_iter().zip(&counts).map(|(inbox, count)| {
        let count = Arc::clone(count);
        let router = router(move |delivery: Delivery, mut tx: AnyTx| {
            count.fetch_add(1, Ordering::SeqCst);
            async move {
                sleep(Duration::from_millis(5)).await;
                tx.note(delivery.event()).await
            }
        });
        fast(inbox, router).concurrency(8).start().unwrap()
    });
    let workers: Vec<_> = workers.collect();
    settled(&inbox).await;
    let [first, second] = counts.map(|count| count.load(Ordering::SeqCst));
    assert_eq!((first + second, effects(&database).await), (200, 200));
    assert!(first > 0 && second > 0, "{first} and {second}");
    drop(workers);
}

/// On SQLite, other processes poll. On PostgreSQL, other machines are notified.
async fn a_delivery_wakes_a_worker_on_another_machine(database: Database) {
    let receiving = inbox(&database, &[]).await;
    let working = Inbox::open(&database.url).await.unwrap();
    let (tell, mut done) = mpsc::unbounded_channel();
    let router = Router::with_fallback(move || tell.send(()).map_err(|_| "nobody listens")).build().unwrap();
    let _worker = working.worker(router).api(&v2::API).start().unwrap();
    for round in ["at first", "after a lost connection"] {
        sleep(Duration::from_secs(1)).await;
        let mut longest = Duration::ZERO;
        for n in 0..4 {
            let stored = std::time::Instant::now();
            receiving.store(delivery(&format!("{round} {n}"))).await.unwrap();
            timeout(Duration::from_secs(5), done.recv()).await.unwrap();
            longest = longest.max(stored.elapsed());
            sleep(Duration::from_millis(50)).await;
        }
        let limit = if database.url.starts_with("sqlite:") { 3000 } else { 700 };
        assert!(longest < Duration::from_millis(limit), "{longest:?} {round}");
        database.cut().await;
    }
    until("all are done", async || receiving.stats().await.unwrap().counts.is_empty()).await;
}

/// On SQLite there is one writer. On PostgreSQL, neither a repetition of the delivery nor the worker's own heartbeat
/// waits for the handler.
async fn a_long_transaction_does_not_delay_storing(database: Database) {
    if database.url.starts_with("sqlite:") {
        return;
    }
    let inbox = inbox(&database, &["a"]).await;
    let begun = Arc::new(Notify::new());
    let tell = Arc::clone(&begun);
    let router = router(move |_, mut tx: AnyTx| {
        let tell = Arc::clone(&tell);
        async move {
            tx.note("a").await?;
            tell.notify_one();
            sleep(SHORT * 5).await;
            Ok(())
        }
    });
    let _worker = fast(&inbox, router).lease(SHORT).start().unwrap();
    begun.notified().await;
    for n in 0..20 {
        let stored = std::time::Instant::now();
        let repetition = inbox.store(delivery("a")).await.unwrap();
        assert_eq!((repetition.new, repetition.duplicates), (0, 1));
        assert!(stored.elapsed() < SHORT, "{n}: {:?}", stored.elapsed());
        sleep(Duration::from_millis(30)).await;
    }
    settled(&inbox).await;
    let done = only(&inbox).await;
    assert_eq!((done.state, done.attempts, effects(&database).await), (State::Done, 1, 1));
}

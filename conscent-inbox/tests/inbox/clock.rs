//! A clock that jumps. All stored times are shifted in the opposite direction, which has the same effect.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use conscent_inbox::{Filter, Inbox, RetryAfter, State};
use tokio::sync::Semaphore;

use crate::database::{Database, on_each_database};
use crate::handlers::{Script, delivery, drained, eager, eventually, with_effects};

on_each_database!(
    a_day_forwards
    a_day_backwards
    a_year_forwards
    a_year_backwards
    a_long_delay_is_kept
);

const DAY: i64 = 24 * 60 * 60 * 1000;

/// Lets the clock jump by this many milliseconds.
async fn jump(database: &Database, by: i64) {
    let columns =
        ["due_at", "arrived_at", "lease_until", "done_at"].map(|column| format!("{column} = {column} - ({by})"));
    database.execute(&format!("UPDATE conscent_delivery SET {}", columns.join(", "))).await;
}

async fn a_day_forwards(database: Database) {
    everything_has_its_effect_once(database, DAY).await;
}

async fn a_day_backwards(database: Database) {
    everything_has_its_effect_once(database, -DAY).await;
}

async fn a_year_forwards(database: Database) {
    everything_has_its_effect_once(database, 365 * DAY).await;
}

async fn a_year_backwards(database: Database) {
    everything_has_its_effect_once(database, -365 * DAY).await;
}

async fn everything_has_its_effect_once(database: Database, by: i64) {
    let inbox = Inbox::open(&database.url).await.unwrap();
    let other = Inbox::open(&database.url).await.unwrap();
    database.create_effects().await;
    // Running deliveries wait here, before they have a transaction.
    let gate = Arc::new(Semaphore::new(0));
    let begun = Arc::new(AtomicUsize::new(0));
    let script = {
        let (gate, begun) = (Arc::clone(&gate), Arc::clone(&begun));
        Script::new(move |arrived| {
            let (gate, begun) = (Arc::clone(&gate), Arc::clone(&begun));
            async move {
                if arrived.word == "waits" && !arrived.is_written {
                    begun.fetch_add(1, Ordering::Relaxed);
                    drop(gate.acquire().await?);
                }
                Ok(())
            }
        })
    };
    // The first worker takes few deliveries, and detects late that it has lost a lease.
    let router = with_effects(script);
    let first = eager(&inbox, router.clone()).concurrency(3).lease(Duration::from_mins(2)).start().unwrap();
    for n in 0..10 {
        inbox.store(delivery(n, "waits")).await.unwrap();
    }
    eventually("three run", || async { begun.load(Ordering::Relaxed) == 3 }).await;
    // Add a delivery that a killed worker had.
    let killed = "UPDATE conscent_delivery SET state = 1, lease = 7, lease_until = due_at + 60000 WHERE id = 10";
    database.execute(killed).await;
    jump(&database, by).await;
    for n in 10..15 {
        inbox.store(delivery(n, "")).await.unwrap();
    }
    // Leases seem to have expired, or to last for a long time. So three deliveries are run twice at the same time.
    let second = eager(&other, router).start().unwrap();
    eventually("all run, and three of them twice", || async { begun.load(Ordering::Relaxed) == 13 }).await;
    gate.add_permits(100);
    assert_eq!(drained(&inbox).await, 0);
    let mut effects = database.effects().await;
    effects.sort_unstable();
    assert_eq!(effects, (0..15).collect::<Vec<_>>());
    first.stop().await;
    second.stop().await;
}

/// A time in the future is not always caused by a wrong clock.
async fn a_long_delay_is_kept(database: Database) {
    let inbox = Inbox::open(&database.url).await.unwrap();
    let is_late = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&is_late);
    let script = Script::new(move |arrived| {
        let is_late = seen.load(Ordering::Relaxed);
        async move {
            match &*arrived.word {
                _ if is_late => Ok(()),
                "an hour" => Err(RetryAfter::new(Duration::from_hours(1), "busy").into()),
                "a day" => Err(RetryAfter::new(Duration::from_hours(24), "busy").into()),
                _ => Err("by the back-off of days".into()),
            }
        }
    });
    database.create_effects().await;
    let backoff = conscent_inbox::worker::Backoff::new(Duration::from_hours(6 * 24), Duration::from_hours(6 * 24));
    let worker = eager(&inbox, with_effects(script)).backoff(backoff).start().unwrap();
    for (n, word) in [(0, "an hour"), (1, "a day"), (2, "days")] {
        inbox.store(delivery(n, word)).await.unwrap();
    }
    let waiting = || async {
        let listed = inbox.list(&Filter::new().state(State::Waiting)).await.unwrap();
        listed.into_iter().map(|one| one.unwrap().attempts).collect::<Vec<_>>()
    };
    eventually("all have failed", || async { waiting().await == [1, 1, 1] }).await;
    // The worker looks once a second.
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(waiting().await, [1, 1, 1]);
    // After 45 minutes it is too early for the first delivery. After another 30 minutes it is not.
    jump(&database, DAY / 32).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(waiting().await, [1, 1, 1]);
    is_late.store(true, Ordering::Relaxed);
    jump(&database, DAY / 48).await;
    // While it runs, it is no longer waiting, but has no effect yet.
    eventually("the first is done", || async { database.effects().await == [0] }).await;
    assert_eq!(waiting().await, [1, 1]);
    worker.stop().await;
}

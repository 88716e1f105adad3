//! The number of attempts of a delivery, and its final state.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use conscent::{BoxError, Delivery, Outcome, ParseError, Router, v2};
use conscent_inbox::worker::Backoff;
use conscent_inbox::{Filter, GiveUp, Inbox, Keys, Options, RetryAfter, State};
use http::HeaderMap;
use tokio::time::sleep;

use super::{AnyTx, all, delivery, effects, error, fast, inbox, only, router, settled, until};
use crate::database::{Database, on_each_database};

on_each_database!(
    a_delivery_is_run_as_it_arrived
    what_fails_is_tried_again
    a_delivery_is_dead_after_its_last_attempt
    a_handler_that_gives_up_is_not_tried_again
    a_handler_can_say_when_to_try_again
    a_panic_is_a_failure
    a_handler_that_takes_too_long_is_stopped
    a_handler_that_panics_while_being_stopped_is_a_failure
    no_more_handlers_run_than_there_may
    poison_does_not_keep_others_waiting
    what_nobody_knows_waits
    what_was_changed_is_dead_and_stays
    deliveries_wait_for_a_missing_key
    what_is_dead_can_be_retried
);

async fn a_delivery_is_run_as_it_arrived(database: Database) {
    let inbox = inbox(&database, &[]).await;
    let seen: Arc<Mutex<Vec<Delivery>>> = Arc::default();
    let keep = Arc::clone(&seen);
    let router = router(move |delivery, _| {
        keep.lock().unwrap().push(delivery);
        async { Ok(()) }
    });
    let worker = fast(&inbox, router).start().unwrap();
    let headers = HeaderMap::from_iter([(http::header::USER_AGENT, "vendor".parse().unwrap())]);
    let bodies = [r#"{ "event": "gift.sent", "n": 1.0 }"#, r#"{"event": "\u0000"}"#, "not JSON", ""];
    for body in bodies {
        let arrived = Delivery::parse(body.into(), &headers).unwrap_or_else(ParseError::into_delivery);
        inbox.store(arrived).await.unwrap();
    }
    settled(&inbox).await;
    let seen: Vec<_> = std::mem::take(&mut *seen.lock().unwrap());
    for body in bodies {
        let found = seen.iter().find(|one| one.body() == body).unwrap_or_else(|| panic!("{body} was run"));
        let arrived = Delivery::parse(body.into(), &headers).unwrap_or_else(ParseError::into_delivery);
        assert_eq!((found.event(), found.api()), (arrived.event(), arrived.api()));
        assert_eq!(found.meta().header("user-agent"), Some("vendor"));
        assert!(found.meta().received_at().elapsed().unwrap() < Duration::from_secs(20));
    }
    assert!(all(&inbox).await.iter().all(|one| one.state == State::Done && one.attempts == 1));
    worker.stop().await;
}

async fn what_fails_is_tried_again(database: Database) {
    let inbox = inbox(&database, &["a"]).await;
    let attempts: Arc<Mutex<Vec<u32>>> = Arc::default();
    let keep = Arc::clone(&attempts);
    let count = AtomicU32::new(0);
    let router =
        Router::with_fallback(move || if count.fetch_add(1, Ordering::SeqCst) < 2 { Err("not yet") } else { Ok(()) })
            .observe(move |outcome: &Outcome<'_>| keep.lock().unwrap().push(outcome.attempt))
            .build()
            .unwrap();
    let _worker = fast(&inbox, router).start().unwrap();
    settled(&inbox).await;
    let done = only(&inbox).await;
    assert_eq!((done.state, done.attempts, done.error), (State::Done, 3, None));
    assert_eq!(*attempts.lock().unwrap(), [1, 2, 3]);
}

async fn a_delivery_is_dead_after_its_last_attempt(database: Database) {
    let inbox = inbox(&database, &["a"]).await;
    let router = router(async |_, _| Err(std::io::Error::other("the bank is closed").into()));
    let _worker = fast(&inbox, router).attempts(3).start().unwrap();
    settled(&inbox).await;
    let dead = only(&inbox).await;
    assert_eq!((dead.state, dead.attempts), (State::Dead, 3));
    assert_eq!(error(&dead), "the fallback: returned an error: the bank is closed");
}

async fn a_handler_that_gives_up_is_not_tried_again(database: Database) {
    let inbox = inbox(&database, &["a"]).await;
    let router = router(async |_, _| Err(GiveUp::new("there is no such pass").into()));
    let _worker = fast(&inbox, router).start().unwrap();
    settled(&inbox).await;
    let dead = only(&inbox).await;
    assert_eq!((dead.state, dead.attempts), (State::Dead, 1));
    assert_eq!(error(&dead), "the fallback: returned an error: gave up: there is no such pass");
}

async fn a_handler_can_say_when_to_try_again(database: Database) {
    let inbox = inbox(&database, &["a"]).await;
    let delay = Duration::from_millis(300);
    let times: Arc<Mutex<Vec<Instant>>> = Arc::default();
    let keep = Arc::clone(&times);
    let router = router(move |_, _| {
        let mut times = keep.lock().unwrap();
        times.push(Instant::now());
        let answer = if times.len() > 1 { Ok(()) } else { Err(RetryAfter::new(delay, "busy").into()) };
        async { answer }
    });
    let hour = Duration::from_hours(1);
    let _worker = fast(&inbox, router).backoff(Backoff::new(hour, hour)).start().unwrap();
    settled(&inbox).await;
    let times = times.lock().unwrap();
    assert!(times[1] - times[0] >= delay, "{times:?}");
}

async fn a_panic_is_a_failure(database: Database) {
    let inbox = inbox(&database, &["at once", "later"]).await;
    let router = Router::with_fallback(|delivery: Delivery| {
        assert!(delivery.event() != "at once", "in the function");
        async move { assert!(delivery.event() != "later", "in the future") }
    });
    let _worker = fast(&inbox, router.build().unwrap()).attempts(2).start().unwrap();
    settled(&inbox).await;
    for dead in all(&inbox).await {
        assert_eq!((dead.state, dead.attempts), (State::Dead, 2));
        assert_eq!(error(&dead), "the fallback: panicked: see the message that the panic hook printed");
    }
}

async fn a_handler_that_takes_too_long_is_stopped(database: Database) {
    let inbox = inbox(&database, &["a"]).await;
    let router = router(async |_, _| std::future::pending().await);
    let _worker = fast(&inbox, router).timeout(Duration::from_millis(100)).attempts(2).start().unwrap();
    settled(&inbox).await;
    let dead = only(&inbox).await;
    assert_eq!((dead.state, dead.attempts), (State::Dead, 2));
    assert_eq!(error(&dead), "it was stopped because it took longer than 100ms");
}

async fn a_handler_that_panics_while_being_stopped_is_a_failure(database: Database) {
    struct Panics;
    impl Drop for Panics {
        fn drop(&mut self) {
            assert!(std::thread::panicking(), "while it is dropped");
        }
    }
    let inbox = inbox(&database, &["a"]).await;
    let router = router(async |_, mut tx: AnyTx| {
        let _panics = Panics;
        tx.note("a").await?;
        std::future::pending().await
    });
    let _worker = fast(&inbox, router).timeout(Duration::from_millis(100)).attempts(1).start().unwrap();
    settled(&inbox).await;
    let dead = only(&inbox).await;
    assert_eq!((dead.state, error(&dead)), (State::Dead, "it panicked while it was being stopped"));
    assert_eq!(effects(&database).await, 0);
}

async fn no_more_handlers_run_than_there_may(database: Database) {
    let events: Vec<String> = (0..60).map(|n| format!("e{n}")).collect();
    let inbox = inbox(&database, &events.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let (now, most) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
    let (running, longest) = (Arc::clone(&now), Arc::clone(&most));
    let router = router(move |_, _| {
        longest.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let running = Arc::clone(&running);
        async move {
            sleep(Duration::from_millis(20)).await;
            running.fetch_sub(1, Ordering::SeqCst);
            Ok(())
        }
    });
    let _worker = fast(&inbox, router).concurrency(5).start().unwrap();
    settled(&inbox).await;
    assert_eq!((now.load(Ordering::SeqCst), most.load(Ordering::SeqCst)), (0, 5));
}

async fn poison_does_not_keep_others_waiting(database: Database) {
    let inbox = inbox(&database, &["poison", "a", "poison 2", "b"]).await;
    let router = router(
        async |delivery: Delivery, _| {
            if delivery.event().starts_with("poison") { Err("poison".into()) } else { Ok(()) }
        },
    );
    let _worker = fast(&inbox, router).concurrency(1).attempts(1000).start().unwrap();
    until("the others are done", async || inbox.list(&Filter::new().state(State::Done)).await.unwrap().len() == 2)
        .await;
    assert!(all(&inbox).await.iter().all(|one| one.event.starts_with("poison") || one.attempts == 1));
}

async fn what_nobody_knows_waits(database: Database) {
    let inbox = inbox(&database, &["a", "b"]).await;
    database.execute("UPDATE conscent_delivery SET api = 'another' WHERE event = 'a'").await;
    let _worker = fast(&inbox, router(async |_, _| Ok(()))).start().unwrap();
    until("the known one is done", async || all(&inbox).await[1].state == State::Done).await;
    let unknown = &all(&inbox).await[0];
    assert_eq!((unknown.state, unknown.attempts), (State::Waiting, 0));
}

/// An inbox with a delivery that is encrypted.
async fn encrypted(database: &Database, keys: &str) -> Inbox {
    let options = Options::new().keys(Keys::parse(keys).unwrap());
    let inbox = options.open(&database.url).await.unwrap();
    inbox.store(delivery("a")).await.unwrap();
    inbox
}

const KEY: &str = "1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

async fn what_was_changed_is_dead_and_stays(database: Database) {
    let inbox = encrypted(&database, KEY).await;
    let other = if database.url.starts_with("sqlite:") { "x'00'" } else { "'\\x00'" };
    let body = "SELECT count(*) FROM conscent_delivery WHERE body = ";
    database.execute(&format!("UPDATE conscent_delivery SET body = {other}")).await;
    let _worker = fast(&inbox, router(async |_, _| Ok(()))).start().unwrap();
    settled(&inbox).await;
    let dead = only(&inbox).await;
    assert_eq!((dead.state, dead.attempts), (State::Dead, 1));
    assert!(error(&dead).starts_with("the stored body cannot be read: it cannot be decrypted"), "{}", error(&dead));
    assert_eq!(database.number(&format!("{body}{other}")).await, 1);
}

async fn deliveries_wait_for_a_missing_key(database: Database) {
    drop(encrypted(&database, KEY).await);
    let without = Inbox::open(&database.url).await.unwrap();
    let worker = fast(&without, router(async |_, _| Ok(()))).start().unwrap();
    until("it was given back", async || {
        database.number("SELECT count(*) FROM conscent_delivery WHERE state = 0 AND due_at > arrived_at + 30000").await
            == 1
    })
    .await;
    assert_eq!(only(&without).await.attempts, 0);
    worker.stop().await;
    database.execute("UPDATE conscent_delivery SET due_at = 0").await;
    let with = encrypted(&database, KEY).await;
    let _worker = fast(&with, router(async |_, _| Ok(()))).start().unwrap();
    settled(&with).await;
    assert_eq!(only(&with).await.state, State::Done);
}

async fn what_is_dead_can_be_retried(database: Database) {
    let inbox = inbox(&database, &["a"]).await;
    let count = Arc::new(AtomicU32::new(0));
    let calls = Arc::clone(&count);
    let router = router(move |_, _| {
        let is_first = calls.fetch_add(1, Ordering::SeqCst) == 0;
        async move { if is_first { Err::<(), BoxError>(GiveUp::new("no").into()) } else { Ok(()) } }
    });
    let _worker = inbox.worker(router).api(&v2::API).start().unwrap();
    settled(&inbox).await;
    assert_eq!(inbox.retry(&Filter::new()).await.unwrap(), 1);
    sleep(Duration::from_millis(10)).await;
    settled(&inbox).await;
    let done = only(&inbox).await;
    assert_eq!((done.state, done.attempts, count.load(Ordering::SeqCst)), (State::Done, 1, 2));
}

//! Deliveries with the same order key are run one after another.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use conscent::Delivery;
use conscent_inbox::{Inbox, Options, State};
use tokio::time::sleep;

use super::{AnyTx, all, delivery, fast, router, settled};
use crate::database::{Database, on_each_database};

on_each_database!(deliveries_of_a_key_are_run_in_order a_dead_delivery_does_not_block_its_order_key);

/// The runs that have begun and ended, by key.
type Log = Arc<Mutex<HashMap<String, Vec<String>>>>;

/// Events are `key.number`.
fn key(delivery: &Delivery) -> Option<String> {
    Some(delivery.event().split_once('.')?.0.to_owned())
}

async fn open(database: &Database) -> Inbox {
    Options::new().order_key(key).open(&database.url).await.unwrap()
}

async fn deliveries_of_a_key_are_run_in_order(database: Database) {
    const KEYS: usize = 8;
    const EACH: usize = 8;
    let inbox = open(&database).await;
    for n in 0..EACH {
        for key in 0..KEYS {
            inbox.store(delivery(&format!("k{key}.{n}"))).await.unwrap();
        }
    }
    let log = Log::default();
    let handler = Arc::clone(&log);
    let router = router(move |delivery: Delivery, _: AnyTx| {
        let handler = Arc::clone(&handler);
        async move {
            let (key, number) = delivery.event().split_once('.').ok_or("no key")?;
            let note = |what: &str| {
                let mut log = handler.lock().unwrap();
                let events = log.entry(key.to_owned()).or_default();
                events.push(format!("{what} {number}"));
                events.len()
            };
            let length = note("begin");
            sleep(Duration::from_millis(3)).await;
            note("end");
            // Some of them fail on the first attempt.
            if length % 7 == 1 { Err("not yet".into()) } else { Ok(()) }
        }
    });
    let others = [open(&database).await, open(&database).await, inbox.clone()];
    let workers: Vec<_> = others.iter().map(|inbox| fast(inbox, router.clone()).start().unwrap()).collect();
    settled(&inbox).await;
    for (key, events) in log.lock().unwrap().iter() {
        let mut last = 0;
        for pair in events.chunks(2) {
            let [begin, end] = pair else { panic!("{key}: {events:?}") };
            let number: usize = begin.strip_prefix("begin ").unwrap().parse().unwrap();
            assert_eq!(end, &format!("end {number}"), "{key}: {events:?}");
            assert!(number == last || number == last + 1, "{key}: {events:?}");
            last = number;
        }
        assert_eq!(last, EACH - 1);
    }
    drop(workers);
}

async fn a_dead_delivery_does_not_block_its_order_key(database: Database) {
    let inbox = open(&database).await;
    for event in ["a.1", "a.2"] {
        inbox.store(delivery(event)).await.unwrap();
    }
    let router = router(
        async |delivery: Delivery, _: AnyTx| {
            if delivery.event() == "a.1" { Err("never".into()) } else { Ok(()) }
        },
    );
    let _worker = fast(&inbox, router).attempts(3).start().unwrap();
    settled(&inbox).await;
    let states: Vec<_> = all(&inbox).await.iter().map(|one| (one.state, one.attempts)).collect();
    assert_eq!(states, [(State::Dead, 3), (State::Done, 1)]);
}

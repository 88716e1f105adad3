//! Several workers on one database: each delivery is run once, and deliveries with the same order key are run one after
//! another.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use conscent::Router;
use conscent_inbox::{Inbox, Options, Worker};
use tokio::task::JoinSet;

use crate::database::{Database, on_each_database};
use crate::handlers::{Arrived, Script, delivery, drained, eager, with_effects, without_effects, word};

on_each_database!(
    two_workers_run_each_delivery_once
    four_workers_run_each_delivery_once
    deliveries_of_a_key_are_run_in_their_order
);

/// Several inboxes of one database, as in several programs, each with workers. No worker is killed, so no lease
/// expires.
async fn open(database: &Database, inboxes: usize, workers: usize, router: &Router) -> (Vec<Inbox>, Vec<Worker>) {
    let (mut opened, mut started) = (Vec::new(), Vec::new());
    for _ in 0..inboxes {
        let inbox = Options::new().order_key(|delivery| word(delivery).filter(|word| !word.is_empty()));
        let inbox = inbox.open(&database.url).await.unwrap();
        for _ in 0..workers {
            let worker = eager(&inbox, router.clone()).lease(Duration::from_mins(10)).concurrency(4).attempts(100);
            started.push(worker.start().unwrap());
        }
        opened.push(inbox);
    }
    (opened, started)
}

/// Stores deliveries in all inboxes concurrently. Those with the same word are stored in the order of their numbers.
async fn store(inboxes: &[Inbox], words: Vec<(String, Vec<i64>)>) {
    let mut tasks = JoinSet::new();
    for (place, (word, numbers)) in words.into_iter().enumerate() {
        let inbox = inboxes[place % inboxes.len()].clone();
        tasks.spawn(async move {
            for n in numbers {
                inbox.store(delivery(n, &word)).await.unwrap();
            }
        });
    }
    tasks.join_all().await;
}

async fn two_workers_run_each_delivery_once(database: Database) {
    each_delivery_is_run_once(database, 1).await;
}

async fn four_workers_run_each_delivery_once(database: Database) {
    each_delivery_is_run_once(database, 2).await;
}

async fn each_delivery_is_run_once(database: Database, workers: usize) {
    let runs: Arc<Mutex<BTreeMap<i64, usize>>> = Arc::default();
    let seen = Arc::clone(&runs);
    let script = Script::new(move |arrived| {
        *seen.lock().unwrap().entry(arrived.n).or_default() += 1;
        async {
            tokio::time::sleep(Duration::from_millis(3)).await;
            Ok(())
        }
    });
    let (inboxes, workers) = open(&database, 2, workers, &without_effects(script)).await;
    let words = (0..16).map(|sender| (String::new(), (sender * 20..(sender + 1) * 20).collect())).collect();
    store(&inboxes, words).await;
    assert_eq!(drained(&inboxes[0]).await, 0);
    let expected: BTreeMap<i64, usize> = (0..320).map(|n| (n, 1)).collect();
    assert_eq!(*runs.lock().unwrap(), expected);
    for worker in workers {
        worker.stop().await;
    }
}

/// The keys that are running, and the keys that ran twice at the same time.
#[derive(Default)]
struct Running {
    keys: HashSet<String>,
    overlaps: Vec<String>,
}

/// One run. It ends when this is dropped, regardless of how the handler ends.
struct One(Arc<Mutex<Running>>, String);

impl One {
    fn begin(running: &Arc<Mutex<Running>>, arrived: &Arrived) -> Self {
        let mut now = running.lock().unwrap();
        if !now.keys.insert(arrived.word.clone()) {
            now.overlaps.push(arrived.word.clone());
        }
        Self(Arc::clone(running), arrived.word.clone())
    }
}

impl Drop for One {
    fn drop(&mut self) {
        self.0.lock().unwrap().keys.remove(&self.1);
    }
}

/// 50 keys and 8 workers; one in eight attempts fails before its effect, and one in eight after it.
async fn deliveries_of_a_key_are_run_in_their_order(database: Database) {
    const KEYS: i64 = 50;
    const EACH: i64 = 4;
    let running: Arc<Mutex<Running>> = Arc::default();
    let begun = Arc::clone(&running);
    let script = Script::new(move |arrived| {
        let one = One::begin(&begun, &arrived);
        async move {
            let random = getrandom::u64()?;
            tokio::time::sleep(Duration::from_micros(random % 2_000)).await;
            drop(one);
            if random % 8 == 0 { Err("one in eight".into()) } else { Ok(()) }
        }
    });
    let (inboxes, workers) = open(&database, 2, 4, &with_effects(script)).await;
    database.create_effects().await;
    let words = (0..KEYS).map(|key| (key.to_string(), (key * EACH..(key + 1) * EACH).collect())).collect();
    store(&inboxes, words).await;
    assert_eq!(drained(&inboxes[1]).await, 0);
    assert_eq!(running.lock().unwrap().overlaps, [""; 0]);
    let mut by_key = BTreeMap::<i64, Vec<i64>>::new();
    for n in database.effects().await {
        by_key.entry(n / EACH).or_default().push(n);
    }
    let expected = (0..KEYS).map(|key| (key, (key * EACH..(key + 1) * EACH).collect())).collect();
    assert_eq!(by_key, expected);
    for worker in workers {
        worker.stop().await;
    }
}

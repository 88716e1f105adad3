//! A server that is stopped and started while deliveries arrive and handlers have transactions.

use std::time::{Duration, Instant};

use conscent_inbox::Inbox;
use tokio::task::JoinSet;

use crate::database::Database;
use crate::handlers::{Script, delivery, drained, eager, eventually, with_effects};
use crate::server::Server;

const SENDERS: i64 = 8;

/// The number of times that the server is stopped and started.
const STOPS: u32 = 3;

async fn every_effect_is_there_once(mode: &'static str) {
    let server = Server::start_new();
    let database = Database::at(server.url());
    let inboxes = [Inbox::open(&database.url).await.unwrap(), Inbox::open(&database.url).await.unwrap()];
    database.create_effects().await;
    // Some transactions are open whenever the server stops.
    let slow = Script::new(|arrived| async move {
        tokio::time::sleep(Duration::from_millis(if arrived.is_written { 15 } else { 1 })).await;
        Ok(())
    });
    let start = |inbox| eager(inbox, with_effects(slow.clone())).attempts(1_000).start().unwrap();
    let workers = inboxes.each_ref().map(start);

    let (stop, stopped) = tokio::sync::watch::channel(false);
    let mut senders = JoinSet::new();
    for sender in 0..SENDERS {
        let (inbox, stopped) = (inboxes[0].clone(), stopped.clone());
        senders.spawn(async move {
            let (mut acknowledged, mut slowest) = (Vec::new(), Duration::ZERO);
            let mut n = sender;
            while !*stopped.borrow() {
                let start = Instant::now();
                if inbox.store(delivery(n, "")).await.is_ok() {
                    acknowledged.push(n);
                }
                slowest = slowest.max(start.elapsed());
                n += SENDERS;
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            (acknowledged, slowest)
        });
    }
    let server = tokio::task::spawn_blocking(move || {
        for _ in 0..STOPS {
            std::thread::sleep(Duration::from_secs(1));
            server.stop(mode);
            std::thread::sleep(Duration::from_millis(1_500));
            server.start();
        }
        std::thread::sleep(Duration::from_secs(1));
        server
    })
    .await
    .unwrap();
    stop.send_replace(true);
    let mut acknowledged = Vec::new();
    for (by_one, slowest) in senders.join_all().await {
        acknowledged.extend(by_one);
        assert!(slowest < Duration::from_secs(30), "a sender waited for {slowest:?}");
    }
    assert!(acknowledged.len() > 100, "{}", acknowledged.len());

    assert_eq!(drained(&inboxes[1]).await, 0);
    let mut effects = database.effects().await;
    effects.sort_unstable();
    let count = effects.len();
    effects.dedup();
    assert_eq!(effects.len(), count, "no delivery has its effect twice");
    let lost: Vec<_> = acknowledged.iter().filter(|n| effects.binary_search(n).is_err()).collect();
    assert!(lost.is_empty(), "acknowledged, and without an effect: {lost:?}");

    let database = &database;
    eventually("both workers listen again", || async move {
        let listening = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'";
        database.numbers(listening).await == [2]
    })
    .await;
    for worker in workers {
        worker.stop().await;
    }
    drop((inboxes, server));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs its own server: `.ci/slow` runs it"]
async fn a_server_that_crashes() {
    every_effect_is_there_once("immediate").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs its own server: `.ci/slow` runs it"]
async fn a_server_that_is_restarted() {
    every_effect_is_there_once("fast").await;
}

//! A sender that disconnects while its delivery is being stored, so that the future of the store is dropped.

use std::collections::BTreeMap;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use conscent::{Auth, Door};
use conscent_inbox::{Inbox, Stored};
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use tokio::task::JoinSet;

use crate::database::{Database, on_each_database};
use crate::handlers::{Script, delivery, drained, eager, with_effects};

on_each_database!(a_delivery_is_stored_or_not a_delivery_that_was_never_stored_is_new a_door_whose_client_leaves);

const NEW: Stored = Stored { new: 1, duplicates: 0 };
const DUPLICATE: Stored = Stored { new: 0, duplicates: 1 };

async fn a_delivery_is_stored_or_not(database: Database) {
    let inbox = Inbox::open(&database.url).await.unwrap();
    database.create_effects().await;
    let worker = eager(&inbox, with_effects(Script::ok())).start().unwrap();
    let mut tasks = JoinSet::new();
    for n in 0..200_i64 {
        let inbox = inbox.clone();
        tasks.spawn(async move {
            // At any point from before the queue to after the commit.
            let patience = Duration::from_micros(getrandom::u64().unwrap() % 20_000);
            let first = tokio::time::timeout(patience, inbox.store(delivery(n, ""))).await;
            let second = inbox.store(delivery(n, "")).await.unwrap();
            let third = inbox.store(delivery(n, "")).await.unwrap();
            match first {
                Ok(answer) => assert_eq!((answer.unwrap(), second), (NEW, DUPLICATE)),
                Err(_hung_up) => assert_eq!(second.new + second.duplicates, 1),
            }
            assert_eq!(third, DUPLICATE);
            (n, 1)
        });
    }
    let expected: BTreeMap<i64, usize> = tasks.join_all().await.into_iter().collect();
    assert_eq!(drained(&inbox).await, 0);
    assert_eq!(database.number("SELECT count(*) FROM conscent_delivery").await, 200);
    let mut effects = BTreeMap::new();
    for n in database.effects().await {
        *effects.entry(n).or_default() += 1;
    }
    assert_eq!(effects, expected);
    worker.stop().await;
}

/// A future that was never polled does nothing. If it was polled once, its delivery is in the queue and cannot be
/// removed.
async fn a_delivery_that_was_never_stored_is_new(database: Database) {
    let inbox = Inbox::open(&database.url).await.unwrap();
    drop(inbox.store(delivery(1, "")));
    assert_eq!(inbox.store(delivery(1, "")).await.unwrap(), NEW);
    let mut second = Box::pin(inbox.store(delivery(2, "")));
    assert!(matches!(second.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Pending));
    drop(second);
    // On PostgreSQL, two tasks store the queued delivery and its repetition, and either may come first.
    let repetition = inbox.store(delivery(2, "")).await.unwrap();
    assert_eq!(repetition.new + repetition.duplicates, 1);
    assert_eq!(inbox.store(delivery(2, "")).await.unwrap(), DUPLICATE);
    assert_eq!(database.number("SELECT count(*) FROM conscent_delivery").await, 2);
}

async fn a_door_whose_client_leaves(database: Database) {
    let inbox = Inbox::open(&database.url).await.unwrap();
    let router = with_effects(Script::ok());
    let door = inbox.store_only(Door::new(router, Auth::basic("key", "secret").unwrap()));
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, HeaderValue::from_static("Basic a2V5OnNlY3JldA=="));
    for n in 0..40_u64 {
        let arrive = || {
            let mut admitted = door.admit(&Method::POST, &headers).unwrap();
            admitted.push(&**delivery(i64::try_from(n).unwrap(), "").body()).unwrap();
            door.dispatch(admitted.finish().unwrap())
        };
        let _left = tokio::time::timeout(Duration::from_micros(n * 200), arrive()).await;
        assert_eq!(arrive().await.status(), StatusCode::ACCEPTED);
    }
    assert_eq!(database.number("SELECT count(*) FROM conscent_delivery").await, 40);
}

//! The health of an inbox.

use conscent::Delivery;
use conscent_inbox::{HealthLimits, Inbox, Options};
use http::HeaderMap;
use std::time::Duration;

use crate::database::{Database, on_each_database};

on_each_database!(what_waits_and_is_dead_counts a_database_that_cannot_be_written_is_an_error);

async fn what_waits_and_is_dead_counts(database: Database) {
    let inbox = Inbox::open(&database.url).await.unwrap();
    let empty = inbox.health().await.unwrap();
    assert_eq!((empty.oldest_waiting, empty.unfinished, empty.dead, empty.worker_silent_for), (None, 0, 0, None));
    for event in ["a", "b", "c"] {
        let body = format!(r#"{{"event": "{event}"}}"#);
        inbox.store(Delivery::parse(body.into(), &HeaderMap::new()).unwrap()).await.unwrap();
    }
    database.execute("UPDATE conscent_delivery SET arrived_at = arrived_at - 60000 WHERE event = 'a'").await;
    database.execute("UPDATE conscent_delivery SET state = 3, done_at = 5 WHERE event = 'b'").await;
    let health = inbox.health().await.unwrap();
    assert_eq!((health.unfinished, health.dead), (2, 1));
    let limits = |seconds| HealthLimits::new().oldest_waiting(Duration::from_secs(seconds));
    assert!(health.is_within(&limits(120).dead(1)));
    assert!(!health.is_within(&limits(30)));
    assert!(!health.is_within(&limits(120).dead(0)));
}

async fn a_database_that_cannot_be_written_is_an_error(database: Database) {
    let inbox = Inbox::open(&database.url).await.unwrap();
    inbox.health().await.unwrap();
    let inbox = if database.url.starts_with("sqlite") {
        database.execute("DROP TABLE conscent_inbox").await;
        inbox
    } else {
        let name = database.url.split(['/', '?']).nth(3).unwrap();
        database.execute(&format!("ALTER DATABASE {name} SET default_transaction_read_only = on")).await;
        Options::new().existing().open(&database.url).await.unwrap()
    };
    let error = inbox.health().await.unwrap_err().to_string();
    assert!(error.starts_with("the database of the inbox: "), "{error}");
}

#[tokio::test]
async fn a_worker_is_alive_until_it_is_stopped() {
    let database = Database::sqlite();
    let inbox = Inbox::open(&database.url).await.unwrap();
    let limits = HealthLimits::new().worker_silent_for(Duration::from_secs(30));
    assert!(!inbox.health().await.unwrap().is_within(&limits));
    let fallback = |_: conscent::Unrouted| async { Ok::<_, conscent::BoxError>(conscent::Ack::OK) };
    let worker = inbox
        .worker(conscent::Router::with_fallback(fallback).build().unwrap())
        .api(&conscent::v2::API)
        .start()
        .unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(inbox.health().await.unwrap().is_within(&limits));
    worker.stop().await;
    assert!(!inbox.health().await.unwrap().is_within(&limits));
}

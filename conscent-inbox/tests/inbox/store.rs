//! Storing deliveries.

use conscent::Delivery;
use conscent_inbox::{Inbox, Options, Stored};
use http::HeaderMap;

use crate::database::{Database, on_each_database};

fn delivery(body: &str) -> Delivery {
    Delivery::parse(body.to_owned().into(), &HeaderMap::new()).unwrap_or_else(conscent::ParseError::into_delivery)
}

on_each_database!(a_duplicate_is_known_over_a_restart a_burst_is_stored_together any_event_can_be_stored);

async fn a_duplicate_is_known_over_a_restart(database: Database) {
    let body = r#"{"event": "purchase.pass", "payload": {"purchase": {"_id": "65e5"}}}"#;
    for expected in [Stored { new: 1, duplicates: 0 }, Stored { new: 0, duplicates: 1 }] {
        let inbox = Inbox::open(&database.url).await.unwrap();
        assert_eq!(inbox.store(delivery(body)).await.unwrap(), expected);
    }
}

async fn a_burst_is_stored_together(database: Database) {
    let inbox = Inbox::open(&database.url).await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..700 {
        let inbox = inbox.clone();
        let body = format!(r#"{{"event": "e", "n": {}}}"#, n % 500);
        tasks.spawn(async move { inbox.store(delivery(&body)).await.unwrap() });
    }
    let stored = tasks.join_all().await;
    let new: usize = stored.iter().map(|one| one.new).sum();
    let duplicates: usize = stored.iter().map(|one| one.duplicates).sum();
    assert_eq!((new, duplicates), (500, 200));
}

/// PostgreSQL cannot store a NUL in a text, or a megabyte in an index.
async fn any_event_can_be_stored(database: Database) {
    let long = "x".repeat(1_000_000);
    let inbox =
        Options::new().dedupe_key(|delivery| Some(delivery.event().to_owned())).open(&database.url).await.unwrap();
    for body in [r#"{"event": "\u0000"}"#, r#"{"event": "🎉"}"#, "", "\u{fffd}", &format!(r#"{{"event": "{long}"}}"#)]
    {
        let first = inbox.store(delivery(body)).await.unwrap();
        let second = inbox.store(delivery(body)).await.unwrap();
        assert_eq!((first.new + first.duplicates, second), (1, Stored { new: 0, duplicates: 1 }));
    }
}

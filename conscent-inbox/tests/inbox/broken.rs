//! Rows that the inbox has not written: they are reported and do not change, and the other rows are run.

use conscent_inbox::{Inbox, Keys, OpenError, Options};

use crate::database::{Database, on_each_database};
use crate::handlers::{Script, delivery, eager, error_of, eventually, with_effects};

on_each_database!(
    the_schema_rejects_invalid_rows
    a_broken_row_is_dead_and_stays
    a_wrong_key_is_said
);

async fn with_deliveries(database: &Database, count: i64, options: Options) -> Inbox {
    let inbox = options.open(&database.url).await.unwrap();
    database.create_effects().await;
    for n in 1..=count {
        inbox.store(delivery(n, "")).await.unwrap();
    }
    inbox
}

async fn the_schema_rejects_invalid_rows(database: Database) {
    let _inbox = with_deliveries(&database, 1, Options::new()).await;
    for change in [
        "body = NULL",
        "state = 4",
        "state = -1",
        "state = 1",
        "lease = 7",
        "state = 2",
        "state = 3",
        "done_at = 5",
        "state = 3, done_at = 5, body = NULL",
        "state = 1, lease = 7, body = NULL",
        "api = NULL",
        "due_at = NULL",
    ] {
        let changed = database.try_execute(&format!("UPDATE conscent_delivery SET {change}")).await;
        assert!(changed.is_err(), "{change}");
    }
    database.execute("UPDATE conscent_delivery SET state = 2, done_at = 5, body = NULL").await;
}

async fn a_broken_row_is_dead_and_stays(database: Database) {
    let inbox = with_deliveries(&database, 8, Options::new()).await;
    let bytes = |hex: &str| if database.is_sqlite() { format!("x'{hex}'") } else { format!(r"'\x{hex}'") };
    let mut broken = vec![
        (1, "headers = body".to_owned(), "the stored headers cannot be read"),
        (2, "headers = NULL".to_owned(), "the stored headers cannot be read"),
        (3, format!("headers = {}", bytes("ff00")), "the stored headers cannot be read"),
        (4, "key_id = -1".to_owned(), "key"),
    ];
    if database.is_sqlite() {
        // PostgreSQL checks that a text is UTF-8.
        broken.push((5, "event = CAST(x'ff' AS TEXT)".to_owned(), "event"));
        broken.push((6, "dedupe_key = CAST(x'ff' AS TEXT)".to_owned(), "dedupe_key"));
    }
    for (id, change, _) in &broken {
        database.execute(&format!("UPDATE conscent_delivery SET {change} WHERE id = {id}")).await;
    }
    let worker = eager(&inbox, with_effects(Script::ok())).start().unwrap();
    let dead = || database.numbers("SELECT id FROM conscent_delivery WHERE state = 3 ORDER BY id");
    let done = || database.numbers("SELECT id FROM conscent_delivery WHERE state = 2 ORDER BY id");
    let good = (1..=8).filter(|id| !broken.iter().any(|row| row.0 == *id)).collect::<Vec<_>>();
    eventually("the good ones are done", || async { done().await == good }).await;
    let ids: Vec<i64> = broken.iter().map(|row| row.0).collect();
    eventually("the others are dead", || async { dead().await == ids }).await;
    for (id, change, text) in broken {
        if id <= 3 {
            let error = error_of(&inbox, id).await.unwrap();
            assert!(error.contains(text), "{change}: {error}");
        }
        let has_body = format!("SELECT count(body) FROM conscent_delivery WHERE id = {id}");
        assert_eq!(database.number(&has_body).await, 1, "{change}: the body stays");
    }
    worker.stop().await;
}

fn keys(text: &str, byte: &str) -> Options {
    Options::new().keys(Keys::parse(&format!("{text}:{}=", byte.repeat(43))).unwrap())
}

async fn a_wrong_key_is_said(database: Database) {
    let _first = with_deliveries(&database, 2, keys("1", "A")).await;
    let refused = keys("1", "Q").open(&database.url).await.unwrap_err();
    assert!(matches!(refused, OpenError::Key { number: 1 }), "{refused:?}");
    // With the right key, nothing is lost.
    let right = keys("1", "A").open(&database.url).await.unwrap();
    let worker = eager(&right, with_effects(Script::ok())).start().unwrap();
    eventually("both are done", || async { database.effects().await.len() == 2 }).await;
    worker.stop().await;
}

//! Effects that are committed together with the mark, or not at all.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use conscent::{BoxError, Delivery, Router};
use conscent_inbox::sqlx::sqlite::SqlitePoolOptions;
use conscent_inbox::sqlx::{Executor, Postgres, Sqlite, SqlitePool, query_scalar};
use conscent_inbox::{State, Tx, TxError, test};
use tokio::time::sleep;

use super::{AnyTx, all, delivery, effects, error, fast, inbox, only, router, settled};
use crate::database::{Database, on_each_database};

on_each_database!(
    effects_and_mark_are_committed
    the_writes_of_a_failed_attempt_are_rolled_back
    a_transaction_that_is_open_for_too_long_is_rolled_back
    a_transaction_cannot_outlive_its_attempt
    a_transaction_returned_by_a_task_is_committed
    the_hook_for_failed_deliveries_does_not_commit
    an_attempt_without_its_lease_has_no_effect
    a_transaction_aborted_by_the_database_is_a_failure
    transactions_do_not_wait_for_each_other
);

async fn effects_and_mark_are_committed(database: Database) {
    let inbox = inbox(&database, &["a", "b", "c"]).await;
    let router = router(async |delivery: Delivery, mut tx: AnyTx| {
        tx.note(delivery.event()).await?;
        tx.note("second").await
    });
    let _worker = fast(&inbox, router).start().unwrap();
    settled(&inbox).await;
    assert!(all(&inbox).await.iter().all(|one| (one.state, one.attempts) == (State::Done, 1)));
    assert_eq!(effects(&database).await, 6);
}

async fn the_writes_of_a_failed_attempt_are_rolled_back(database: Database) {
    let inbox = inbox(&database, &["error", "panic", "stuck"]).await;
    let count = Arc::new(AtomicU32::new(0));
    let router = router(move |delivery: Delivery, mut tx| {
        let is_first = count.fetch_add(1, Ordering::SeqCst) < 3;
        async move {
            tx.note(delivery.event()).await?;
            match delivery.event() {
                "error" if is_first => Err("after the effect".into()),
                "panic" if is_first => panic!("after the effect"),
                "stuck" if is_first => std::future::pending().await,
                _ => Ok(()),
            }
        }
    });
    let _worker = fast(&inbox, router).concurrency(1).timeout(Duration::from_millis(200)).start().unwrap();
    settled(&inbox).await;
    assert!(all(&inbox).await.iter().all(|one| (one.state, one.attempts) == (State::Done, 2)));
    assert_eq!(effects(&database).await, 3);
}

async fn a_transaction_that_is_open_for_too_long_is_rolled_back(database: Database) {
    let inbox = inbox(&database, &["a"]).await;
    let router = router(async |_, mut tx: AnyTx| {
        sleep(Duration::from_millis(300)).await; // before the transaction, it may take its time
        tx.note("a").await?;
        std::future::pending().await
    });
    let _worker = fast(&inbox, router).tx_timeout(Duration::from_millis(150)).attempts(1).start().unwrap();
    settled(&inbox).await;
    let dead = only(&inbox).await;
    assert!(error(&dead).starts_with("it was stopped because its transaction was open for longer than 150ms"));
    assert_eq!((dead.state, effects(&database).await), (State::Dead, 0));
}

async fn a_transaction_cannot_outlive_its_attempt(database: Database) {
    let inbox = inbox(&database, &["a"]).await;
    let router = router(async |_, mut tx: AnyTx| {
        tx.note("a").await?;
        tokio::spawn(async move {
            sleep(Duration::from_millis(300)).await;
            let late = tx.note("b").await;
            assert!(late.is_err_and(|error| error.to_string().starts_with("the attempt has ended")));
        });
        Ok(())
    });
    let _worker = fast(&inbox, router).attempts(1).start().unwrap();
    settled(&inbox).await;
    let dead = only(&inbox).await;
    assert!(error(&dead).starts_with("its `Tx` was moved into a task"), "{}", error(&dead));
    assert_eq!((dead.state, effects(&database).await), (State::Dead, 0));
}

async fn a_transaction_returned_by_a_task_is_committed(database: Database) {
    let inbox = inbox(&database, &["a"]).await;
    let router = router(async |_, mut tx: AnyTx| tokio::spawn(async move { tx.note("a").await }).await?);
    let _worker = fast(&inbox, router).start().unwrap();
    settled(&inbox).await;
    assert_eq!((only(&inbox).await.state, effects(&database).await), (State::Done, 1));
}

async fn the_hook_for_failed_deliveries_does_not_commit(database: Database) {
    let inbox = inbox(&database, &["a"]).await;
    let handle = async |mut tx: AnyTx| {
        tx.note("a").await?;
        Err::<(), BoxError>("after the effect".into())
    };
    let router = Router::with_fallback(handle).failed(|_, _| async { Ok(conscent::Ack::OK) }).build().unwrap();
    let _worker = fast(&inbox, router).attempts(2).start().unwrap();
    settled(&inbox).await;
    assert_eq!((only(&inbox).await.state, effects(&database).await), (State::Dead, 0));
}

async fn an_attempt_without_its_lease_has_no_effect(database: Database) {
    let inbox = inbox(&database, &["a"]).await;
    let (begun, mut has_begun) = tokio::sync::mpsc::unbounded_channel();
    let (tell, mut answers) = tokio::sync::mpsc::unbounded_channel();
    let stolen = Arc::new(tokio::sync::Notify::new());
    let go_on = Arc::clone(&stolen);
    let router = router(move |_, mut tx: AnyTx| {
        let (begun, tell, go_on) = (begun.clone(), tell.clone(), Arc::clone(&go_on));
        async move {
            begun.send(())?;
            go_on.notified().await;
            let written = tx.note("a").await;
            tell.send(written.as_ref().map_err(ToString::to_string).copied())?;
            written
        }
    });
    let worker = fast(&inbox, router).start().unwrap();
    has_begun.recv().await.unwrap();
    database.execute("UPDATE conscent_delivery SET lease = 5").await; // another worker has it
    stolen.notify_one();
    let answer = answers.recv().await.unwrap().unwrap_err();
    assert!(answer.starts_with("the lease of the delivery expired"), "{answer}");
    worker.stop().await;
    let running = only(&inbox).await;
    assert_eq!((running.state, running.error, effects(&database).await), (State::Running, None, 0));
}

/// PostgreSQL aborts a transaction at its first error. A handler that ignores the error loses its writes.
async fn a_transaction_aborted_by_the_database_is_a_failure(database: Database) {
    let inbox = inbox(&database, &["a"]).await;
    let router = router(async |_, mut tx: AnyTx| {
        tx.note("a").await?;
        tx.execute("INSERT INTO missing VALUES (1)").await.unwrap_err();
        Ok(())
    });
    let _worker = fast(&inbox, router).attempts(1).start().unwrap();
    settled(&inbox).await;
    let ended = only(&inbox).await;
    if database.url.starts_with("sqlite:") {
        assert_eq!((ended.state, effects(&database).await), (State::Done, 1));
    } else {
        assert!(error(&ended).starts_with("the transaction was not committed: "), "{}", error(&ended));
        assert_eq!((ended.state, effects(&database).await), (State::Dead, 0));
    }
}

/// On SQLite, transactions take turns, in the order in which they were requested.
async fn transactions_do_not_wait_for_each_other(database: Database) {
    let events: Vec<String> = (0..64).map(|n| format!("e{n}")).collect();
    let inbox = inbox(&database, &events.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let router = router(async |delivery: Delivery, mut tx: AnyTx| tx.note(delivery.event()).await);
    let _worker = fast(&inbox, router).concurrency(32).start().unwrap();
    settled(&inbox).await;
    assert!(all(&inbox).await.iter().all(|one| (one.state, one.attempts) == (State::Done, 1)));
    assert_eq!(effects(&database).await, 64);
}

async fn gift_pool() -> SqlitePool {
    // With one connection, a dropped transaction is rolled back before the next statement.
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    pool.execute("CREATE TABLE gift (id INTEGER PRIMARY KEY)").await.unwrap();
    pool
}

async fn gift(mut tx: Tx<Sqlite>) -> Result<(), BoxError> {
    tx.conn().await?.execute("INSERT INTO gift DEFAULT VALUES").await?;
    Ok(())
}

#[tokio::test]
async fn a_handler_can_be_tested_without_an_inbox() {
    let router = Router::with_fallback(gift).build().unwrap();
    let pool = gift_pool().await;
    for (commits, expected) in [(false, 0), (true, 1)] {
        let (delivery, attached) = test::attach(delivery("gift.sent"), &pool);
        router.dispatch(delivery).await.unwrap();
        let inside: i64 =
            query_scalar("SELECT count(*) FROM gift").fetch_one(attached.tx().conn().await.unwrap()).await.unwrap();
        assert_eq!(inside, 1);
        if commits {
            attached.commit().await.unwrap();
        } else {
            drop(attached);
        }
        let after: i64 = query_scalar("SELECT count(*) FROM gift").fetch_one(&pool).await.unwrap();
        assert_eq!(after, expected);
    }
}

#[tokio::test]
async fn a_missing_transaction_is_an_error() {
    let router = Router::with_fallback(gift).build().unwrap();
    let error = router.dispatch(delivery("gift.sent")).await.unwrap_err();
    let text = std::error::Error::source(&error).unwrap().to_string();
    assert!(text.starts_with("the delivery did not come from an inbox, so it has no transaction"), "{text}");

    let (attached_to, attached) = test::attach(delivery("gift.sent"), &gift_pool().await);
    let wrong = Router::with_fallback(async |mut tx: Tx<Postgres>| {
        let error = tx.conn().await.map(drop).unwrap_err();
        assert!(matches!(error, TxError::Database { inbox: "Sqlite", tx: "Postgres" }), "{error:?}");
    });
    wrong.build().unwrap().dispatch(attached_to.clone()).await.unwrap();

    let twice = Router::with_fallback(async |mut first: Tx<Sqlite>, mut second: Tx<Sqlite>| {
        first.conn().await.unwrap();
        assert!(matches!(second.conn().await.map(drop), Err(TxError::InUse)));
        drop(first);
        second.conn().await.map(drop).unwrap();
    });
    twice.build().unwrap().dispatch(attached_to).await.unwrap();
    attached.commit().await.unwrap();
}

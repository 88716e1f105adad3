//! Workers that run the deliveries of an inbox.

mod attempts;
mod leases;
mod order;
mod outages;
mod setup;
mod stop;
mod transactions;

use std::time::Duration;

use conscent::{BoxError, Delivery, FromDeliveryParts, Router, v2};
use conscent_inbox::sqlx::{AssertSqlSafe, Executor, Postgres, Sqlite};
use conscent_inbox::worker::{Backoff, Builder};
use conscent_inbox::{Filter, Inbox, State, StoredDelivery, Tx, TxError};
use http::HeaderMap;
use tokio::time::{sleep, timeout};

use crate::database::Database;

/// A delivery of an event that no sample documents, so that it goes to the fallback.
fn delivery(event: &str) -> Delivery {
    Delivery::parse(format!(r#"{{"event": "{event}"}}"#).into(), &HeaderMap::new()).expect("an event")
}

/// An inbox in which these events are waiting, with a table for the writes of handlers.
async fn inbox(database: &Database, events: &[&str]) -> Inbox {
    let inbox = Inbox::open(&database.url).await.expect("an inbox");
    database.execute("CREATE TABLE effect (note text NOT NULL)").await;
    for event in events {
        inbox.store(delivery(event)).await.expect("a delivery that can be stored");
    }
    inbox
}

/// A worker of this inbox with short delays.
fn fast(inbox: &Inbox, router: Router) -> Builder {
    let backoff = Backoff::new(Duration::from_millis(20), Duration::from_millis(40));
    inbox.worker(router).api(&v2::API).backoff(backoff).shutdown(Duration::from_secs(5))
}

/// A router whose fallback takes all deliveries.
fn router<F>(handle: impl Fn(Delivery, AnyTx) -> F + Send + Sync + 'static) -> Router
where
    F: Future<Output = Result<(), BoxError>> + Send + 'static,
{
    Router::with_fallback(handle).build().expect("no conflict")
}

/// Waits until a condition is true.
async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !is_so().await {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(20), waiting).await.unwrap_or_else(|_| panic!("{what} in 20 seconds"));
}

/// Waits until every delivery is done or dead.
async fn settled(inbox: &Inbox) {
    until("every delivery is done or dead", async || {
        let stats = inbox.stats().await.expect("numbers");
        stats.count(State::Waiting) + stats.count(State::Running) == 0
    })
    .await;
}

/// All deliveries, in the order of their arrival.
async fn all(inbox: &Inbox) -> Vec<StoredDelivery> {
    let list = inbox.list(&Filter::new().errors()).await.expect("a list");
    list.into_iter().map(|one| one.expect("a row of a delivery")).collect()
}

/// The only delivery.
async fn only(inbox: &Inbox) -> StoredDelivery {
    let mut all = all(inbox).await;
    assert_eq!(all.len(), 1);
    all.remove(0)
}

/// The text of the last error of a delivery.
fn error(delivery: &StoredDelivery) -> &str {
    delivery.error.as_ref().expect("an error").as_ref().expect("a readable one")
}

/// The committed writes of handlers.
async fn effects(database: &Database) -> i64 {
    database.number("SELECT count(*) FROM effect").await
}

/// The transaction of an inbox in either database.
pub(crate) struct AnyTx {
    sqlite: Tx<Sqlite>,
    postgres: Tx<Postgres>,
}

impl<States> FromDeliveryParts<States, ()> for AnyTx {
    fn extract(states: &States, delivery: &Delivery) -> Self {
        Self { sqlite: Tx::extract(states, delivery), postgres: Tx::extract(states, delivery) }
    }
}

impl AnyTx {
    pub(crate) async fn execute(&mut self, sql: &str) -> Result<(), BoxError> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self.sqlite.conn().await {
            Ok(connection) => connection.execute(sql).await.map(|_| ())?,
            Err(TxError::Database { .. }) => self.postgres.conn().await?.execute(sql).await.map(|_| ())?,
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    async fn note(&mut self, note: &str) -> Result<(), BoxError> {
        self.execute(&format!("INSERT INTO effect (note) VALUES ('{note}')")).await
    }
}

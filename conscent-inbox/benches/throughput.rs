//! Measures how many deliveries per second an inbox acknowledges, each in a commit that is on the disk, compared with inserting the
//! same rows by sqlx alone. It also measures how many an inbox drains.
//!
//! `benches/inbox.sh` runs it, with its own PostgreSQL server. Each row is the median of five rounds, which alternate with rounds of
//! the baseline, so that other programs disturb both alike.

#![allow(clippy::print_stdout, reason = "the benchmark prints a table")]
#![allow(missing_docs, reason = "a program")]

use std::future::Future;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use conscent::v2::PurchasePass;
use conscent::{Auth, BoxError, Delivery, Door, Router, State, conscent_handler, handlers};
use conscent_inbox::{Inbox, Tx, sqlx};
use http::{HeaderMap, Method};
use sqlx::postgres::{PgPoolOptions, Postgres};
use sqlx::sqlite::{Sqlite, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use tokio::sync::Notify;
use tokio::task::JoinSet;

const ROUNDS: usize = 5;
const SENDERS: [usize; 3] = [1, 16, 128];

/// A body of about 800 bytes, like the documented ones.
fn body(n: usize) -> String {
    let notes = "n".repeat(640);
    format!(r#"{{"event": "purchase.pass", "payload": {{"purchase": {{"_id": "bench-{n}", "note": "{notes}"}}}}}}"#)
}

fn delivery(n: usize) -> Delivery {
    Delivery::parse(body(n).into(), &HeaderMap::new()).unwrap_or_else(conscent::ParseError::into_delivery)
}

/// The duration of a round.
#[derive(Clone, Copy)]
struct Figures {
    per_second: f64,
    p50: Duration,
    p99: Duration,
}

/// Sends this many deliveries by this many senders, each of which waits for its response.
async fn round<F, Fut>(senders: usize, deliveries: usize, send: F) -> Figures
where
    F: Fn(usize) -> Fut + Clone + Send + 'static,
    Fut: Future<Output = ()> + Send,
{
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let left = Arc::new(AtomicUsize::new(deliveries));
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..senders {
        let (left, send) = (Arc::clone(&left), send.clone());
        tasks.spawn(async move {
            let mut times = Vec::new();
            while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok() {
                let start = Instant::now();
                send(NEXT.fetch_add(1, Ordering::Relaxed)).await;
                times.push(start.elapsed());
            }
            times
        });
    }
    let mut times: Vec<Duration> = tasks.join_all().await.into_iter().flatten().collect();
    let elapsed = start.elapsed();
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let per_second = deliveries as f64 / elapsed.as_secs_f64();
    Figures { per_second, p50: at(50), p99: at(99) }
}

/// The median round by speed.
fn median(mut rounds: Vec<Figures>) -> Figures {
    rounds.sort_by(|a, b| a.per_second.total_cmp(&b.per_second));
    rounds[rounds.len() / 2]
}

fn print(database: &str, what: &str, senders: usize, figures: Figures, baseline: Option<Figures>) {
    let times = baseline.map_or(String::new(), |baseline| format!("{:.2}", figures.per_second / baseline.per_second));
    println!(
        "| {database} | {what} | {senders} | {:.0} | {times} | {:.1} | {:.1} |",
        figures.per_second,
        figures.p50.as_secs_f64() * 1e3,
        figures.p99.as_secs_f64() * 1e3
    );
}

/// Inserts the same rows into the same table by sqlx, each in its own transaction.
macro_rules! alone {
    ($pool:expr) => {{
        let pool = $pool;
        move |n: usize| {
            let pool = pool.clone();
            async move {
                let delivery = delivery(n);
                let sql = "INSERT INTO conscent_delivery (api, event, dedupe_key, body, headers, arrived_at, due_at)
                    VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT DO NOTHING";
                sqlx::query(sql)
                    .bind("v2")
                    .bind(delivery.event())
                    .bind(delivery.dedupe_key())
                    .bind(&**delivery.body())
                    .bind(&b"[]"[..])
                    .bind(0_i64)
                    .execute(&pool)
                    .await
                    .expect("a working database");
            }
        }
    }};
}

async fn compare<F, Fut>(name: &str, url: &str, alone: F) -> Result<(), BoxError>
where
    F: Fn(usize) -> Fut + Clone + Send + 'static,
    Fut: Future<Output = ()> + Send,
{
    let inbox = Inbox::open(url).await?;
    let router = Router::with_fallback(|| ()).build()?;
    let door = inbox.store_only(Door::new(router, Auth::basic("key", "secret")?));
    let headers = HeaderMap::from_iter([(http::header::AUTHORIZATION, "Basic a2V5OnNlY3JldA==".parse()?)]);
    let through_the_door = move |n: usize| {
        let (door, headers) = (door.clone(), headers.clone());
        async move {
            let mut admitted = door.admit(&Method::POST, &headers).expect("right credentials");
            admitted.push(body(n).as_bytes()).expect("a short body");
            let arrived = admitted.finish().expect("room");
            assert_eq!(door.dispatch(arrived).await.status(), http::StatusCode::ACCEPTED);
        }
    };
    for senders in SENDERS {
        let deliveries = 250 * senders.min(16);
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            theirs.push(round(senders, deliveries, alone.clone()).await);
            ours.push(round(senders, deliveries, through_the_door.clone()).await);
        }
        let (ours, theirs) = (median(ours), median(theirs));
        print(name, "inserted by sqlx alone", senders, theirs, None);
        print(name, "acknowledged by the inbox", senders, ours, Some(theirs));
    }
    Ok(())
}

/// Counts the handled deliveries, and notifies when all are handled.
#[derive(Clone)]
struct Drain(Arc<(AtomicUsize, Notify)>);

impl Drain {
    fn one(&self) {
        if self.0.0.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.0.1.notify_one();
        }
    }
}

#[conscent_handler(event = "purchase.pass")]
fn plain(_event: PurchasePass, State(drain): State<Drain>) {
    drain.one();
}

#[conscent_handler(event = "purchase.pass")]
async fn on_sqlite(event: PurchasePass, mut tx: Tx<Sqlite>, State(drain): State<Drain>) -> Result<(), BoxError> {
    let id = event.require_purchase()?.require_id()?;
    sqlx::query("INSERT INTO effect VALUES ($1)").bind(id).execute(tx.conn().await?).await?;
    drain.one();
    Ok(())
}

#[conscent_handler(event = "purchase.pass")]
async fn on_postgres(event: PurchasePass, mut tx: Tx<Postgres>, State(drain): State<Drain>) -> Result<(), BoxError> {
    let id = event.require_purchase()?.require_id()?;
    sqlx::query("INSERT INTO effect VALUES ($1)").bind(id).execute(tx.conn().await?).await?;
    drain.one();
    Ok(())
}

/// The speed at which one process drains waiting deliveries.
async fn drain(name: &str, url: &str) -> Result<(), BoxError> {
    const DELIVERIES: usize = 2000;
    let inbox = Inbox::open(url).await?;
    for with_tx in [false, true] {
        let drain = Drain(Arc::new((AtomicUsize::new(DELIVERIES), Notify::new())));
        let builder = Router::with_fallback(|| ()).state(drain.clone());
        let router = match (with_tx, url.starts_with("sqlite")) {
            (false, _) => builder.handlers(handlers![plain]),
            (true, true) => builder.handlers(handlers![on_sqlite]),
            (true, false) => builder.handlers(handlers![on_postgres]),
        }
        .build()?;
        round(64, DELIVERIES, {
            let inbox = inbox.clone();
            move |n| {
                let inbox = inbox.clone();
                async move {
                    let stored = inbox.store(delivery(n)).await.expect("a working database");
                    assert_eq!(stored.new, 1);
                }
            }
        })
        .await;
        let start = Instant::now();
        let worker = inbox.worker(router).start()?;
        drain.0.1.notified().await;
        let elapsed = start.elapsed();
        worker.stop().await;
        let what = if with_tx { "drained, each with a row by `Tx`" } else { "drained" };
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        let per_second = DELIVERIES as f64 / elapsed.as_secs_f64();
        println!("| {name} | {what} | 16 | {per_second:.0} | | | |");
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    println!(
        "| database | what | concurrent | per second | × alone | p50, ms | p99, ms |\n|---|---|---|---|---|---|---|"
    );
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?; // on a disk, not in memory
    let [url, twin] = ["inbox.db", "twin.db"].map(|name| format!("sqlite://{}", folder.path().join(name).display()));
    drop(Inbox::open(&twin).await?); // creates the table
    let options = SqliteConnectOptions::from_str(&twin)?
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    compare("SQLite", &url, alone!(SqlitePoolOptions::new().max_connections(1).connect_with(options).await?)).await?;
    let effects = sqlx::SqlitePool::connect(&url).await?;
    sqlx::raw_sql("CREATE TABLE effect (id text)").execute(&effects).await?;
    drain("SQLite", &url).await?;

    let Ok(url) = std::env::var("CONSCENT_TEST_POSTGRES") else { return Ok(()) };
    let twin = url.replace("/postgres?", "/twin?");
    let pool = PgPoolOptions::new().max_connections(1).connect(&url).await?;
    sqlx::raw_sql("CREATE DATABASE twin").execute(&pool).await?;
    sqlx::raw_sql("CREATE TABLE effect (id text)").execute(&pool).await?;
    drop(Inbox::open(&twin).await?);
    compare("PostgreSQL", &url, alone!(PgPoolOptions::new().max_connections(16).connect(&twin).await?)).await?;
    drain("PostgreSQL", &url).await
}

//! The programs that are killed: a receiver with a worker, and a worker alone.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use conscent::axum::mount;
use conscent::serve::Server;
use conscent::v2::{PurchaseBundle, PurchasePass};
use conscent::{Auth, BoxError, Door, Router, State, conscent_handler, handlers};
use conscent_inbox::sqlx::{Postgres, Sqlite};
use conscent_inbox::worker::Backoff;
use conscent_inbox::{Inbox, Tx};

use crate::effects;

pub(crate) const ROLE: &str = "CONSCENT_CRASH_ROLE";
pub(crate) const URL: &str = "CONSCENT_CRASH_URL";
pub(crate) const LOG: &str = "CONSCENT_CRASH_LOG";

pub(crate) const KEY: &str = "key";
pub(crate) const SECRET: &str = "secret";

/// A short lease, so that another worker soon takes the deliveries of a killed one.
const LEASE: Duration = Duration::from_millis(500);

pub(crate) async fn run(role: &str) -> Result<(), BoxError> {
    let url = std::env::var(URL)?;
    let router = router(&url, std::env::var_os(LOG).ok_or("no log")?.into())?;
    let inbox = Inbox::open(&url).await?;
    let _worker = inbox
        .worker(router.clone())
        .lease(LEASE)
        .attempts(1000) // being killed is an attempt too
        .backoff(Backoff::new(Duration::from_millis(10), Duration::from_millis(100)))
        .start()?;
    if role == "worker" {
        println!("working");
        return std::future::pending().await;
    }
    let door = inbox.store_only(Door::new(router, Auth::basic(KEY, SECRET)?));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    let app = axum::Router::new().route("/webhooks", mount(door));
    Server::new().serve(listener, app, std::future::pending()).await?;
    Ok(())
}

fn router(url: &str, log: PathBuf) -> Result<Router, BoxError> {
    let router = Router::with_fallback(|| Err::<(), _>("no delivery is for the fallback")).state(log);
    let router = if url.starts_with("sqlite") {
        router.handlers(handlers![on_sqlite])
    } else {
        router.handlers(handlers![on_postgres])
    };
    Ok(router.handlers(handlers![without]).build()?)
}

#[conscent_handler(event = "purchase.pass")]
async fn on_sqlite(event: PurchasePass, mut tx: Tx<Sqlite>) -> Result<(), BoxError> {
    effects::insert(event.require_purchase()?.require_id()?, tx.conn().await?).await?;
    hiccup().await
}

#[conscent_handler(event = "purchase.pass")]
async fn on_postgres(event: PurchasePass, mut tx: Tx<Postgres>) -> Result<(), BoxError> {
    effects::insert(event.require_purchase()?.require_id()?, tx.conn().await?).await?;
    hiccup().await
}

#[conscent_handler(event = "purchase.bundle")]
async fn without(event: PurchaseBundle, State(log): State<PathBuf>) -> Result<(), BoxError> {
    let id = event.require_purchase()?.require_id()?;
    OpenOptions::new().append(true).create(true).open(log)?.write_all(format!("{id}\n").as_bytes())?;
    hiccup().await
}

/// Runs after the effect of an attempt and before its mark. It takes some time, or fails.
async fn hiccup() -> Result<(), BoxError> {
    let random = getrandom::u64()?;
    tokio::time::sleep(Duration::from_micros(random % 5_000)).await;
    if random % 10 == 0 { Err("one in ten attempts fails".into()) } else { Ok(()) }
}

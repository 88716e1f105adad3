//! A receiver that neither loses a purchase nor books one twice: axum, and a durable inbox on SQLite.
//!
//! ```sh
//! CONSCENT_API_KEY=key CONSCENT_API_SECRET=secret CONSCENT_WEBHOOK_SECRET=webhook cargo run -p axum-sqlite-example
//! ```
//!
//! The tutorial in `docs/src/tutorial.md` builds this program step by step.

// ANCHOR: all
use std::env;
use std::io::{IsTerminal, stdout};
use std::process::ExitCode;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use conscent::axum::mount;
use conscent::serve::{Server, terminated};
use conscent::v2::{Purchase, PurchasePass};
use conscent::{Auth, BoxError, Door, Raw, Router, Unrouted, conscent_handler, handlers};
use conscent_inbox::sqlx::{self, SqlitePool};
use conscent_inbox::{GiveUp, HealthLimits, Inbox, Sqlite, Tx};
use tokio::net::TcpListener;

// ANCHOR: handler
/// A purchase is booked once, even if two different deliveries contain it. The price is text, because a float could round
/// it.
const TABLE: &str =
    "CREATE TABLE IF NOT EXISTS sale (id INTEGER PRIMARY KEY, purchase TEXT NOT NULL UNIQUE, price TEXT NOT NULL)";

#[conscent_handler(event = "purchase.pass")]
async fn on_pass(event: PurchasePass, tx: Tx<Sqlite>) -> Result<(), BoxError> {
    book(event.require_purchase()?, tx).await
}

/// Writes a row, in the transaction that marks the delivery as done.
async fn book(purchase: &Purchase, mut tx: Tx<Sqlite>) -> Result<(), BoxError> {
    let (id, price) = (purchase.require_id()?, purchase.require_buying_price()?);
    sqlx::query("INSERT INTO sale (purchase, price) VALUES ($1, $2) ON CONFLICT (purchase) DO NOTHING")
        .bind(id)
        .bind(price.to_string())
        .execute(tx.conn().await?)
        .await?;
    tracing::info!(purchase = id, "booked");
    Ok(())
}
// ANCHOR_END: handler

// ANCHOR: fallback
/// Takes deliveries without a handler. A retry would not find one either, so the delivery is a dead letter at once.
#[conscent_handler(fallback)]
async fn other(raw: Raw, why: Unrouted) -> Result<(), BoxError> {
    Err(GiveUp::new(format!("{why}: {} bytes", raw.len())).into())
}
// ANCHOR_END: fallback

// ANCHOR: main
#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_ansi(stdout().is_terminal()).init();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), BoxError> {
    let auth = Auth::basic(variable("CONSCENT_API_KEY")?, variable("CONSCENT_API_SECRET")?)?
        .hmac_optional(variable("CONSCENT_WEBHOOK_SECRET")?)?;

    let database = env::var("DATABASE_URL").unwrap_or("sqlite://receiver.db".into());
    let inbox = Inbox::open(&database).await?; // creates the file and the tables of the inbox
    let pool = SqlitePool::connect(&database).await?;
    sqlx::query(TABLE).execute(&pool).await?;
    pool.close().await;

    let router = Router::with_fallback(other).handlers(handlers![on_pass]).build()?;
    let door = inbox.receive(Door::new(router, auth))?; // stores, answers 202, and runs the handlers afterwards
    let app = axum::Router::new()
        .route("/webhooks", mount(door))
        .route("/healthz", get(async || "ok"))
        .route("/readyz", get(readiness))
        .with_state(inbox.clone());

    let address = env::var("LISTEN").unwrap_or("127.0.0.1:3000".into());
    let listener = TcpListener::bind(&address).await.map_err(|error| format!("{address}: {error}"))?;
    tracing::info!("listening on http://{}/webhooks", listener.local_addr()?);
    let shutdown = Server::new().serve(listener, app, terminated()?).await?; // until SIGTERM or Ctrl-C
    inbox.stop().await; // finishes the running deliveries, or gives them back
    tracing::info!("{shutdown}");
    Ok(())
}
// ANCHOR_END: main

// ANCHOR: readiness
/// Whether the database is writable and a worker is running. Load balancers check this.
async fn readiness(State(inbox): State<Inbox>) -> StatusCode {
    let limits = HealthLimits::new().worker_silent_for(Duration::from_mins(1));
    match inbox.health().await {
        Ok(health) if health.is_within(&limits) => StatusCode::OK,
        Ok(_) => StatusCode::SERVICE_UNAVAILABLE,
        Err(error) => {
            tracing::error!(%error, "the inbox is not ready");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
// ANCHOR_END: readiness

// ANCHOR: variable
fn variable(name: &str) -> Result<String, BoxError> {
    env::var(name).map_err(|error| format!("{name}: {error}; set it to the value in the dashboard").into())
}
// ANCHOR_END: variable
// ANCHOR_END: all

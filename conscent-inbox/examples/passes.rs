//! Writes exactly one row for each pass that is sold, even if the process crashes at any moment.
//!
//! ```sh
//! cargo run -p conscent-inbox --example passes
//! ```
//!
//! Then, in a second terminal, deliver a documented payload to it, and look at the inbox:
//!
//! ```sh
//! export KEY=key SECRET=secret
//! cargo run -p conscent-cli -- trigger purchase.pass --to http://127.0.0.1:3000/webhooks --basic-env KEY:SECRET
//! cargo run -p conscent-cli -- inbox list --db sqlite://inbox.db
//! ```

use conscent::axum::mount;
use conscent::serve::{Server, terminated};
use conscent::v2::PurchasePass;
use conscent::{Auth, BoxError, Door, Raw, Router, Unrouted, conscent_handler, handlers};
use conscent_inbox::{Inbox, Sqlite, Tx, sqlx};

/// The row is committed together with the mark that this delivery is done. If the program is killed before that, there is no
/// row, and the delivery is handled again; after that, it is not.
#[conscent_handler(event = "purchase.pass")]
async fn on_pass(event: PurchasePass, mut tx: Tx<Sqlite>) -> Result<(), BoxError> {
    let purchase = event.require_purchase()?;
    sqlx::query("INSERT INTO pass (id, price) VALUES ($1, $2)")
        .bind(purchase.require_id()?)
        .bind(purchase.require_buying_price()?.as_f64())
        .execute(tx.conn().await?)
        .await?;
    Ok(())
}

/// What fails is tried again, and is a dead letter in the end, which `conscent inbox` shows.
#[conscent_handler(fallback)]
async fn other(raw: Raw, why: Unrouted) -> Result<(), BoxError> {
    Err(format!("{} bytes that no handler takes: {why}", raw.len()).into())
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let inbox = Inbox::open("sqlite://inbox.db").await?;
    sqlx::raw_sql("CREATE TABLE IF NOT EXISTS pass (id TEXT NOT NULL, price REAL)")
        .execute(&sqlx::SqlitePool::connect("sqlite://inbox.db").await?)
        .await?;

    let router = Router::with_fallback(other).handlers(handlers![on_pass]).build()?;
    let door = inbox.receive(Door::new(router, Auth::basic("key", "secret")?))?; // stores, answers 202, and runs the router
    let app = axum::Router::new().route("/webhooks", mount(door));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    Server::new().serve(listener, app, terminated()?).await?;
    inbox.stop().await; // finishes what is running, or gives it back
    Ok(())
}

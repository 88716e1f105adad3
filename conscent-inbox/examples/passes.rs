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

use conscent::serve::Server;
use conscent::v2::PurchasePass;
use conscent::{Auth, BoxError, Door, Router, conscent_handler, handlers, unhandled};
use conscent_inbox::{Inbox, Sqlite, Tx, sqlx};

/// The row is committed together with the mark that this delivery is done. If the program is killed before the commit,
/// there is no row, and the delivery is handled again. If it is killed after the commit, it is not handled again.
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

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let inbox = Inbox::open("sqlite://inbox.db").await?;
    sqlx::raw_sql("CREATE TABLE IF NOT EXISTS pass (id TEXT NOT NULL, price REAL)")
        .execute(&sqlx::SqlitePool::connect("sqlite://inbox.db").await?)
        .await?;

    // A delivery that fails is retried. In the end it is a dead letter, which `conscent inbox` shows.
    let router = Router::with_fallback(unhandled).handlers(handlers![on_pass]).build()?;
    let door = inbox.receive(Door::new(router, Auth::basic("key", "secret")?))?; // stores, responds 202, and runs the router
    Server::new().run("127.0.0.1:3000", door).await?;
    inbox.stop().await; // finishes the running deliveries, or gives them back
    Ok(())
}

//! An inbox with settings for production: the order of deliveries, encryption, retention and attempts.
//!
//! ```sh
//! export CONSCENT_INBOX_KEY=1:$(openssl rand -base64 32)
//! cargo run -p conscent-inbox --features encrypt --example settings
//! ```

use conscent::axum::mount;
use conscent::serve::{Server, terminated};
use conscent::v2::PurchasePass;
use conscent::{Auth, BoxError, Delivery, Door, Router, Unrouted, conscent_handler, handlers};
use conscent_inbox::{GiveUp, Inbox, Keys, Options, Retention, RetryAfter};
use serde_json::Value;
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);

// ANCHOR: errors
#[conscent_handler(event = "purchase.pass")]
fn on_pass(event: PurchasePass) -> Result<(), BoxError> {
    let purchase = event.require_purchase().map_err(GiveUp::new)?; // another attempt would not find it either
    grant(purchase.require_id()?)
}

/// Calls another service, which may be down for maintenance.
fn grant(purchase: &str) -> Result<(), BoxError> {
    if purchase.is_empty() {
        return Err(RetryAfter::new(Duration::from_mins(10), "down for maintenance").into());
    }
    Ok(())
}
// ANCHOR_END: errors

#[conscent_handler(fallback)]
async fn other(why: Unrouted) -> Result<(), BoxError> {
    Err(GiveUp::new(why.to_string()).into())
}

// ANCHOR: order
/// Deliveries about one subscriber are handled one after another, in the order of their arrival.
fn subscriber(delivery: &Delivery) -> Option<String> {
    let body: Value = serde_json::from_slice(delivery.body()).ok()?;
    Some(body.get("user_id")?.as_str()?.to_owned())
}
// ANCHOR_END: order

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    // ANCHOR: options
    let inbox: Inbox = Options::new()
        .order_key(subscriber)
        .keys(Keys::from_env("CONSCENT_INBOX_KEY")?) // encrypts bodies, headers and errors
        .open("sqlite://inbox.db")
        .await?;

    let router = Router::with_fallback(other).handlers(handlers![on_pass]).build()?;
    let door = inbox.store_only(Door::new(router.clone(), Auth::basic("key", "secret")?)); // only stores
    let worker = inbox
        .worker(router)
        .concurrency(4) // handlers at a time
        .timeout(Duration::from_secs(30)) // for each attempt
        .attempts(12)
        .retention(Retention { bodies: DAY, keys: 60 * DAY, dead: Some(90 * DAY) })
        .start()?;
    // ANCHOR_END: options

    let app = axum::Router::new().route("/webhooks", mount(door));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    Server::new().serve(listener, app, terminated()?).await?;
    worker.stop().await;
    Ok(())
}

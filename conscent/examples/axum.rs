//! A receiver that slow senders cannot block, and that loses nothing when it is stopped. On SIGTERM or Ctrl-C, it
//! accepts no more connections, and finishes the requests that have arrived.
//!
//! ```sh
//! CONSCENT_API_KEY=key CONSCENT_API_SECRET=secret CONSCENT_WEBHOOK_SECRET=webhook \
//!     cargo run -p conscent --features axum,serve --example axum
//! ```

use std::env::{self, VarError};
use std::time::Duration;

use conscent::serve::{Server, terminated};
use conscent::v2::PurchaseBundle;
use conscent::{Ack, Auth, BoxError, Delivery, Raw, Router, Unrouted, conscent_handler, handlers};
use tokio::net::TcpListener;

#[conscent_handler(event = "purchase.bundle")]
async fn bundle(event: PurchaseBundle, delivery: Delivery) {
    let key = delivery.dedupe_key();
    say(&format!("arrived {key}"));
    let price = event.purchase().and_then(|purchase| purchase.price());
    tokio::time::sleep(Duration::from_millis(5)).await; // a database
    say(&format!("handled {key} {price:?}"));
}

#[conscent_handler(fallback)]
async fn other(raw: Raw, why: Unrouted) -> Ack {
    say(&format!("kept {} bytes: {why}", raw.len()));
    Ack::OK
}

#[tokio::main]
pub(crate) async fn main() -> Result<(), BoxError> {
    let router = Router::with_fallback(other).handlers(handlers![bundle]).build()?;
    let auth = Auth::basic(variable("CONSCENT_API_KEY")?, variable("CONSCENT_API_SECRET")?)?
        .hmac_optional(variable("CONSCENT_WEBHOOK_SECRET")?)?;
    let app = axum::Router::new().route("/webhooks", conscent::axum::route(router, auth));

    let listener = TcpListener::bind(env::var("LISTEN").as_deref().unwrap_or("127.0.0.1:3000")).await?;
    say(&format!("listening on {}", listener.local_addr()?));
    let shutdown = Server::new().serve(listener, app, terminated()?).await?;
    say(&shutdown.to_string());
    Ok(())
}

fn variable(name: &str) -> Result<String, BoxError> {
    env::var(name).map_err(|error| match error {
        VarError::NotPresent => format!("{name}: not set: set it to the value in the dashboard").into(),
        VarError::NotUnicode(_) => format!("{name}: not UTF-8: check that it is the value in the dashboard").into(),
    })
}

#[expect(clippy::print_stdout, reason = "a program that shows what it does")]
fn say(line: &str) {
    println!("{line}");
}

//! The README's receiver.
#![expect(clippy::print_stdout, reason = "a program that shows what it does")]

use conscent::serve::{Server, terminated};
use conscent::v2::{PurchaseEvent, PurchasePass};
use conscent::{Ack, Auth, BoxError, Raw, Router, State, Unrouted, conscent_handler, handlers};
use std::sync::Arc;
use tokio::sync::Mutex;

#[conscent_handler(event = "purchase.pass")] // the name is checked by the compiler: "did you mean …?"
async fn on_pass(event: PurchasePass, State(sold): State<Arc<Mutex<usize>>>) -> Result<(), BoxError> {
    let purchase = event.purchase().ok_or("no purchase")?;
    *sold.lock().await += 1; // a database
    println!("{} for {}", purchase.require_kind()?, purchase.require_buying_price()?);
    Ok(())
}

#[conscent_handler(event = "purchase.*")] // all other purchases
fn any_purchase(event: PurchaseEvent) {
    println!("{}: {} things are not documented", event.name(), event.drift().len());
}

#[conscent_handler(fallback)] // there is always one: an unexpected event may be a payment
fn other(raw: Raw, why: Unrouted) -> Ack {
    println!("{} bytes kept: {why}", raw.len());
    Ack::OK
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let sold = Arc::new(Mutex::new(0));
    let router = Router::with_fallback(other).state(sold).handlers(handlers![on_pass, any_purchase]).build()?;
    let auth = Auth::basic("key", "secret")?.hmac_optional("webhook secret")?; // as in the dashboard
    let app = axum::Router::new().route("/webhooks", conscent::axum::route(router, auth));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    Server::new().serve(listener, app, terminated()?).await?; // until SIGTERM; then it finishes what has arrived
    Ok(())
}

//! The README's receiver.
#![expect(clippy::print_stdout, reason = "a program that shows what it does")]

use conscent::axum::mount;
use conscent::serve::{Server, terminated};
use conscent::v2::PurchasePass;
use conscent::{Auth, BoxError, Door, Raw, Router, conscent_handler, handlers};

#[conscent_handler(event = "purchase.pass")] // a misspelled event does not compile: "did you mean …?"
fn pass_sold(event: PurchasePass) -> Result<(), BoxError> {
    let purchase = event.require_purchase()?; // an error names the missing field, and the sender gets a 500
    println!("{} for {}", purchase.require_kind()?, purchase.require_buying_price()?);
    Ok(())
}

#[conscent_handler(fallback)] // every router has a fallback: an unexpected event may be a payment
fn other(raw: Raw) -> Result<(), BoxError> {
    Err(format!("no handler takes these {} bytes", raw.len()).into()) // 500, so the sender may try again
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let router = Router::with_fallback(other).handlers(handlers![pass_sold]).build()?;
    let door = Door::new(router, Auth::basic("key", "secret")?); // checks credentials, and limits size, time and load
    let app = axum::Router::new().route("/webhooks", mount(door));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    println!("listening on http://{}/webhooks", listener.local_addr()?);
    Server::new().serve(listener, app, terminated()?).await?; // shuts down gracefully on SIGTERM
    Ok(())
}

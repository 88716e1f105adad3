//! The README's receiver.
#![expect(clippy::print_stdout, reason = "a program that shows what it does")]

use conscent::serve::Server;
use conscent::v2::PurchasePass;
use conscent::{Auth, BoxError, Door, Router, conscent_handler, handlers, unhandled};

#[conscent_handler(event = "purchase.pass")] // a misspelled event does not compile: "did you mean …?"
fn pass_sold(event: PurchasePass) -> Result<(), BoxError> {
    let purchase = event.require_purchase()?; // an error names the missing field, and the sender gets a 500
    println!("{} for {}", purchase.require_kind()?, purchase.require_buying_price()?);
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let router = Router::with_fallback(unhandled).handlers(handlers![pass_sold]).build()?; // other events: 500, so retried
    let door = Door::new(router, Auth::basic("key", "secret")?); // checks credentials, and limits size, time and load
    Server::new().run("127.0.0.1:3000", door).await?; // shuts down gracefully on SIGTERM
    Ok(())
}

use conscent::auth::Scheme;
use conscent::serve::{Server, terminated};
use conscent::{Ack, Auth, BoxError, Door, Raw, Router, Unrouted, conscent_handler, handlers};
use webhooks::shop::{API, OrderPaid};

/// What the build script generates: a module for each api.
#[allow(clippy::all, clippy::pedantic, reason = "generated")]
pub mod webhooks {
    include!(concat!(env!("OUT_DIR"), "/webhooks.rs"));
}

#[conscent_handler(event = "order.paid")]
async fn on_paid(event: OrderPaid) -> Result<(), BoxError> {
    let order = event.require_order()?;
    println!("{}: {} {}", order.require_number()?, order.require_total()?, order.require_currency()?);
    Ok(())
}

#[conscent_handler(fallback)]
async fn other(raw: Raw, why: Unrouted) -> Ack {
    println!("{} bytes: {why}", raw.len());
    Ack::OK
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let router = Router::with_fallback(other).handlers(handlers![on_paid]).build()?;
    let auth = Auth::signature(Scheme::STANDARD_WEBHOOKS, std::env::var("SHOP_WEBHOOK_SECRET")?)?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    println!("listening on http://127.0.0.1:3000/webhooks");
    Server::new().serve(listener, Door::of(&API, router, auth), terminated()?).await?;
    Ok(())
}

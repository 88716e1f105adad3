//! A receiver on actix-web.
//!
//! ```sh
//! CONSCENT_API_KEY=key CONSCENT_API_SECRET=secret cargo run -p actix-example
//! ```

use std::env;
use std::time::Duration;

use actix_web::{App, HttpServer};
use conscent::actix::route;
use conscent::v2::PurchasePass;
use conscent::{Ack, Auth, BoxError, Door, Raw, Router, Unrouted, conscent_handler, door, handlers};

#[conscent_handler(event = "purchase.pass")]
#[expect(clippy::print_stdout, reason = "a program that shows what it does")]
fn on_pass(event: PurchasePass) -> Result<(), BoxError> {
    let purchase = event.require_purchase()?;
    println!("{} for {}", purchase.require_id()?, purchase.require_buying_price()?);
    Ok(())
}

#[conscent_handler(fallback)]
#[expect(clippy::print_stdout, reason = "a program that shows what it does")]
fn other(raw: Raw, why: Unrouted) -> Ack {
    println!("{} bytes: {why}", raw.len());
    Ack::OK
}

fn endpoint(key: &str, secret: &str) -> Result<Door, BoxError> {
    let router = Router::with_fallback(other).handlers(handlers![on_pass]).build()?;
    Ok(Door::new(router, Auth::basic(key, secret)?))
}

// ANCHOR: main
#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let door = endpoint(&env::var("CONSCENT_API_KEY")?, &env::var("CONSCENT_API_SECRET")?)?;
    // Each thread of the server makes its own app. All of them have clones of one endpoint, which share its limits.
    HttpServer::new(move || App::new().route("/webhooks", route(door.clone())))
        .client_request_timeout(Duration::from_secs(10)) // for a head
        .keep_alive(Duration::from_secs(10)) // between requests
        .max_connections(512) // per thread
        .shutdown_timeout(25) // seconds after SIGTERM
        .bind(env::var("LISTEN").as_deref().unwrap_or("127.0.0.1:3000"))?
        .run()
        .await?;
    // Handlers whose senders have disconnected may still be running.
    let _cut_off = tokio::time::timeout(Duration::from_secs(4), door::drained()).await;
    Ok(())
}
// ANCHOR_END: main

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::{TestRequest, call_service, init_service};
    use conscent::{samples, test};

    #[tokio::test]
    async fn a_pass_is_handled_and_a_stranger_is_not() {
        let door = endpoint("key", "secret").unwrap();
        let app = init_service(App::new().route("/webhooks", route(door))).await;
        let sample = test::request(&samples::purchase_pass()).basic("key", "secret").unsigned();

        let authorization = ("authorization", sample.headers()["authorization"].to_str().unwrap());
        let request = || TestRequest::post().uri("/webhooks").set_payload(sample.body().clone());
        assert_eq!(call_service(&app, request().insert_header(authorization).to_request()).await.status(), 200);
        assert_eq!(call_service(&app, request().to_request()).await.status(), 401);
    }
}

//! A receiver on AWS Lambda, behind an API Gateway, a load balancer or a function URL. Deploy it with `cargo lambda`.
//!
//! The variables `CONSCENT_API_KEY` and `CONSCENT_API_SECRET` hold the credentials. A function on Lambda has no
//! persistent disk, so a handler must put data that it must not lose into a queue or a database before it returns.

use std::env;

use conscent::v2::PurchasePass;
use conscent::{Ack, Auth, BoxError, Raw, Router, Unrouted, conscent_handler, handlers};

#[conscent_handler(event = "purchase.pass")]
#[expect(clippy::print_stdout, reason = "Lambda keeps what a function prints as its log")]
fn on_pass(event: PurchasePass) -> Result<(), BoxError> {
    let purchase = event.require_purchase()?;
    println!("{} for {}", purchase.require_id()?, purchase.require_buying_price()?);
    Ok(())
}

#[conscent_handler(fallback)]
#[expect(clippy::print_stdout, reason = "Lambda keeps what a function prints as its log")]
fn other(raw: Raw, why: Unrouted) -> Ack {
    println!("{} bytes: {why}", raw.len());
    Ack::OK
}

fn router() -> Result<Router, BoxError> {
    Ok(Router::with_fallback(other).handlers(handlers![on_pass]).build()?)
}

// ANCHOR: main
#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let auth = Auth::basic(env::var("CONSCENT_API_KEY")?, env::var("CONSCENT_API_SECRET")?)?;
    conscent::lambda::run(router()?, auth).await
}
// ANCHOR_END: main

#[cfg(test)]
mod tests {
    use super::*;
    use conscent::{Door, samples, test};
    use lambda_http::Service;
    use serde_json::json;

    /// The event that a function URL creates from a request.
    #[tokio::test]
    async fn a_pass_arrives_through_a_function_url() {
        let sample = test::request(&samples::purchase_pass()).basic("key", "secret").unsigned();
        let event = json!({
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": "/",
            "rawQueryString": "",
            "headers": {"authorization": sample.headers()["authorization"].to_str().unwrap()},
            "requestContext": {"http": {"method": "POST", "path": "/", "protocol": "HTTP/1.1"}},
            "body": str::from_utf8(sample.body()).unwrap(),
            "isBase64Encoded": false,
        });
        let request = lambda_http::request::from_str(&event.to_string()).unwrap();

        let mut door = Door::new(router().unwrap(), Auth::basic("key", "secret").unwrap());
        assert_eq!(door.call(request).await.unwrap().status(), 200);
    }
}

//! A receiver without a web framework. The endpoint is a tower service, so it works behind every server and middleware
//! that take one.
//!
//! ```sh
//! CONSCENT_API_KEY=key CONSCENT_API_SECRET=secret cargo run -p tower-example
//! ```

use std::convert::Infallible;
use std::env;

use bytes::Bytes;
use conscent::serve::{Server, terminated};
use conscent::v2::PurchasePass;
use conscent::{Ack, Auth, BoxError, Door, Raw, Router, Unrouted, conscent_handler, handlers};
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use tokio::net::TcpListener;
use tower::{Service, ServiceExt, service_fn};

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

// ANCHOR: app
/// Finds the service of a path.
async fn answer<D, B>(door: D, request: Request<B>) -> Result<Response<Full<Bytes>>, Infallible>
where
    D: Service<Request<B>, Response = Response<Full<Bytes>>, Error = Infallible>,
{
    let status = match request.uri().path() {
        "/webhooks" => return door.oneshot(request).await,
        "/healthz" => StatusCode::OK,
        _ => StatusCode::NOT_FOUND,
    };
    let mut response = Response::default();
    *response.status_mut() = status;
    Ok(response)
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let door = endpoint(&env::var("CONSCENT_API_KEY")?, &env::var("CONSCENT_API_SECRET")?)?;
    let app = service_fn(move |request| answer(door.clone(), request));
    let listener = TcpListener::bind(env::var("LISTEN").as_deref().unwrap_or("127.0.0.1:3000")).await?;
    Server::new().serve(listener, app, terminated()?).await?;
    Ok(())
}
// ANCHOR_END: app

#[cfg(test)]
mod tests {
    use super::*;
    use conscent::{samples, test};

    #[tokio::test]
    async fn each_path_has_its_service() {
        let door = endpoint("key", "secret").unwrap();
        for (path, status) in [("/webhooks", 200), ("/healthz", 200), ("/favicon.ico", 404)] {
            let request = test::request(&samples::purchase_pass()).to(path.parse().unwrap()).basic("key", "secret");
            let response = answer(door.clone(), request.unsigned().map(Full::new)).await.unwrap();
            assert_eq!(response.status(), status, "{path}");
        }
    }
}

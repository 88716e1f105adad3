//! The `actix-web` adapter.

use std::net::SocketAddr;

use actix_web::{App, HttpServer};
use conscent::Door;
use conscent::actix::route;

async fn serve(door: Door) -> SocketAddr {
    let app = move || App::new().route("/webhooks", route(door.clone()));
    let server = HttpServer::new(app).workers(1).disable_signals().bind("127.0.0.1:0").unwrap();
    let address = server.addrs()[0];
    tokio::spawn(server.run()); // its workers run in separate threads
    address
}

#[tokio::test]
async fn each_row() {
    crate::client::each_row(serve).await;
}

#[tokio::test]
async fn broken_senders() {
    crate::broken::each(serve).await;
}

#[tokio::test]
async fn two_framings() {
    crate::broken::two_framings(serve).await;
}

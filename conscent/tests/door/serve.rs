//! The server of this crate: under `axum`, and with the endpoint as its service.

use std::future::pending;
use std::net::{Ipv4Addr, SocketAddr};

use conscent::Door;
use conscent::serve::Server;
use tokio::net::TcpListener;

/// Listens, and returns the address and the server to run.
async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

async fn alone(door: Door) -> SocketAddr {
    let (listener, address) = listen().await;
    tokio::spawn(Server::new().serve(listener, door, pending()));
    address
}

#[cfg(feature = "axum")]
async fn axum(door: Door) -> SocketAddr {
    let (listener, address) = listen().await;
    let app = axum::Router::new().route("/webhooks", conscent::axum::mount(door));
    tokio::spawn(Server::new().serve(listener, app, pending()));
    address
}

#[tokio::test]
async fn each_row() {
    crate::client::each_row(alone).await;
}

#[tokio::test]
async fn broken_senders() {
    crate::broken::each(alone).await;
}

#[tokio::test]
async fn two_framings() {
    crate::broken::two_framings(alone).await;
    #[cfg(feature = "axum")]
    crate::broken::two_framings(axum).await;
}

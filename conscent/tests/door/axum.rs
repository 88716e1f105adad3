//! The `axum` adapter.

use std::net::{Ipv4Addr, SocketAddr};

use conscent::Door;
use conscent::axum::mount;
use tokio::net::TcpListener;

pub(crate) async fn serve(door: Door) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = axum::Router::new().route("/webhooks", mount(door));
    tokio::spawn(async { axum::serve(listener, app).await });
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

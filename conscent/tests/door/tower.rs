//! The `tower` service, under hyper alone.

use std::net::{Ipv4Addr, SocketAddr};

use conscent::Door;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;

async fn serve(door: Door) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let service = TowerToHyperService::new(door.clone());
            tokio::spawn(async move {
                let server = auto::Builder::new(TokioExecutor::new());
                let _closed = server.serve_connection(TokioIo::new(socket), service).await;
            });
        }
    });
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

//! A receiver, and a client that puts load on it, for `benches/http.sh`.
//!
//! ```text
//! http serve bare|door             prints its address, and serves on one thread
//! http load ADDRESS SECONDS        posts purchases over 16 connections, one after the other on each; prints how many were answered, and
//!                                  how many per second
//! ```
#![expect(clippy::print_stdout, reason = "a program that prints a figure")]

mod purchase;

use axum::routing::post;
use bytes::Bytes;
use conscent::auth::sign;
use conscent::v2::PurchaseBundle;
use conscent::{Auth, BoxError, Router, conscent_handler, handlers};
use http::header::CONTENT_TYPE;
use std::hint::black_box;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

const CONNECTIONS: usize = 16;

fn main() -> Result<(), BoxError> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["serve", "bare"] => {
            // It reads the body and answers what the door answers.
            serve(post(|body: Bytes| async move {
                black_box(body);
                ([(CONTENT_TYPE, "application/json")], "{}")
            }))
        }
        ["serve", "door"] => {
            let router = Router::with_fallback(|| ()).handlers(handlers![on_bundle]).build()?;
            serve(conscent::axum::route(router, Auth::basic("key", "secret")?.hmac("webhook secret")?))
        }
        ["load", address, seconds] => load(address, Duration::from_secs_f64(seconds.parse()?)),
        _ => Err("http serve bare|door, or http load ADDRESS SECONDS".into()),
    }
}

#[conscent_handler(event = "purchase.bundle")]
fn on_bundle(event: PurchaseBundle) {
    black_box(event);
}

#[tokio::main(flavor = "current_thread")]
async fn serve(route: axum::routing::MethodRouter) -> Result<(), BoxError> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    Ok(axum::serve(listener, axum::Router::new().route("/webhooks", route)).await?)
}

fn load(address: &str, span: Duration) -> Result<(), BoxError> {
    let body = purchase::body();
    let head = format!(
        "POST /webhooks HTTP/1.1\r\nHost: {address}\r\nUser-Agent: axios/1.7.2\r\nAccept: application/json, text/plain, */*\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nAuthorization: Basic a2V5OnNlY3JldA==\r\n\
         X-Conscent-Signature: {}\r\n\r\n",
        body.len(),
        sign("webhook secret", &body),
    );
    let request = [head.as_bytes(), &body].concat();
    let started = Instant::now();
    let answered: Result<usize, BoxError> = thread::scope(|scope| {
        let connections: Vec<_> =
            (0..CONNECTIONS).map(|_| scope.spawn(|| connection(address, &request, started + span))).collect();
        connections.into_iter().map(|one| one.join().map_err(|_| "a connection panicked")?).sum()
    });
    let (answered, elapsed) = (answered?, started.elapsed());
    println!("{answered} {}", answered as u128 * 1000 / elapsed.as_millis());
    Ok(())
}

/// How many requests were answered until then.
fn connection(address: &str, request: &[u8], until: Instant) -> Result<usize, BoxError> {
    let mut socket = TcpStream::connect(address)?;
    socket.set_nodelay(true)?;
    let mut answer = [0; 1024];
    let mut answered = 0;
    while Instant::now() < until {
        socket.write_all(request)?;
        let mut length = 0;
        while !answer[..length].ends_with(b"{}") {
            match socket.read(&mut answer[length..])? {
                0 => return Err("no answer, or another than expected".into()),
                read => length += read,
            }
        }
        if !answer.starts_with(b"HTTP/1.1 200 ") {
            return Err(String::from_utf8_lossy(&answer[..length]).into());
        }
        answered += 1;
    }
    Ok(answered)
}

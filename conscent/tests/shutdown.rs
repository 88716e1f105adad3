//! SIGTERM under load: every delivery that has arrived is handled completely, and its sender gets the response.
//!
//! This is a program, not a list of tests, because it starts itself a second time, as `examples/axum.rs`, and stops
//! that process.

#[path = "../examples/axum.rs"]
mod receiver;

use std::collections::BTreeSet;
use std::env;
use std::process::Stdio;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use conscent::auth::{SIGNATURE_HEADER, sign};
use conscent::{BoxError, Delivery};
use http::header::{AUTHORIZATION, HOST};
use http::{HeaderMap, Request};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio::sync::mpsc;
use tokio::time::timeout;

const RECEIVER: &str = "THIS_PROGRAM_IS_THE_RECEIVER";
const SENDERS: usize = 32;
const BEFORE_SIGTERM: usize = 300;

/// The time limit for the whole test, far longer than it takes on a busy machine. Without it, a hanging test reports
/// nothing.
const LIMIT: Duration = Duration::from_secs(120);

fn main() -> Result<(), BoxError> {
    if env::var_os(RECEIVER).is_some() { receiver::main() } else { test() }
}

#[tokio::main]
async fn test() -> Result<(), BoxError> {
    timeout(LIMIT, stop_under_load()).await.map_err(|_| "it takes too long")?
}

async fn stop_under_load() -> Result<(), BoxError> {
    let mut receiver = Command::new(env::current_exe()?)
        .env(RECEIVER, "yes")
        .envs([("CONSCENT_API_KEY", "key"), ("CONSCENT_API_SECRET", "secret"), ("CONSCENT_WEBHOOK_SECRET", "webhook")])
        .env("LISTEN", "127.0.0.1:0")
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut lines = BufReader::new(receiver.stdout.take().ok_or("no output")?).lines();
    let first = lines.next_line().await?.ok_or("no first line")?;
    let address = first.strip_prefix("listening on ").ok_or(first.clone())?;

    let (tell, mut told) = mpsc::unbounded_channel();
    for sender in 0..SENDERS {
        tokio::spawn(send(address.to_owned(), sender, tell.clone()));
    }
    drop(tell);
    let reading = tokio::spawn(async move {
        let mut said = Vec::new();
        while let Ok(Some(line)) = lines.next_line().await {
            said.push(line);
        }
        said
    });

    let mut accepted = BTreeSet::new();
    while let Some(key) = told.recv().await {
        accepted.insert(key);
        if accepted.len() == BEFORE_SIGTERM {
            let pid = receiver.id().ok_or("the receiver has stopped by itself")?;
            assert!(Command::new("kill").args(["-TERM", &pid.to_string()]).status().await?.success());
        }
    }
    assert!(accepted.len() >= BEFORE_SIGTERM, "nobody took more than {} deliveries", accepted.len());
    assert!(receiver.wait().await?.success(), "it stops in good order");

    let said = reading.await?;
    assert!(
        said.last().is_some_and(|last| last.starts_with("stopped after ") && !last.contains("cut off")),
        "{said:?}"
    );
    let of = |word| said.iter().filter_map(move |line| line.strip_prefix(word)?.split(' ').nth(1).map(str::to_owned));
    let (arrived, handled): (BTreeSet<_>, BTreeSet<_>) = (of("arrived").collect(), of("handled").collect());
    assert!(arrived == handled, "arrived and not handled: {:?}", &arrived - &handled);
    assert!(handled == accepted, "handled but not acknowledged, or the reverse: {:?}", &handled ^ &accepted);
    Ok(())
}

/// Sends deliveries on one connection until the server closes it, and returns the keys of those that were accepted.
///
/// It does not use a client with a connection pool, because the pool of `hyper-util` 0.1 sometimes hangs when the
/// server closes an idle connection.
async fn send(address: String, sender: usize, tell: mpsc::UnboundedSender<String>) -> Result<(), BoxError> {
    let stream = TcpStream::connect(&address).await?;
    let (mut client, connection) = http1::handshake::<_, Full<Bytes>>(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    for n in 0_u64.. {
        let body =
            Bytes::from(format!(r#"{{"event": "purchase.bundle", "payload": {{"sender": {sender}, "n": {n}}}}}"#));
        let request = Request::post("/webhooks")
            .header(HOST, &address)
            .header(AUTHORIZATION, format!("Basic {}", STANDARD.encode("key:secret")))
            .header(SIGNATURE_HEADER, sign("webhook", &body))
            .body(Full::new(body.clone()))?;
        client.ready().await?;
        let response = client.send_request(request).await?;
        assert_eq!(response.status(), 200);
        response.into_body().collect().await?;
        tell.send(Delivery::parse(body, &HeaderMap::new())?.dedupe_key())?;
    }
    Ok(())
}

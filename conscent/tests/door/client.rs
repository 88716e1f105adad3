//! Senders of requests: curl, and hyper's client.

use std::convert::identity;
use std::net::SocketAddr;
use std::process::Stdio;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use conscent::Door;

use crate::receiver::door;
use crate::rows::{Answer, Request, rows};

/// Sends each row to an adapter, by both clients.
pub(crate) async fn each_row(serve: impl AsyncFn(Door) -> SocketAddr) {
    let (door, counts) = door();
    let server = serve(door).await;
    let hyper = Hyper::new();
    let mut before = counts.now();
    for row in rows() {
        for by_curl in [true, false] {
            let request = &row.request;
            let answer = if by_curl { curl(server, request).await } else { hyper.send(server, request).await };
            let now = counts.now();
            row.check(&answer, std::array::from_fn(|kind| now[kind] - before[kind]));
            before = now;
        }
    }
}

/// Runs curl, and passes the body to its standard input.
pub(crate) async fn curl(server: SocketAddr, request: &Request) -> Answer {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--include", "--max-time", "20", "--request", request.method]);
    curl.args(["--header", "Expect:", "--data-binary", "@-"]);
    for (name, value) in &request.headers {
        curl.args(["--header", &format!("{name}: {value}")]);
    }
    if request.chunked {
        curl.args(["--header", "Transfer-Encoding: chunked"]);
    }
    curl.arg(format!("http://{server}/webhooks"));
    let mut child = curl.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("curl is installed");
    let mut input = child.stdin.take().unwrap();
    input.write_all(&request.body).await.unwrap();
    drop(input);

    let output = String::from_utf8(child.wait_with_output().await.unwrap().stdout).unwrap();
    let (headers, body) = output.rsplit_once("\r\n\r\n").expect("a response");
    let status = headers.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    Answer { status, headers: headers.to_owned(), body: body.to_owned() }
}

/// hyper's client, with its connections.
#[derive(Clone)]
pub(crate) struct Hyper(Client<hyper_util::client::legacy::connect::HttpConnector, Body>);

type Body = http_body_util::combinators::UnsyncBoxBody<Bytes, std::convert::Infallible>;

impl Hyper {
    pub(crate) fn new() -> Self {
        Self(Client::builder(TokioExecutor::new()).build_http())
    }

    pub(crate) async fn send(&self, server: SocketAddr, request: &Request) -> Answer {
        let mut built = http::Request::builder().method(request.method).uri(format!("http://{server}/webhooks"));
        for (name, value) in &request.headers {
            built = built.header(*name, value);
        }
        let body = Full::new(Bytes::from(request.body.clone()));
        // A mapped body has no known length, so it is sent in chunks.
        let body = if request.chunked { body.map_frame(identity).boxed_unsync() } else { body.boxed_unsync() };
        let (head, body) = self.0.request(built.body(body).unwrap()).await.unwrap().into_parts();
        Answer::new(&head, body.collect().await.unwrap().to_bytes())
    }
}

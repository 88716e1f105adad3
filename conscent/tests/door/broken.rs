//! Requests that a well-behaved client never sends, written to the socket by hand.

use std::fmt::Write;
use std::net::SocketAddr;
use std::time::Duration;

use conscent::Door;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::Hyper;
use crate::receiver::{HANDLED, NOWHERE, door};
use crate::rows::{Request, event};

const LENGTH: &str = "Content-Length";
const CHUNKED: (&str, &str) = ("Transfer-Encoding", "chunked");

/// Opens a connection, and sends the head of a request with one more header.
async fn begin(server: SocketAddr, request: &Request, (name, value): (&str, &str)) -> TcpStream {
    let mut head = format!("POST /webhooks HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n{name}: {value}\r\n");
    for (name, value) in &request.headers {
        write!(head, "{name}: {value}\r\n").unwrap();
    }
    let mut socket = TcpStream::connect(server).await.unwrap();
    socket.set_nodelay(true).unwrap();
    socket.write_all(format!("{head}\r\n").as_bytes()).await.unwrap();
    socket
}

/// The response, up to the end of its JSON or of the connection. The server may still be waiting for the rest of the
/// body.
async fn answer(socket: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let reading =
        async { while !answer.ends_with(b"}") && socket.read_buf(&mut answer).await.is_ok_and(|read| read > 0) {} };
    tokio::time::timeout(Duration::from_secs(20), reading).await.expect("an answer");
    String::from_utf8(answer).unwrap()
}

/// Sends all of these requests to an adapter.
pub(crate) async fn each(serve: impl AsyncFn(Door) -> SocketAddr) {
    breaks_off(&serve).await;
    drips(&serve).await;
    drips_too_much(&serve).await;
    hangs_up(&serve).await;
    takes_too_long(&serve).await;
}

/// A length and a coding, in either order. Two readers could disagree about where the request ends.
pub(crate) async fn two_framings(serve: impl AsyncFn(Door) -> SocketAddr) {
    let (door, counts) = door();
    let server = serve(door).await;
    let request = Request::right(event("purchase.bundle"));
    let chunk = [format!("{:x}\r\n", request.body.len()).as_bytes(), &request.body, b"\r\n0\r\n\r\n"].concat();
    let mut other = request.clone();
    other.headers.push((CHUNKED.0, CHUNKED.1.to_owned()));
    let mut length = request.clone();
    length.headers.push((LENGTH, request.body.len().to_string()));
    for (request, framing) in [(&other, (LENGTH, "4")), (&length, CHUNKED)] {
        let mut socket = begin(server, request, framing).await;
        let _refused = socket.write_all(&chunk).await;
        let answer = answer(&mut socket).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
        let mut rest = Vec::new();
        let reading = socket.read_to_end(&mut rest);
        let _closed = tokio::time::timeout(Duration::from_secs(20), reading).await.expect("it is closed");
    }
    assert_eq!(counts.now(), NOWHERE);
}

/// A body that stops or does not end is rejected in time.
async fn takes_too_long(serve: &impl AsyncFn(Door) -> SocketAddr) {
    let (door, counts) = door();
    let server = serve(door.body_timeout(Duration::from_millis(100))).await;
    let request = Request::right(event("purchase.bundle"));
    for framing in [(LENGTH, "200"), CHUNKED] {
        let mut socket = begin(server, &request, framing).await;
        let answer = answer(&mut socket).await;
        assert!(answer.starts_with("HTTP/1.1 408 ") && answer.ends_with(r#"{"error":"body too slow"}"#), "{answer}");
        let reading = socket.read_u8();
        let _closed = tokio::time::timeout(Duration::from_secs(20), reading).await.expect("it is closed").unwrap_err();
    }
    assert_eq!(counts.now(), NOWHERE);
}

/// A truncated body reaches neither a handler nor the fallback.
async fn breaks_off(serve: &impl AsyncFn(Door) -> SocketAddr) {
    let (door, counts) = door();
    let server = serve(door).await;
    let request = Request::right(event("purchase.bundle"));
    let (half, _) = request.body.split_at(40);
    let chunk = [b"28\r\n", half, b"\r\n"].concat();
    let bad_chunk = [&chunk, &b"no size\r\n"[..]].concat();
    for (framing, sent) in
        [((LENGTH, "200"), half), (CHUNKED, &*chunk), (CHUNKED, &*bad_chunk), (CHUNKED, b"ffffffffffffffffff\r\n")]
    {
        let mut socket = begin(server, &request, framing).await;
        socket.write_all(sent).await.unwrap();
        socket.shutdown().await.unwrap();
        let answer = answer(&mut socket).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400 "), "{answer}");
    }
    assert_eq!(Hyper::new().send(server, &request).await.status, 200, "others are served");
    assert_eq!(counts.now(), HANDLED);
}

/// A body that drips in, byte by byte, is accepted.
async fn drips(serve: &impl AsyncFn(Door) -> SocketAddr) {
    let (door, counts) = door();
    let server = serve(door).await;
    let request = Request::right(event("purchase.bundle"));
    let mut socket = begin(server, &request, CHUNKED).await;
    for byte in &request.body {
        socket.write_all(&[b"1\r\n", &[*byte][..], b"\r\n"].concat()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(counts.now(), NOWHERE);
    socket.write_all(b"0\r\n\r\n").await.unwrap();
    let answer = answer(&mut socket).await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("{}"), "{answer}");
    assert_eq!(counts.now(), HANDLED);
}

/// A body that drips without an end is rejected at the limit, not at its end.
async fn drips_too_much(serve: &impl AsyncFn(Door) -> SocketAddr) {
    let (door, counts) = door();
    let server = serve(door.body_limit(100)).await;
    let request = Request::right(event("purchase.bundle"));
    let mut socket = begin(server, &request, CHUNKED).await;
    for _ in 0..101 {
        socket.write_all(b"1\r\n \r\n").await.unwrap();
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let answer = answer(&mut socket).await; // the body has not ended
    assert!(answer.starts_with("HTTP/1.1 413 ") && answer.ends_with(r#"{"error":"body too large"}"#), "{answer}");
    assert_eq!(counts.now(), NOWHERE);
}

/// A sender that disconnects while its delivery is being handled does not stop the handler.
async fn hangs_up(serve: &impl AsyncFn(Door) -> SocketAddr) {
    let (door, counts) = door();
    let server = serve(door).await;
    let request = Request::right(event("test.wait"));
    let mut socket = begin(server, &request, (LENGTH, &request.body.len().to_string())).await;
    socket.write_all(&request.body).await.unwrap();
    counts.begun().await;
    drop(socket);
    // Time for the server to notice. If it is too short, this test proves less, but does not fail.
    tokio::time::sleep(Duration::from_millis(50)).await;
    counts.release();
    counts.until(HANDLED).await;
}

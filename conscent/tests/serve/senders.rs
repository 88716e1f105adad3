//! Senders that write to their sockets by hand.

use std::fmt::Write;
use std::net::SocketAddr;
use std::time::Duration;

use conscent::auth::{SIGNATURE_HEADER, sign};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

const LONG: Duration = Duration::from_secs(20);

/// A connection.
pub(crate) struct Sender(TcpStream);

/// A delivery of this event.
pub(crate) struct Event(String);

pub(crate) fn event(name: &str) -> Event {
    Event(format!(r#"{{"event": "{name}", "payload": {{}}}}"#))
}

impl Event {
    /// A request head with one more line.
    pub(crate) fn head(&self, framing: &str) -> String {
        let mut head = "POST /webhooks HTTP/1.1\r\nHost: a\r\nAuthorization: Basic a2V5OnNlY3JldA==\r\n".to_owned();
        write!(head, "{SIGNATURE_HEADER}: {}\r\n{framing}\r\n\r\n", sign("webhook", self.0.as_bytes())).unwrap();
        head
    }

    pub(crate) fn request(&self) -> String {
        self.head(&format!("Content-Length: {}", self.0.len())) + &self.0
    }

    /// The request in chunks, with all optional parts of the coding.
    pub(crate) fn chunked(&self) -> String {
        let (first, rest) = self.0.split_at(7);
        let body = format!("7;a=b\r\n{first}\r\n{:x}\r\n{rest}\r\n0\r\nTrailer: a\r\n\r\n", rest.len());
        self.head("Transfer-Encoding: chunked") + &body
    }
}

/// Connections that send nothing.
pub(crate) async fn idle(server: SocketAddr, count: usize) -> Vec<Sender> {
    let mut idle = Vec::new();
    for _ in 0..count {
        idle.push(Sender::connect(server).await);
    }
    idle
}

impl Sender {
    pub(crate) async fn connect(server: SocketAddr) -> Self {
        Self(timeout(LONG, TcpStream::connect(server)).await.expect("a connection").unwrap())
    }

    pub(crate) async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// The next response, up to the end of its JSON.
    pub(crate) async fn answer(&mut self) -> String {
        let mut answer = Vec::new();
        let reading = async { while !answer.ends_with(b"}") && self.0.read_buf(&mut answer).await.unwrap() > 0 {} };
        timeout(LONG, reading).await.expect("an answer");
        String::from_utf8(answer).unwrap()
    }

    /// All responses until the server closes the connection. Meanwhile, this sends more data.
    pub(crate) async fn until_closed(&mut self, drip: &str, every: Duration) -> String {
        let mut got = Vec::new();
        let reading = async {
            loop {
                match timeout(every, self.0.read_buf(&mut got)).await {
                    Ok(Ok(1..)) => {}
                    Ok(_) => return,
                    Err(_) if drip.is_empty() => {}
                    Err(_) => {
                        let _closed = self.0.write_all(drip.as_bytes()).await;
                    }
                }
            }
        };
        timeout(LONG, reading).await.expect("it is closed");
        String::from_utf8(got).unwrap()
    }

    /// Closes the connection with a reset.
    pub(crate) fn reset(self) {
        self.0.set_zero_linger().unwrap();
    }

    /// Lets one `test.wait` end.
    pub(crate) async fn release(server: SocketAddr) {
        Self::get(server, "/release").await;
    }

    /// The number of waiting deliveries.
    pub(crate) async fn waiting(server: SocketAddr) -> usize {
        Self::get(server, "/waiting").await.parse().unwrap()
    }

    async fn get(server: SocketAddr, path: &str) -> String {
        let mut sender = Self::connect(server).await;
        sender.send(&format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).await;
        let answer = sender.until_closed("", LONG).await;
        answer.rsplit_once("\r\n\r\n").expect("an answer").1.to_owned()
    }
}

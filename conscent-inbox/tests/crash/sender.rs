//! The vendor, which sends each delivery, and does not send it again if the response is lost.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use conscent::BoxError;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// `key:secret`, as HTTP Basic encodes it.
const CREDENTIALS: &str = "a2V5OnNlY3JldA==";

#[derive(Clone)]
pub(crate) struct Delivery {
    pub(crate) id: String,
    number: usize,
}

impl Delivery {
    pub(crate) fn new(round: usize, number: usize) -> Self {
        Self { id: format!("{round}-{number}"), number }
    }

    /// Whether the handler of its event takes a transaction. Half of the handlers do.
    pub(crate) fn has_tx(&self) -> bool {
        self.number.is_multiple_of(2)
    }

    fn body(&self) -> String {
        let event = if self.has_tx() { "purchase.pass" } else { "purchase.bundle" };
        format!(r#"{{"event": "{event}", "payload": {{"purchase": {{"_id": "{}"}}}}}}"#, self.id)
    }
}

/// Sends all deliveries, and returns those that were acknowledged.
pub(crate) async fn send(
    deliveries: Vec<Delivery>,
    senders: usize,
    address: watch::Receiver<Option<String>>,
) -> Result<Vec<Delivery>, BoxError> {
    let queue = Arc::new(Mutex::new(deliveries));
    let mut tasks = JoinSet::new();
    for _ in 0..senders {
        let (queue, mut address) = (Arc::clone(&queue), address.clone());
        tasks.spawn(async move {
            let mut acknowledged = Vec::new();
            loop {
                let next = queue.lock().map_err(|_| "another sender panicked")?.pop();
                let Some(delivery) = next else { return Ok::<_, BoxError>(acknowledged) };
                let mut socket = connect(&mut address).await?;
                let sent = tokio::time::timeout(Duration::from_secs(20), post(&mut socket, &delivery.body())).await;
                // The connection breaks when the receiver is killed.
                if let Ok(answer) = sent?
                    && answer.starts_with("HTTP/1.1 202 ")
                {
                    acknowledged.push(delivery);
                }
            }
        });
    }
    let mut all = Vec::new();
    for acknowledged in tasks.join_all().await {
        all.extend(acknowledged?);
    }
    Ok(all)
}

/// Connects to the running receiver. While none is running, nothing is sent.
async fn connect(address: &mut watch::Receiver<Option<String>>) -> Result<TcpStream, BoxError> {
    loop {
        let now = address.borrow_and_update().clone();
        if let Some(now) = now
            && let Ok(socket) = TcpStream::connect(now).await
        {
            return Ok(socket);
        }
        let _next = tokio::time::timeout(Duration::from_millis(20), address.changed()).await;
    }
}

async fn post(socket: &mut TcpStream, body: &str) -> std::io::Result<String> {
    let head = format!(
        "POST /webhooks HTTP/1.1\r\nhost: localhost\r\nauthorization: Basic {CREDENTIALS}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    socket.write_all((head + body).as_bytes()).await?;
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await?;
    Ok(answer)
}

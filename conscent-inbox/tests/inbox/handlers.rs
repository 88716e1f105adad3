//! Handlers that follow a test's script, and their effects in the database.

use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use conscent::{BoxError, Delivery, Raw, Router, v2};
use conscent_inbox::worker::{Backoff, Builder};
use conscent_inbox::{Filter, Inbox, State};
use http::HeaderMap;
use serde_json::{Value, json};

use crate::worker::AnyTx;

/// The script of a handler, which runs before its effect and, if it has one, after it.
#[derive(Clone)]
pub(crate) struct Script(Arc<dyn Fn(Arrived) -> Doing + Send + Sync>);

type Doing = Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send>>;

/// The content of a delivery's body.
#[derive(Clone, Debug)]
pub(crate) struct Arrived {
    pub(crate) n: i64,
    /// The order key, or an instruction for the handler.
    pub(crate) word: String,
    /// Whether the effect has been written. A script runs before and after that.
    pub(crate) is_written: bool,
}

impl Script {
    pub(crate) fn new<F>(script: impl Fn(Arrived) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), BoxError>> + Send + 'static,
    {
        Self(Arc::new(move |arrived| Box::pin(script(arrived))))
    }

    /// Succeeds.
    pub(crate) fn ok() -> Self {
        Self::new(|_| async { Ok(()) })
    }

    async fn run(&self, arrived: &Arrived, is_written: bool) -> Result<(), BoxError> {
        (self.0)(Arrived { is_written, ..arrived.clone() }).await
    }
}

/// A delivery with a number, which is its effect, and a word.
pub(crate) fn delivery(n: i64, word: &str) -> Delivery {
    let body = json!({"event": "gift.sent", "n": n, "word": word}).to_string();
    Delivery::parse(body.into(), &HeaderMap::new()).unwrap()
}

/// The word of a delivery, as its order key.
pub(crate) fn word(delivery: &Delivery) -> Option<String> {
    arrived(&Raw(delivery.body().clone())).ok().map(|arrived| arrived.word)
}

fn arrived(raw: &Raw) -> Result<Arrived, BoxError> {
    let body: Value = serde_json::from_slice(raw)?;
    let n = body["n"].as_i64().ok_or("no number")?;
    Ok(Arrived { n, word: body["word"].as_str().unwrap_or_default().to_owned(), is_written: false })
}

/// A router that writes each delivery's number in its transaction, and runs the script before and after that.
pub(crate) fn with_effects(script: Script) -> Router {
    router(move |raw: Raw, mut tx: AnyTx| {
        let script = script.clone();
        async move {
            let arrived = arrived(&raw)?;
            script.run(&arrived, false).await?;
            tx.execute(&format!("INSERT INTO effect (n) VALUES ({})", arrived.n)).await?;
            script.run(&arrived, true).await
        }
    })
}

/// A router that runs the script.
pub(crate) fn without_effects(script: Script) -> Router {
    router(move |raw: Raw, _tx: AnyTx| {
        let script = script.clone();
        async move { script.run(&arrived(&raw)?, false).await }
    })
}

fn router<F>(handle: impl Fn(Raw, AnyTx) -> F + Send + Sync + 'static) -> Router
where
    F: Future<Output = Result<(), BoxError>> + Send + 'static,
{
    Router::with_fallback(handle).build().unwrap()
}

/// A worker with minimal delays.
pub(crate) fn eager(inbox: &Inbox, router: Router) -> Builder {
    let backoff = Backoff::new(Duration::from_millis(10), Duration::from_millis(50));
    inbox.worker(router).api(&v2::API).lease(Duration::from_secs(1)).backoff(backoff)
}

/// Waits for a condition that must become true, however slow the machine is.
pub(crate) async fn eventually<F: Future<Output = bool>>(what: &str, is_true: impl Fn() -> F) {
    let start = Instant::now();
    while !is_true().await {
        assert!(start.elapsed() < Duration::from_secs(90), "not yet: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Waits until no delivery is waiting or running, and returns the number of dead ones.
pub(crate) async fn drained(inbox: &Inbox) -> u64 {
    eventually("everything is done or dead", || async {
        inbox.stats().await.is_ok_and(|stats| stats.count(State::Waiting) + stats.count(State::Running) == 0)
    })
    .await;
    inbox.stats().await.unwrap().count(State::Dead)
}

/// The text of the last error of a delivery.
pub(crate) async fn error_of(inbox: &Inbox, id: i64) -> Option<String> {
    let listed = inbox.list(&Filter::new().ids([id]).errors()).await.unwrap().remove(0).unwrap();
    listed.error.map(|error| error.unwrap())
}

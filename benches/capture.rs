//! Counts the deliveries handled within ten seconds while others are captured: a capture must not delay them.

#![allow(clippy::print_stdout, reason = "it prints a table")]
#![allow(missing_docs, reason = "a program")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use conscent::capture::{Capture, Options};
use conscent::v2::PurchaseBundle;
use conscent::{BoxError, Delivery, Router, conscent_handler, handlers, samples};
use http::HeaderMap;
use tokio::task::JoinSet;

const TIME: Duration = Duration::from_secs(10);
/// Tasks with deliveries that are documented and handled.
const GOOD: usize = 16;

#[conscent_handler(event = "purchase.bundle")]
fn bundle(_event: PurchaseBundle) {}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    println!("| tasks with deliveries to be captured | handled | captured and acknowledged |\n|---|---|---|");
    for (name, capturing, event) in [
        ("none", 0, ""),
        ("8, which no handler takes", 8, "gift.sent"),
        ("128, which no handler takes", 128, "gift.sent"),
        ("8, which are handled and drift", 8, "purchase.bundle"),
    ] {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?; // a disk, and not a folder in memory
        let capture = Capture::create(folder.path().join("capture.jsonl"), Options::default().max_bytes(u64::MAX))?;
        let router = Router::with_fallback(|| ()).handlers(handlers![bundle]).observe(capture.observer()).build()?;
        let (stop, tasks) = (Arc::new(AtomicBool::new(false)), &mut JoinSet::new());
        let good = count(tasks, &router, &stop, GOOD, |_| samples::purchase_bundle().text.to_owned());
        let captured = count(tasks, &router, &stop, capturing, move |n| {
            format!(
                r#"{{"event": "{event}", "payload": {{"gift": {{"number": {n}, "note": "{}"}}}}}}"#,
                "n".repeat(640)
            )
        });
        tokio::time::sleep(TIME).await;
        let counts = [good, captured].map(|count| count.load(Ordering::Relaxed));
        stop.store(true, Ordering::Relaxed);
        while let Some(done) = tasks.join_next().await {
            done?;
        }
        println!("| {name} | {} | {} |", counts[0], counts[1]);
    }
    Ok(())
}

/// Starts tasks that dispatch deliveries, one after another, and counts those that are acknowledged.
fn count(
    tasks: &mut JoinSet<()>,
    router: &Router,
    stop: &Arc<AtomicBool>,
    senders: usize,
    body: impl Fn(u64) -> String + Clone + Send + 'static,
) -> Arc<AtomicU64> {
    let count = Arc::new(AtomicU64::new(0));
    for _ in 0..senders {
        let (router, stop, count, body) = (router.clone(), Arc::clone(stop), Arc::clone(&count), body.clone());
        tasks.spawn(async move {
            while !stop.load(Ordering::Relaxed) {
                let body = body(count.load(Ordering::Relaxed));
                let delivery = Delivery::parse(body.into(), &HeaderMap::new()).expect("it names its event");
                router.dispatch(delivery).await.expect("it is handled or captured");
                count.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await; // as a socket does
            }
        });
    }
    count
}

//! The user's side of all tests: a router that counts, and can be told to fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use conscent::{Ack, Auth, BoxError, Delivery, Door, Router, State, Unrouted};
use tokio::sync::Semaphore;

pub(crate) const KEY: &str = "the-api-key";
pub(crate) const SECRET: &str = "hunter2:the-api-secret";
pub(crate) const WEBHOOK_SECRET: &str = "hunter3:the-webhook-secret";
/// What every body holds and no answer may.
pub(crate) const PERSON: &str = "black.panther@example.com";

/// What reached a handler or the fallback.
#[derive(Clone)]
pub(crate) struct Counts(Arc<Inner>);

struct Inner {
    routed: AtomicUsize,
    unknown: AtomicUsize,
    undecodable: AtomicUsize,
    /// A permit for each `test.wait` that has begun, and one for each that may end.
    begun: Semaphore,
    released: Semaphore,
}

impl Counts {
    fn new() -> Self {
        Self(Arc::new(Inner {
            routed: AtomicUsize::new(0),
            unknown: AtomicUsize::new(0),
            undecodable: AtomicUsize::new(0),
            begun: Semaphore::new(0),
            released: Semaphore::new(0),
        }))
    }

    /// The events that have a sample, those that have none, and the bodies that are no event.
    pub(crate) fn now(&self) -> [usize; 3] {
        [&self.0.routed, &self.0.unknown, &self.0.undecodable].map(|count| count.load(Ordering::SeqCst))
    }

    pub(crate) fn total(&self) -> usize {
        self.now().iter().sum()
    }

    /// Until a `test.wait` has begun.
    pub(crate) async fn begun(&self) {
        self.0.begun.acquire().await.unwrap().forget();
    }

    /// Lets it end.
    pub(crate) fn release(&self) {
        self.0.released.add_permits(1);
    }

    /// Until so many have arrived. A test that waits in vain fails.
    pub(crate) async fn until(&self, total: usize) {
        let arrived = async {
            while self.total() < total {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), arrived).await.expect("a delivery is lost");
    }
}

async fn take(delivery: Delivery, why: Unrouted, State(counts): State<Counts>) -> Result<Ack, BoxError> {
    match delivery.event() {
        "test.error" => return Err(format!("no such person: {PERSON}").into()),
        "test.panic" => panic!("this panic is part of a test"),
        "test.wait" => {
            counts.0.begun.add_permits(1);
            counts.0.released.acquire().await?.forget();
        }
        _ => {}
    }
    let count = match why {
        Unrouted::UnknownEvent => &counts.0.unknown,
        Unrouted::Undecodable(_) => &counts.0.undecodable,
        _ => &counts.0.routed,
    };
    count.fetch_add(1, Ordering::SeqCst);
    Ok(Ack::OK)
}

/// A door that asks for Basic and a signature.
pub(crate) fn door() -> (Door, Counts) {
    let counts = Counts::new();
    let router = Router::with_fallback(take).state(counts.clone()).build().unwrap();
    let auth = Auth::basic(KEY, SECRET).unwrap().hmac(WEBHOOK_SECRET).unwrap();
    (Door::new(router, auth), counts)
}

//! The user's side of all tests: a router that counts deliveries, and can be made to fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use conscent::v2::PurchaseBundle;
use conscent::{Auth, BoxError, Door, Router, State, Unrouted, conscent_handler, handlers};
use tokio::sync::Semaphore;

pub(crate) const KEY: &str = "the-api-key";
pub(crate) const SECRET: &str = "hunter2:the-api-secret";
pub(crate) const WEBHOOK_SECRET: &str = "hunter3:the-webhook-secret";
/// A text that bodies contain and responses must not contain.
pub(crate) const PERSON: &str = "black.panther@example.com";

/// The numbers of deliveries that went to a handler, or to the fallback because a handler, a sample or the event was
/// missing.
pub(crate) type Reached = [usize; 4];
pub(crate) const HANDLED: Reached = [1, 0, 0, 0];
pub(crate) const NO_HANDLER: Reached = [0, 1, 0, 0];
pub(crate) const UNKNOWN: Reached = [0, 0, 1, 0];
pub(crate) const UNDECODABLE: Reached = [0, 0, 0, 1];
pub(crate) const NOWHERE: Reached = [0, 0, 0, 0];

/// The deliveries that have arrived.
#[derive(Clone)]
pub(crate) struct Counts(Arc<Inner>);

struct Inner {
    reached: [AtomicUsize; 4],
    /// A permit for each `test.wait` that has begun, and one for each that may end.
    begun: Semaphore,
    released: Semaphore,
}

impl Counts {
    fn new() -> Self {
        Self(Arc::new(Inner { reached: Default::default(), begun: Semaphore::new(0), released: Semaphore::new(0) }))
    }

    fn add(&self, reached: Reached) {
        for (count, add) in self.0.reached.iter().zip(reached) {
            count.fetch_add(add, Ordering::SeqCst);
        }
    }

    pub(crate) fn now(&self) -> Reached {
        self.0.reached.each_ref().map(|count| count.load(Ordering::SeqCst))
    }

    /// Waits until a `test.wait` has begun.
    pub(crate) async fn begun(&self) {
        self.0.begun.acquire().await.unwrap().forget();
    }

    /// Lets a `test.wait` end.
    pub(crate) fn release(&self) {
        self.0.released.add_permits(1);
    }

    /// Waits until these deliveries have arrived. The test fails if they do not.
    pub(crate) async fn until(&self, expected: Reached) {
        let arrived = async {
            while self.now() != expected {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), arrived).await.expect("a delivery is lost");
    }
}

#[conscent_handler(event = "purchase.bundle")]
fn bundle(_event: PurchaseBundle, State(counts): State<Counts>) {
    counts.add(HANDLED);
}

#[conscent_handler(raw_event = "test.error")]
fn fails() -> Result<(), BoxError> {
    Err(format!("no such person: {PERSON}").into())
}

#[conscent_handler(raw_event = "test.panic")]
async fn panics() {
    tokio::task::yield_now().await;
    panic!("a panic that is part of a test, and quotes {PERSON}");
}

#[conscent_handler(raw_event = "test.wait")]
async fn waits(State(counts): State<Counts>) -> Result<(), BoxError> {
    counts.0.begun.add_permits(1);
    counts.0.released.acquire().await?.forget();
    counts.add(HANDLED);
    Ok(())
}

#[conscent_handler(fallback)]
async fn rest(why: Unrouted, State(counts): State<Counts>) {
    counts.add(match why {
        Unrouted::UnknownEvent => UNKNOWN,
        Unrouted::Undecodable(_) => UNDECODABLE,
        _ => NO_HANDLER,
    });
}

pub(crate) fn router() -> (Router, Counts) {
    let counts = Counts::new();
    let handlers = handlers![bundle, fails, panics, waits];
    (Router::with_fallback(rest).state(counts.clone()).handlers(handlers).build().unwrap(), counts)
}

/// Requires Basic and a signature.
pub(crate) fn auth() -> Auth {
    Auth::basic(KEY, SECRET).unwrap().hmac(WEBHOOK_SECRET).unwrap()
}

pub(crate) fn door() -> (Door, Counts) {
    let (router, counts) = router();
    (Door::new(router, auth()), counts)
}

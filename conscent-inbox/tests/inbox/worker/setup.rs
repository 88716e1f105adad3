//! Workers that cannot start.

use std::time::Duration;

use conscent::{Api, Router, v1, v2};
use conscent_inbox::{Inbox, SetupError};

use crate::database::Database;

fn router() -> Router {
    Router::with_fallback(|| ()).build().unwrap()
}

#[tokio::test]
async fn what_a_worker_needs() {
    static OTHER: Api = Api { name: "v2", ..v1::API };
    let database = Database::sqlite();
    let inbox = Inbox::open(&database.url).await.unwrap();
    let worker = || inbox.worker(router()).api(&v2::API);
    for (builder, expected) in [
        (inbox.worker(router()), SetupError::NoApi),
        (worker().api(&OTHER), SetupError::TwoApis("v2")),
        (worker().concurrency(0), SetupError::Zero("concurrency")),
        (worker().lease(Duration::ZERO), SetupError::Zero("lease")),
        (worker().timeout(Duration::ZERO), SetupError::Zero("timeout")),
        (worker().tx_timeout(Duration::ZERO), SetupError::Zero("tx_timeout")),
        (worker().attempts(0), SetupError::Zero("attempts")),
    ] {
        assert_eq!(builder.start().unwrap_err(), expected);
    }
    let again = worker().api(&v2::API).api(&v1::API);
    let elsewhere = std::thread::spawn(move || again.start().unwrap_err());
    assert_eq!(elsewhere.join().unwrap(), SetupError::NoRuntime);
    worker().api(&v1::API).start().unwrap().stop().await;
}

//! Extends the leases of running deliveries.

use std::collections::HashSet;
use std::sync::Arc;

use tokio::time::sleep;

use super::Shared;
use super::run::RETRIES;
use crate::Error;
use crate::row::Mark;

/// Extends leases, four times within the duration of a lease, until this is dropped.
pub(super) async fn beat(shared: Arc<Shared>) {
    let lease = shared.settings.lease;
    let mut failures = 0;
    loop {
        let pause = if failures == 0 { lease / 4 } else { RETRIES.delay(failures).min(lease / 4) };
        sleep(pause).await;
        let marks = shared.runs.leases();
        if marks.is_empty() {
            failures = 0;
            continue;
        }
        match shared.source.writer.extend(marks.clone(), lease).await {
            Ok(held) => {
                failures = 0;
                let held: HashSet<Mark> = held.into_iter().collect();
                let lost: Vec<Mark> = marks.into_iter().filter(|mark| !held.contains(mark)).collect();
                shared.runs.lost(&lost);
            }
            Err(Error::Closed) => return,
            // The writer has reported the error. Running deliveries continue: as long as the database does not work, no
            // one else can run them.
            Err(_) => failures += 1,
        }
    }
}

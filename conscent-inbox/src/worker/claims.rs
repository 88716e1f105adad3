//! The main loop of a worker, which claims deliveries up to its concurrency and starts their runs.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::backoff::about;
use super::run::{RETRIES, Run};
use super::{Shared, heartbeat, housekeeping, setup};
use crate::row::Claim;
use crate::{Error, telemetry};

/// The time after which a worker polls. Deliveries that another process stores in SQLite, or that become due after a
/// delay, do not wake it.
const POLL: Duration = Duration::from_secs(1);

/// The time for handlers to notice that they are stopped, and for their deliveries to be given back.
const GIVING_BACK: Duration = Duration::from_secs(5);

/// Works until it is stopped.
pub(super) async fn work(shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    // These tasks end when they are dropped, and also when this future is dropped.
    let mut beats = JoinSet::new();
    beats.spawn(heartbeat::beat(Arc::clone(&shared)));
    let mut others = JoinSet::new();
    others.spawn(housekeeping::keep(Arc::clone(&shared)));
    #[cfg(feature = "postgres")]
    others.spawn(super::listen::listen(Arc::clone(&shared)));

    let mut runs = JoinSet::new();
    claim(&shared, &mut runs, &mut stopped).await;
    drop(others);
    finish(&shared, &mut runs).await;
}

/// Claims and starts runs until the worker is stopped.
async fn claim(shared: &Arc<Shared>, runs: &mut JoinSet<()>, stopped: &mut watch::Receiver<bool>) {
    let worker = setup::name();
    let mut arrivals = shared.source.writer.arrivals();
    let tick = shared.source.ticks.register();
    let mut failures = 0;
    while !*stopped.borrow_and_update() {
        // Register before the claim, so that deliveries that arrive and runs that end during the claim are not missed.
        arrivals.mark_unchanged();
        let mut changed = std::pin::pin!(shared.runs.changed());
        changed.as_mut().enable();
        let free = shared.runs.free(shared.settings.concurrency);
        let mut pause = about(POLL);
        if free > 0 {
            let slots = u32::try_from(free).unwrap_or(u32::MAX);
            let claim =
                Claim { slots, lease: shared.settings.lease, worker: worker.clone(), apis: shared.apis.names() };
            let claimed = tokio::select! {
                claimed = shared.source.writer.claim(claim) => claimed,
                // Deliveries that are claimed too late for this are run when their leases have expired.
                () = overdue(stopped.clone()) => return,
            };
            match claimed {
                Ok(rows) => {
                    failures = 0;
                    for run in rows.into_iter().map(|row| Run::new(shared, row)) {
                        if *stopped.borrow() {
                            runs.spawn(run.give_back());
                        } else {
                            runs.spawn(run.run());
                        }
                    }
                }
                Err(Error::Closed) => return,
                Err(_) => {
                    // The writer has reported the error. Arriving deliveries do not shorten the pause.
                    failures += 1;
                    pause = RETRIES.delay(failures);
                }
            }
        }
        if failures == 0 {
            tick.tick();
        }
        tokio::select! {
            _ = stopped.changed() => {}
            () = changed, if failures == 0 => {}
            // Without room, arriving deliveries change nothing. An error means that the inbox is gone, as the next
            // claim will show.
            _ = arrivals.changed(), if failures == 0 && free > 0 => {}
            () = sleep(pause) => {}
        }
        while let Some(ended) = runs.try_join_next() {
            report(ended);
        }
    }
}

/// Waits until a claim has had enough time to end after the worker was stopped.
async fn overdue(mut stopped: watch::Receiver<bool>) {
    // An error means that the worker was dropped, which stops it too.
    let _ = stopped.wait_for(|stopped| *stopped).await;
    sleep(GIVING_BACK).await;
}

/// Waits for the running deliveries, and gives back those that take too long.
async fn finish(shared: &Shared, runs: &mut JoinSet<()>) {
    let deadline = Instant::now() + shared.settings.shutdown;
    if timeout_at(deadline, drain(runs)).await.is_err() {
        shared.runs.shut_down();
        // A run that continues after that blocks its thread, or has its transaction in another task.
        let _ = timeout(GIVING_BACK, drain(runs)).await;
    }
}

async fn drain(runs: &mut JoinSet<()>) {
    while let Some(ended) = runs.join_next().await {
        report(ended);
    }
}

fn report(ended: Result<(), tokio::task::JoinError>) {
    if ended.is_err_and(|error| error.is_panic()) {
        telemetry::panicked();
    }
}

//! What is to be done now and then, by each worker of an inbox.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use super::Shared;
use super::backoff::about;
#[cfg(feature = "metrics")]
use crate::deliveries;
use crate::failure::LONGEST_DELAY;
use crate::row::Sweep;
use crate::telemetry;

/// How often the retention deletes.
const RETENTION: Duration = Duration::from_mins(1);

/// How often the gauges are set.
#[cfg(feature = "metrics")]
const GAUGES: Duration = Duration::from_secs(15);

/// How long it lets others write between two pieces.
const BETWEEN_PIECES: Duration = Duration::from_millis(200);

/// Keeps the inbox in order, until it is dropped.
pub(super) async fn keep(shared: Arc<Shared>) {
    #[cfg(feature = "metrics")]
    tokio::join!(sweep(&shared), retain(&shared), count(&shared));
    #[cfg(not(feature = "metrics"))]
    tokio::join!(sweep(&shared), retain(&shared));
}

/// Takes deliveries from workers that were lost.
async fn sweep(shared: &Shared) {
    let settings = &shared.settings;
    loop {
        let longest_delay = settings.backoff.most().max(LONGEST_DELAY);
        let sweep = Sweep { lease: settings.lease, attempts: settings.attempts, longest_delay };
        if let Ok(swept) = shared.source.writer.sweep(sweep).await {
            telemetry::swept(swept);
            if swept.waiting > 0 {
                shared.source.writer.ring();
            }
        }
        // An error was reported by the writer, and the next time is soon enough.
        sleep(about(settings.lease / 4)).await;
    }
}

/// Deletes what was kept for long enough.
async fn retain(shared: &Shared) {
    loop {
        sleep(about(RETENTION)).await;
        while let Ok(1..) = shared.source.writer.retain(shared.settings.retention).await {
            sleep(BETWEEN_PIECES).await;
        }
    }
}

/// Sets the gauges.
#[cfg(feature = "metrics")]
async fn count(shared: &Shared) {
    loop {
        if let Ok(stats) = deliveries::unfinished(&shared.source.database, &shared.source.keys).await {
            telemetry::gauges(&stats);
        }
        sleep(about(GAUGES)).await;
    }
}

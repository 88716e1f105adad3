//! The periodic work of each worker of an inbox.

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

/// The interval of the retention.
const RETENTION: Duration = Duration::from_mins(1);

/// The interval at which the gauges are set.
#[cfg(feature = "metrics")]
const GAUGES: Duration = Duration::from_secs(15);

/// The pause between two batches, in which others can write.
const BETWEEN_PIECES: Duration = Duration::from_millis(200);

/// Does the periodic work, until this is dropped.
pub(super) async fn keep(shared: Arc<Shared>) {
    #[cfg(feature = "metrics")]
    tokio::join!(sweep(&shared), retain(&shared), count(&shared));
    #[cfg(not(feature = "metrics"))]
    tokio::join!(sweep(&shared), retain(&shared));
}

/// Takes deliveries from lost workers.
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
        // The writer has reported the error. The next sweep is soon enough.
        sleep(about(settings.lease / 4)).await;
    }
}

/// Deletes data whose retention has ended.
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

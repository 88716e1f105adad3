//! Notifies other machines that deliveries are waiting.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use crate::database::Database;

/// The delay of the next notification, which then covers all deliveries that are stored in the meantime.
const GATHER: Duration = Duration::from_millis(10);

/// Notifies after one or more commits, for as long as the writer exists.
pub(super) async fn notify(database: Database, mut stored: watch::Receiver<()>) {
    while stored.changed().await.is_ok() {
        // Failing stores report a database that does not work.
        let _ = database.notify().await;
        sleep(GATHER).await;
    }
}

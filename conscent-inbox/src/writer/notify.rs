//! Tells other machines that deliveries wait.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use crate::database::Database;

/// How long the next notification waits, so that it is one for all that is stored meanwhile.
const GATHER: Duration = Duration::from_millis(10);

/// Notifies after a commit, or after several of them, for as long as something can be stored.
pub(super) async fn notify(database: Database, mut stored: watch::Receiver<()>) {
    while stored.changed().await.is_ok() {
        // A database that does not work is reported by those who store.
        let _ = database.notify().await;
        sleep(GATHER).await;
    }
}

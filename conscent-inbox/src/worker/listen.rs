//! Listens for PostgreSQL's notifications that another machine has stored deliveries.

use std::sync::Arc;

use sqlx::postgres::{PgListener, PgPoolOptions};
use tokio::time::sleep;

use super::Shared;
use super::run::RETRIES;
use crate::database::Database;

/// The channel on which the writer notifies.
const CHANNEL: &str = "conscent_inbox";

/// Wakes the workers of this process, until this is dropped. While it cannot listen, the workers poll.
pub(super) async fn listen(shared: Arc<Shared>) {
    let work = match &shared.source.database {
        Database::Postgres { work, .. } => work,
        #[cfg(feature = "sqlite")]
        Database::Sqlite { .. } => return,
    };
    // This uses its own connection, so that it takes none from the handlers.
    let options = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None);
    let pool = options.connect_lazy_with((*work.connect_options()).clone());
    let mut failures = 0;
    loop {
        if let Ok(mut listener) = PgListener::connect_with(&pool).await
            && listener.listen(CHANNEL).await.is_ok()
        {
            failures = 0;
            // Wake once for deliveries that were stored before, and then for each notification. `None` means that the
            // connection was lost.
            shared.source.writer.ring();
            while let Ok(Some(_)) = listener.try_recv().await {
                shared.source.writer.ring();
            }
        }
        // The writer reports a database that does not work.
        failures += 1;
        sleep(RETRIES.delay(failures)).await;
    }
}

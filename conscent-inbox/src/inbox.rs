//! The inbox, which stores the deliveries of an endpoint in the database.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::UNIX_EPOCH;

use conscent::{Ack, Delivery, Door, Router};
use http::StatusCode;
use sha2::{Digest, Sha256};

use crate::database::Database;
use crate::health::Ticks;
use crate::options::{KeyOf, Options};
use crate::row::{NewRow, Sealed};
use crate::worker::{self, Source};
use crate::writer::Writer;
use crate::{Error, KeyError, Keys, OpenError, SetupError, Worker, headers, telemetry};

/// Stores deliveries durably before they are acknowledged, and runs their handlers afterwards. A clone is cheap, and is
/// the same inbox.
#[derive(Clone)]
pub struct Inbox(Arc<Inner>);

struct Inner {
    database: Database,
    writer: Writer,
    options: Options,
    ticks: Ticks,
    /// The workers that [`Inbox::receive`] started.
    workers: Mutex<Vec<Worker>>,
}

/// The result of storing a delivery or a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// The number of new deliveries, which will be run.
    pub new: usize,
    /// The number of duplicates, which had been stored before.
    pub duplicates: usize,
}

impl Inbox {
    /// Opens the inbox at an address with the default [`Options`]; see [`Options::open`].
    ///
    /// # Errors
    /// [`OpenError`], which says what is wrong with the address, the file or the database, and what to do.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        Options::new().open(url).await
    }

    pub(crate) fn new(database: Database, options: Options) -> Self {
        let writer = Writer::start(&database);
        Self(Arc::new(Inner { database, writer, options, ticks: Ticks::default(), workers: Mutex::default() }))
    }

    /// Makes an endpoint store its deliveries, and starts a [worker](Self::worker) with default settings that passes
    /// them to the endpoint's router. [`stop`](Self::stop) stops the worker.
    ///
    /// For several endpoints with one router, or for other settings, use [`store_only`](Self::store_only) and a single
    /// [`worker`](Self::worker).
    ///
    /// # Errors
    /// There is no tokio runtime, or the router has handlers for two apis with the same name.
    pub fn receive(&self, door: Door) -> Result<Door, SetupError> {
        let worker = self.worker(door.router().clone()).api(door.descriptor()).start()?;
        self.workers().push(worker);
        Ok(self.store_only(door))
    }

    /// Stops the workers that [`receive`](Self::receive) started; see [`Worker::stop`]. Call it after the server has
    /// stopped, so that all deliveries that have arrived are stored.
    pub async fn stop(&self) {
        let workers = std::mem::take(&mut *self.workers());
        for worker in &workers {
            worker.begin_stop();
        }
        for worker in &workers {
            worker.stop().await;
        }
    }

    fn workers(&self) -> MutexGuard<'_, Vec<Worker>> {
        self.0.workers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes an endpoint store its deliveries. A [worker](Self::worker) of this or another process runs them.
    #[must_use]
    pub fn store_only(&self, door: Door) -> Door {
        let of_api = || StatusCode::from_u16(door.descriptor().accepted).ok().and_then(Ack::with_status);
        let accepted = self.0.options.answer.or_else(of_api).unwrap_or(Ack::ACCEPTED);
        let inbox = self.clone();
        door.store(move |delivery| {
            let inbox = inbox.clone();
            async move {
                inbox.store(delivery).await?;
                Ok(accepted)
            }
        })
    }

    /// Builds a worker that passes deliveries to a router.
    pub fn worker(&self, router: Router) -> worker::Builder {
        let Inner { database, writer, options, ticks, .. } = &*self.0;
        let source = Source {
            database: database.clone(),
            writer: writer.clone(),
            keys: options.keys.clone(),
            ticks: ticks.clone(),
        };
        worker::Builder::new(source, router)
    }

    /// Stores a delivery, or the deliveries of a batch, in one commit that is on the disk.
    ///
    /// # Errors
    /// Nothing was stored, or it is unknown whether it was, because the connection was lost during the commit. Store
    /// the delivery again: if it had been stored, it is a duplicate.
    pub async fn store(&self, delivery: Delivery) -> Result<Stored, Error> {
        let api = delivery.api().name;
        let rows = delivery.split().iter().map(|one| self.row(one)).collect::<Result<Vec<_>, KeyError>>()?;
        let count = rows.len();
        let stored = self.0.writer.store(rows).await;
        let news = stored.inspect_err(|_| telemetry::not_stored(api, count))?;
        let new = news.iter().filter(|new| **new).count();
        telemetry::stored(api, new, count - new);
        Ok(Stored { new, duplicates: count - new })
    }

    pub(crate) fn database(&self) -> &Database {
        &self.0.database
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.0.options.keys
    }

    pub(crate) fn writer(&self) -> &Writer {
        &self.0.writer
    }

    pub(crate) fn ticks(&self) -> &Ticks {
        &self.0.ticks
    }

    fn row(&self, delivery: &Delivery) -> Result<NewRow, KeyError> {
        let Options { dedupe_key, order_key, .. } = &self.0.options;
        let own = |key: &Option<KeyOf>| key.as_ref().and_then(|key| key(delivery)).map(storable);
        let api = delivery.api().name;
        let arrived = delivery.meta().received_at().duration_since(UNIX_EPOCH).unwrap_or_default();
        let dedupe_key = own(dedupe_key).unwrap_or_else(|| storable(delivery.dedupe_key()));
        let (body, key) = self.keys().seal("body", api, &dedupe_key, delivery.body())?;
        let headers = headers::encode(delivery.meta().headers());
        let headers = self.keys().seal_with(key, "headers", api, &dedupe_key, &headers)?;
        Ok(NewRow {
            api,
            // PostgreSQL cannot store a NUL in a text. An event without a name is read from its body when it is
            // restored.
            event: if delivery.event().contains('\0') { String::new() } else { delivery.event().to_owned() },
            dedupe_key,
            order_key: own(order_key).map(|key| format!("{api}:{key}")),
            sealed: Sealed { body, headers, key },
            arrived_at: i64::try_from(arrived.as_millis()).unwrap_or(i64::MAX),
        })
    }
}

/// Returns a key that every database can index and that fits into a line of a log. Any other key is replaced by its
/// hash.
fn storable(key: String) -> String {
    const LONGEST: usize = 255;
    let is_plain = (1..=LONGEST).contains(&key.len()) && !key.chars().any(char::is_control);
    if is_plain { key } else { format!("sha256:{}", base16ct::lower::encode_string(&Sha256::digest(key))) }
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbox").field("options", &self.0.options).finish_non_exhaustive()
    }
}

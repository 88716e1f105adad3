//! The inbox: from the door to the database.

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

/// A durable inbox: what it stores is on the disk before it is acknowledged. A clone is cheap, and is the same inbox.
#[derive(Clone)]
pub struct Inbox(Arc<Inner>);

struct Inner {
    database: Database,
    writer: Writer,
    options: Options,
    ticks: Ticks,
    /// The workers of [`Inbox::receive`].
    workers: Mutex<Vec<Worker>>,
}

/// What became of a delivery, or of those of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// How many were stored, and will be run.
    pub new: usize,
    /// How many are known: they were stored before.
    pub duplicates: usize,
}

impl Inbox {
    /// Opens the inbox at an address, with the default [`Options`]: see [`Options::open`].
    ///
    /// # Errors
    /// [`OpenError`] says what is wrong with the address, the file or the database, and what to do.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        Options::new().open(url).await
    }

    pub(crate) fn new(database: Database, options: Options) -> Self {
        let writer = Writer::start(&database);
        Self(Arc::new(Inner { database, writer, options, ticks: Ticks::default(), workers: Mutex::default() }))
    }

    /// Makes an endpoint store its deliveries, and starts a [worker](Self::worker) that gives them to its router, with the
    /// default settings. [`stop`](Self::stop) stops it.
    ///
    /// For several endpoints with one router, or for other settings, use [`store_only`](Self::store_only) and one
    /// [`worker`](Self::worker).
    ///
    /// # Errors
    /// There is no tokio runtime, or the router has handlers for two apis of one name.
    pub fn receive(&self, door: Door) -> Result<Door, SetupError> {
        let worker = self.worker(door.router().clone()).api(door.descriptor()).start()?;
        self.workers().push(worker);
        Ok(self.store_only(door))
    }

    /// Stops the workers that [`receive`](Self::receive) has started: see [`Worker::stop`]. It belongs after the server has stopped, so
    /// that what has arrived by then is stored.
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

    /// Makes an endpoint store its deliveries. They are run by a [worker](Self::worker), of this process or of another one.
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

    /// Starts a worker that gives deliveries to a router.
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

    /// Stores a delivery, or those of a batch, in one commit that is on the disk.
    ///
    /// # Errors
    /// Nothing was stored, or it is not known whether it was: the connection to the database was lost during the commit. Store it
    /// again; if it was stored, it is a duplicate.
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
            // PostgreSQL cannot hold a NUL in a text. An event without a name is read from its body when it is restored.
            event: if delivery.event().contains('\0') { String::new() } else { delivery.event().to_owned() },
            dedupe_key,
            order_key: own(order_key).map(|key| format!("{api}:{key}")),
            sealed: Sealed { body, headers, key },
            arrived_at: i64::try_from(arrived.as_millis()).unwrap_or(i64::MAX),
        })
    }
}

/// A key that every database can index, and a line of a log can hold: any other one becomes its hash.
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

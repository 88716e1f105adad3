//! One attempt to run a delivery.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use conscent::delivery::Stored;
use conscent::{Ack, Delivery, HandlerError};
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep, timeout};

use super::runs::{Place, Runs, Stop};
use super::{Backoff, Shared};
use crate::Error;
use crate::database::Transaction;
use crate::failure::{self, Advice};
use crate::keys::KeyError;
use crate::row::{ClaimedRow, End};
use crate::telemetry::{self, Attempt, Outcome};
use crate::tx::{Left, Slot};
use crate::{headers, operation};

/// The delay of a delivery whose key is missing, until the program is restarted with the key.
const WITHOUT_KEY: Duration = Duration::from_mins(1);

/// The delays between tries to mark how an attempt ended, while the database does not work.
pub(super) const RETRIES: Backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(5));

/// The stored error of a handler that succeeded without its transaction.
const LEAKED: &str = "its `Tx` was moved into a task that still had it when the handler returned, so its writes were rolled \
                      back: await such tasks, or give them their own connection";

/// A claimed delivery.
pub(super) struct Run {
    shared: Arc<Shared>,
    row: ClaimedRow,
    slot: Arc<Slot>,
    place: Place,
    stopped: oneshot::Receiver<Stop>,
}

/// How the handler ended.
enum Ended {
    Returned(Result<Ack, HandlerError>),
    /// It did not return, for this reason.
    Failed(String),
    Stopped(Stop),
}

/// Why an attempt cannot begin.
enum Unreadable {
    MissingKey(u32),
    /// The delivery is dead, with this text as its error.
    Never(String),
}

impl Run {
    pub(super) fn new(shared: &Arc<Shared>, row: ClaimedRow) -> Self {
        let slot = Arc::new(Slot::new(&shared.source.database, row.mark));
        let (place, stopped) = Runs::add(shared, row.mark, &slot);
        Self { shared: Arc::clone(shared), row, slot, place, stopped }
    }

    /// Runs the delivery, and marks how the attempt ended.
    pub(super) async fn run(mut self) {
        let restored = self.restore();
        // The delivery has a copy.
        self.row.sealed.body = Vec::new();
        let event = restored.as_ref().ok().filter(|delivery| delivery.is_documented()).map(Delivery::event);
        let attempt = Attempt {
            id: self.row.mark.id,
            api: self.row.api.clone(),
            event: event.map(str::to_owned),
            dedupe_key: self.row.dedupe_key.clone(),
            number: self.row.attempt,
        };
        let outcome = telemetry::within(&attempt, async {
            match restored {
                Ok(delivery) => {
                    let ended = self.handle(delivery).await;
                    self.place.handled();
                    self.conclude(ended).await
                }
                Err(Unreadable::MissingKey(number)) => {
                    self.shared.missing_key(number);
                    self.end(End::GivenBack { delay: WITHOUT_KEY }).await
                }
                Err(Unreadable::Never(why)) => self.end(End::Dead { error: self.sealed(&why) }).await,
            }
        })
        .await;
        telemetry::attempted(&attempt, outcome, self.arrived_at());
    }

    /// Gives the delivery back without an attempt.
    pub(super) async fn give_back(self) {
        self.end(End::GivenBack { delay: Duration::ZERO }).await;
    }

    fn arrived_at(&self) -> SystemTime {
        let since = Duration::from_millis(u64::try_from(self.row.arrived_at).unwrap_or(0));
        UNIX_EPOCH.checked_add(since).unwrap_or(UNIX_EPOCH)
    }

    fn restore(&self) -> Result<Delivery, Unreadable> {
        let ClaimedRow { api, dedupe_key, sealed, .. } = &self.row;
        let never = |why: &str| Unreadable::Never(why.to_owned());
        let open = |column, bytes| {
            self.shared.source.keys.open(column, api, dedupe_key, bytes, sealed.key).map_err(|error| match error {
                KeyError::Missing(number) => Unreadable::MissingKey(number),
                other => Unreadable::Never(format!("the stored {column} cannot be read: {other}")),
            })
        };
        // Only deliveries of known apis are claimed.
        let descriptor = self.shared.apis.get(api).ok_or_else(|| never("its api is unknown"))?;
        let body = open("body", &sealed.body)?.into();
        let headers = headers::decode(&open("headers", &sealed.headers)?).ok_or_else(|| {
            never("the stored headers cannot be read: a newer version of the program wrote them, or they were changed")
        })?;
        let (event, dedupe_key) = (self.row.event.clone(), self.row.dedupe_key.clone());
        let stored = Stored { event, dedupe_key, body, headers, received_at: self.arrived_at() };
        Ok(Delivery::restore(descriptor, stored).attach(Arc::clone(&self.slot)))
    }

    /// Passes the delivery to its handler, and enforces the time limits.
    async fn handle(&mut self, delivery: Delivery) -> Ended {
        let settings = &self.shared.settings;
        let mut handling = Box::pin(self.shared.router.attempt(delivery, self.row.attempt));
        let ended = tokio::select! {
            biased;
            ended = catch_panic(handling.as_mut()) => ended,
            stop = stopped(&mut self.stopped) => Ended::Stopped(stop),
            () = self.slot.open_for(settings.tx_timeout) => Ended::Failed(format!(
                "it was stopped because its transaction was open for longer than {:?}: make slow calls before the \
                 transaction begins", settings.tx_timeout
            )),
            () = sleep(settings.timeout) => {
                Ended::Failed(format!("it was stopped because it took longer than {:?}", settings.timeout))
            }
        };
        // Drop the handler's future now, which returns its transaction to the slot. Destructors are the user's code,
        // and may panic too.
        match catch_unwind(AssertUnwindSafe(|| drop(handling))) {
            Ok(()) => ended,
            Err(_) => Ended::Failed("it panicked while it was being stopped".to_owned()),
        }
    }

    /// Commits or rolls back what the handler has done, and marks how the attempt ended.
    async fn conclude(&self, ended: Ended) -> Outcome {
        match (ended, self.slot.close()) {
            (Ended::Returned(Ok(_)), Left::Unused) => self.end(End::Done).await,
            (Ended::Returned(Ok(_)), Left::Open(transaction)) => self.commit(transaction).await,
            // The task that has the transaction also holds the row's lock, so the row cannot be given back.
            (Ended::Stopped(Stop::Lost), _) | (Ended::Stopped(Stop::Shutdown), Left::Out) => Outcome::Lost,
            (Ended::Stopped(Stop::Shutdown), left) => {
                drop(left);
                self.end(End::GivenBack { delay: Duration::ZERO }).await
            }
            (Ended::Returned(Ok(_)), Left::Out) => {
                self.returned().await;
                self.failed(LEAKED, Advice::None).await
            }
            (Ended::Returned(Err(error)), left) => {
                self.roll_back(left).await;
                self.failed(&failure::text(&error), failure::advice(&error)).await
            }
            (Ended::Failed(why), left) => {
                self.roll_back(left).await;
                self.failed(&why, Advice::None).await
            }
        }
    }

    async fn commit(&self, mut transaction: Transaction) -> Outcome {
        let committed = timeout(self.shared.settings.tx_timeout, async {
            let is_held = operation::end(&mut transaction, self.row.mark, &End::Done).await?;
            if is_held {
                transaction.commit().await?;
            }
            Ok::<_, Error>(is_held)
        });
        let why = match committed.await {
            Ok(Ok(true)) => return Outcome::Done,
            Ok(Ok(false)) => return Outcome::Lost,
            Ok(Err(error)) => error.to_string(),
            Err(_elapsed) => format!("it took longer than {:?}", self.shared.settings.tx_timeout),
        };
        // It may have been committed even so, if the response was lost. Then the delivery is done, and this changes
        // nothing.
        self.failed(&format!("the transaction was not committed: {why}"), Advice::None).await
    }

    /// Rolls back what the handler has written. Until then, the row is locked.
    async fn roll_back(&self, left: Left) {
        match left {
            Left::Unused => {}
            Left::Open(transaction) => drop(transaction),
            Left::Out => self.returned().await,
        }
    }

    /// Waits for the task that has the transaction of a handler that has returned.
    async fn returned(&self) {
        telemetry::leaked();
        self.slot.returned().await;
    }

    async fn failed(&self, why: &str, advice: Advice) -> Outcome {
        let error = self.sealed(why);
        let settings = &self.shared.settings;
        let is_last = self.row.attempt >= settings.attempts;
        let delay = match advice {
            Advice::After(delay) if !is_last => delay,
            Advice::None if !is_last => settings.backoff.delay(self.row.attempt),
            _ => return self.end(End::Dead { error }).await,
        };
        self.end(End::Failed { delay, error }).await
    }

    /// The text of an error, encrypted like the body of its row, because it may quote the body.
    fn sealed(&self, text: &str) -> Vec<u8> {
        let ClaimedRow { api, dedupe_key, sealed, .. } = &self.row;
        let keys = &self.shared.source.keys;
        // Without random bytes, nothing can be encrypted. In that case, the error is lost rather than stored
        // unencrypted.
        keys.seal_with(sealed.key, "error", api, dedupe_key, text.as_bytes()).unwrap_or_default()
    }

    /// Marks how the attempt ended. While the database does not work, it retries until the lease has expired.
    async fn end(&self, end: End) -> Outcome {
        let written = match &end {
            End::Done => Outcome::Done,
            End::Failed { .. } => Outcome::Retried,
            End::Dead { .. } => Outcome::Dead,
            End::GivenBack { .. } => Outcome::GivenBack,
        };
        let deadline = Instant::now() + self.shared.settings.lease;
        for attempt in 1_u32.. {
            match self.shared.source.writer.end(self.row.mark, end.clone()).await {
                Ok(true) => return written,
                Ok(false) | Err(Error::Closed) => break,
                Err(_) if Instant::now() >= deadline => break,
                Err(_) => sleep(RETRIES.delay(attempt)).await,
            }
        }
        Outcome::Lost
    }
}

/// Awaits the router and catches its panics, which would otherwise end the task without a mark.
async fn catch_panic(mut handling: Pin<&mut impl Future<Output = Result<Ack, HandlerError>>>) -> Ended {
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| handling.as_mut().poll(context))) {
        Ok(poll) => poll.map(Ended::Returned),
        Err(_) => Poll::Ready(Ended::Failed("it panicked: see the message that the panic hook printed".to_owned())),
    })
    .await
}

async fn stopped(stopped: &mut oneshot::Receiver<Stop>) -> Stop {
    // The sender lives as long as the place of this run.
    stopped.await.unwrap_or(Stop::Lost)
}

//! The options of an inbox.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use conscent::{Ack, Delivery};

use crate::inbox::Inbox;
use crate::keys::Keys;
use crate::{OpenError, open};

/// Configures an inbox. [`Options::open`] opens it.
#[derive(Clone, Default)]
pub struct Options {
    pub(crate) dedupe_key: Option<KeyOf>,
    pub(crate) order_key: Option<KeyOf>,
    pub(crate) answer: Option<Ack>,
    pub(crate) keys: Keys,
    is_existing: bool,
}

pub(crate) type KeyOf = Arc<dyn Fn(&Delivery) -> Option<String> + Send + Sync>;

impl Options {
    /// Creates the default options.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the key by which duplicates are recognized, within each api. If it returns `None`, the key is
    /// [`Delivery::dedupe_key`], which is the default.
    ///
    /// Two deliveries with the same key count as one: the second is acknowledged, but not run. So the key must contain
    /// everything that makes a delivery different. If it is shorter than the whole body and comes from a sender, make
    /// sure that the sender has signed it.
    #[must_use]
    pub fn dedupe_key(self, key: impl Fn(&Delivery) -> Option<String> + Send + Sync + 'static) -> Self {
        Self { dedupe_key: Some(Arc::new(key)), ..self }
    }

    /// Sets the order key. Deliveries with the same key, such as the id of a subscription, are run one after another,
    /// in the order of their arrival. A delivery with `None`, which is the default, does not wait for any other.
    ///
    /// While a delivery is being retried, later deliveries with its key wait. If it is dead, they continue.
    ///
    /// ```
    /// use conscent_inbox::Options;
    /// use serde_json::Value;
    ///
    /// // The events of each purchase are handled in order.
    /// let options = Options::new().order_key(|delivery| {
    ///     let body: Value = serde_json::from_slice(delivery.body()).ok()?;
    ///     Some(body.pointer("/payload/purchase/_id")?.as_str()?.to_owned())
    /// });
    /// # drop(options);
    /// ```
    #[must_use]
    pub fn order_key(self, key: impl Fn(&Delivery) -> Option<String> + Send + Sync + 'static) -> Self {
        Self { order_key: Some(Arc::new(key)), ..self }
    }

    /// Sets the acknowledgement of stored deliveries, instead of the one in the api's descriptor.
    #[must_use]
    pub fn answer(self, ack: Ack) -> Self {
        Self { answer: Some(ack), ..self }
    }

    /// Encrypts bodies, headers and errors in the database. Needs the feature `encrypt`:
    /// `keys(Keys::from_env("CONSCENT_INBOX_KEY")?)`.
    #[must_use]
    pub fn keys(self, keys: Keys) -> Self {
        Self { keys, ..self }
    }

    /// Opens only an existing inbox, and does not change its tables. Use it in a program that only inspects the inbox.
    #[must_use]
    pub fn existing(self) -> Self {
        Self { is_existing: true, ..self }
    }

    /// Opens the inbox at an address: `sqlite://inbox.db`, `sqlite:///var/lib/shop/inbox.db`, or
    /// `postgres://user:password@host/database`.
    ///
    /// If they do not exist, this creates the SQLite file, which only its owner can read, and the tables
    /// `conscent_inbox` and `conscent_delivery`. Tables of an older version are migrated, in one transaction.
    ///
    /// # Errors
    /// [`OpenError`], which says what is wrong with the address, the file or the database, and what to do.
    pub async fn open(self, url: &str) -> Result<Inbox, OpenError> {
        let database = open::database(url, &self.keys, self.is_existing).await?;
        Ok(Inbox::new(database, self))
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("answer", &self.answer)
            .field("existing", &self.is_existing)
            .finish_non_exhaustive()
    }
}

/// How long deliveries are kept after they are done.
///
/// A body is personal data, and is deleted first. The key must be kept for as long as the sender may repeat the
/// delivery: if a delivery is repeated after its key was deleted, it is handled again.
///
/// Times are measured by the database's clock. If that clock is set forward by mistake, data whose retention then seems
/// to have ended is deleted within a minute. After a jump of 30 days, the inbox no longer knows any delivery that is
/// done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// The time for bodies, headers and errors of deliveries that are done. The default is 7 days.
    pub bodies: Duration,
    /// The time for keys of deliveries that are done, by which duplicates are recognized. The default is 30 days.
    pub keys: Duration,
    /// The time for dead deliveries. `None`, the default, keeps them until somebody retries, drops or
    /// [erases](Inbox::erase) them: they were acknowledged and not handled, so deleting them loses them.
    pub dead: Option<Duration>,
}

impl Default for Retention {
    fn default() -> Self {
        const DAY: Duration = Duration::from_hours(24);
        Self { bodies: 7 * DAY, keys: 30 * DAY, dead: None }
    }
}

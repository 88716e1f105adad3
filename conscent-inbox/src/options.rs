//! What an inbox can be opened with.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use conscent::{Ack, Delivery};

use crate::inbox::Inbox;
use crate::keys::Keys;
use crate::{OpenError, open};

/// The options of an inbox: [`Options::open`] opens it.
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
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Says by which key a duplicate is noticed, for each api on its own. `None` leaves it to
    /// [`Delivery::dedupe_key`], which is the default.
    ///
    /// Two deliveries with one key are one: the second is acknowledged, and not run. So the key has to hold everything that makes
    /// a delivery different. If it is shorter than the whole body and comes from a sender, make sure that the sender
    /// has signed it.
    #[must_use]
    pub fn dedupe_key(self, key: impl Fn(&Delivery) -> Option<String> + Send + Sync + 'static) -> Self {
        Self { dedupe_key: Some(Arc::new(key)), ..self }
    }

    /// Says which deliveries are run one after another, in the order of their arrival: those of one key, such as the id of
    /// a subscription. `None`, the default, is a delivery that need not wait for any other.
    ///
    /// While a delivery fails and is tried again, those of its key wait. One that is dead lets them go on.
    ///
    /// ```
    /// use conscent_inbox::Options;
    /// use serde_json::Value;
    ///
    /// // What happens to one purchase is handled in its order.
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

    /// Acknowledges what is stored in this way, in place of that of the api's descriptor.
    #[must_use]
    pub fn answer(self, ack: Ack) -> Self {
        Self { answer: Some(ack), ..self }
    }

    /// Encrypts bodies, headers and errors in the database, by the feature `encrypt`: `keys(Keys::from_env("CONSCENT_INBOX_KEY")?)`.
    #[must_use]
    pub fn keys(self, keys: Keys) -> Self {
        Self { keys, ..self }
    }

    /// Opens only an inbox that exists, and changes nothing about its tables: for a program that looks at it.
    #[must_use]
    pub fn existing(self) -> Self {
        Self { is_existing: true, ..self }
    }

    /// Opens the inbox at an address: `sqlite://inbox.db`, `sqlite:///var/lib/shop/inbox.db`, or
    /// `postgres://user:password@host/database`.
    ///
    /// A file of SQLite is made if it does not exist; only its owner can read it. So are the tables, `conscent_inbox` and
    /// `conscent_delivery`; those of an older version are migrated, in one transaction.
    ///
    /// # Errors
    /// [`OpenError`] says what is wrong with the address, the file or the database, and what to do.
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

/// How long deliveries are kept once they are done.
///
/// A body is personal data, and is deleted first. The key has to be kept for as long as the sender may repeat the
/// delivery: a repetition of a delivery whose key was deleted is handled again.
///
/// The time is that of the database's clock. If that is set forward by mistake, what has been done for long enough by then is
/// deleted within a minute: after 30 days, nothing that was done is known any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Bodies, headers and errors of deliveries that are done. 7 days by default.
    pub bodies: Duration,
    /// Keys of deliveries that are done, by which duplicates are noticed. 30 days by default.
    pub keys: Duration,
    /// Deliveries that are dead. `None`, the default: until somebody retries or drops them.
    pub dead: Option<Duration>,
}

impl Default for Retention {
    fn default() -> Self {
        const DAY: Duration = Duration::from_hours(24);
        Self { bodies: 7 * DAY, keys: 30 * DAY, dead: None }
    }
}

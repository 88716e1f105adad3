//! Deliveries that are restored from a store.

use std::fmt;
use std::time::SystemTime;

use bytes::Bytes;
use conscent_core::{Api, Undecodable};
use http::HeaderMap;

use super::{Delivery, Meta, peek};

/// The data to store for a delivery, from which [`Delivery::restore`] recreates it on any machine.
///
/// `Debug` shows no content.
#[derive(Clone)]
pub struct Stored {
    /// The event's name: [`Delivery::event`]. It is empty if the body did not name the event.
    pub event: String,
    /// The body: [`Delivery::body`].
    pub body: Bytes,
    /// The headers: [`Meta::headers`].
    pub headers: HeaderMap,
    /// The key by which a repetition is recognized, such as [`Delivery::dedupe_key`]. The restored delivery has the
    /// same key.
    pub dedupe_key: String,
    /// The time of arrival: [`Meta::received_at`].
    pub received_at: SystemTime,
}

impl Delivery {
    /// Recreates a stored delivery.
    ///
    /// The event keeps the name that it had on arrival. If the delivery had no name, it is read again, because a newer
    /// version of the program may know where the name is.
    ///
    /// ```
    /// # use conscent::{Delivery, v2};
    /// # use conscent::delivery::Stored;
    /// let arrived = Delivery::parse(r#"{"event": "gift.sent"}"#.into(), &http::HeaderMap::new())?;
    /// let stored = Stored {
    ///     event: arrived.event().to_owned(),
    ///     body: arrived.body().clone(),
    ///     headers: arrived.meta().headers().clone(),
    ///     dedupe_key: arrived.dedupe_key(),
    ///     received_at: arrived.meta().received_at(),
    /// };
    /// assert_eq!(Delivery::restore(&v2::API, stored).dedupe_key(), arrived.dedupe_key());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn restore(api: &'static Api, stored: Stored) -> Self {
        let Stored { mut event, body, headers, dedupe_key, received_at } = stored;
        let mut unreadable = None;
        if event.is_empty() {
            match peek::event(api.naming, &headers, &body) {
                // An item of a batch that names its event was stored with its name, so this is not an item.
                Ok(_) if api.batch => unreadable = Some(Undecodable::NotAList),
                Ok(name) => event = name,
                Err(why) => unreadable = Some(why),
            }
        }
        let meta = Meta::restore(api, &headers, received_at);
        Self { unreadable, stored_key: Some(dedupe_key.into()), ..Self::with_meta(api, event, body, meta) }
    }
}

impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stored")
            .field("body", &format_args!("<{} bytes>", self.body.len()))
            .field("received_at", &self.received_at)
            .finish_non_exhaustive()
    }
}

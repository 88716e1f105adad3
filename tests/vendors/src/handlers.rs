//! A handler for each vendor, and one for Conscent.ai.

use crate::webhooks::chat::{AppMention, Envelope, MessageEvent};
use crate::webhooks::mail::{Bounce, Delivered};
use crate::webhooks::shop::OrdersCreate;
use conscent::v2::PurchasePass;
use conscent::{Ack, BoxError, Delivery, Raw, State, Unrouted, conscent_handler};
use std::sync::{Arc, Mutex, PoisonError};

/// A log of what the handlers did.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn push(&self, line: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }

    /// The entries since the last call.
    #[must_use]
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The payload in an envelope, by the name of its event.
///
/// # Errors
/// The text is missing.
#[conscent_handler(types = crate::webhooks, event = "app_mention")]
pub fn mention(event: AppMention, State(log): State<Log>) -> Result<(), BoxError> {
    log.push(format!("mention {} bytes", event.require_text()?.len()));
    Ok(())
}

/// A group of events.
#[conscent_handler(types = crate::webhooks, event = "message.*")]
pub fn message(event: MessageEvent, State(log): State<Log>) {
    log.push(format!("{}: drift at {} places", event.name(), event.drift().len()));
}

/// The whole envelope of an event. Its type determines the event.
#[conscent_handler]
pub fn deleted(event: Envelope<crate::webhooks::chat::MessageDeleted>, State(log): State<Log>) {
    log.push(format!("deleted {:?}", event.event_id().map(str::len)));
}

/// An event whose name has a slash.
///
/// # Errors
/// The price is missing.
#[conscent_handler(types = crate::webhooks, event = "orders/create")]
pub fn order(event: OrdersCreate, State(log): State<Log>) -> Result<(), BoxError> {
    log.push(format!("order for {}", event.require_total_price()?));
    Ok(())
}

/// An event that no sample documents. Its api has to be given, because several apis name their events.
#[conscent_handler(types = crate::webhooks, api = "shop", raw_event = "carts/update")]
pub fn cart(raw: Raw, State(log): State<Log>) {
    log.push(format!("cart of {} bytes", raw.len()));
}

/// A delivery of a batch.
#[conscent_handler(types = crate::webhooks, event = "delivered")]
pub fn delivered(_event: Delivered, delivery: Delivery, State(log): State<Log>) {
    log.push(format!("delivered, {} bytes", delivery.body().len()));
}

/// Another delivery of a batch, whose handler can fail.
///
/// # Errors
/// The status is missing.
#[conscent_handler(types = crate::webhooks, event = "bounce")]
pub fn bounce(event: Bounce, State(log): State<Log>) -> Result<(), BoxError> {
    log.push(format!("bounce {}", event.require_status()?));
    Ok(())
}

/// Conscent.ai's, in the same program.
#[conscent_handler(event = "purchase.pass")]
pub fn pass(_event: PurchasePass, State(log): State<Log>) {
    log.push("pass".to_owned());
}

/// Everything else.
#[conscent_handler(fallback)]
pub fn other(delivery: Delivery, why: Unrouted, State(log): State<Log>) -> Ack {
    log.push(format!("{} {:?}: {why}", delivery.api(), delivery.event()));
    Ack::OK
}

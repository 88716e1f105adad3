//! Handlers to test. The tests are in `tests/handlers.rs`.
//!
//! ```sh
//! cargo test -p testing-example
//! ```

use std::sync::{Arc, Mutex, PoisonError};

use conscent::v2::PurchasePass;
use conscent::{Ack, Auth, BoxError, Door, Router, State, Unrouted, conscent_handler, handlers};

/// The booked purchases. A real program would have a database.
#[derive(Clone, Debug, Default)]
pub struct Books(Arc<Mutex<Vec<String>>>);

impl Books {
    fn add(&self, line: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }

    /// The lines so far.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

// ANCHOR: handler
/// Books a pass.
///
/// # Errors
/// The event has no purchase, or the purchase has no id or no price.
#[conscent_handler(event = "purchase.pass")]
pub fn on_pass(event: PurchasePass, State(books): State<Books>) -> Result<(), BoxError> {
    let purchase = event.require_purchase()?;
    books.add(format!("{} {}", purchase.require_id()?, purchase.require_price()?));
    Ok(())
}
// ANCHOR_END: handler

#[conscent_handler(fallback)]
fn other(why: Unrouted, State(books): State<Books>) -> Ack {
    books.add(format!("not handled: {why}"));
    Ack::OK
}

/// The router of the program.
///
/// # Errors
/// Two handlers are registered for the same event.
pub fn router(books: Books) -> Result<Router, BoxError> {
    Ok(Router::with_fallback(other).state(books).handlers(handlers![on_pass]).build()?)
}

/// The endpoint of the program.
///
/// # Errors
/// A credential is empty.
pub fn endpoint(books: Books, key: &str, secret: &str) -> Result<Door, BoxError> {
    Ok(Door::new(router(books)?, Auth::basic(key, secret)?))
}

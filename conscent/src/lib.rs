//! Typed webhooks of [Conscent.ai](https://conscent.ai): one crate to add, a function for each event.
//!
//! ```
//! use conscent::v2::{PurchaseBundle, PurchaseEvent};
//! use conscent::{Ack, BoxError, Delivery, Raw, Router, State, Unrouted, conscent_handler, handlers};
//!
//! #[derive(Clone)]
//! struct Db;
//!
//! impl Db {
//!     async fn grant(&self, purchase: &str) -> Result<(), std::io::Error> {
//!         println!("granted {purchase}");
//!         Ok(())
//!     }
//! }
//!
//! #[conscent_handler(event = "purchase.bundle")] // checked by the compiler, and so is the type below
//! async fn on_bundle(event: PurchaseBundle, State(db): State<Db>) -> Result<(), BoxError> {
//!     let purchase = event.purchase().ok_or("no purchase")?;
//!     db.grant(purchase.require_id()?).await?;
//!     Ok(())
//! }
//!
//! #[conscent_handler(event = "purchase.*")] // all other purchases
//! fn any_purchase(event: PurchaseEvent) {
//!     println!("{}: {} fields are new", event.name(), event.drift().len());
//! }
//!
//! #[conscent_handler(fallback)] // everything else
//! async fn other(raw: Raw, why: Unrouted) -> Ack {
//!     println!("{} bytes: {why}", raw.len());
//!     Ack::OK
//! }
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let router = Router::with_fallback(other).state(Db).handlers(handlers![on_bundle, any_purchase]).build()?;
//!
//! let body = r#"{"event": "purchase.bundle", "payload": {"purchase": {"_id": "65e5a257"}}}"#;
//! let delivery = Delivery::parse(body.into(), &http::HeaderMap::new())?;
//! assert_eq!(router.dispatch(delivery).await?, Ack::OK);
//! # Ok(())
//! # }
//! # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
//! # assert!(matches!(std::pin::pin!(example()).poll(&mut context), std::task::Poll::Ready(Ok(()))));
//! ```
//!
//! Every JSON object decodes and encodes back to an equal value. Each field has two accessors: `price()` gives an `Option`,
//! and `require_price()` a `Result`, whose error says what arrived instead. Anything undocumented is kept, and `drift()`
//! reports it; an event that no sample documents still has a typed envelope, and the keys that payloads share. `Debug`
//! shows no content, `debug_unredacted()` does. Every delivery reaches a handler or the fallback, and
//! [observers](Builder::observe) see its outcome.
//!
//! | feature | what it adds |
//! |---|---|
//! | `samples` | `samples`: the documented payloads, as text and typed |
//! | `test` | `test`: the documented payloads as deliveries and requests, for tests of handlers |
//! | `jiff`, `chrono`, `time` | `Timestamp::to_jiff`, `to_chrono`, `to_time` |
//! | `decimal` | `Number::to_decimal` and `Decimal::to_decimal` |
//! | `schemars` | `JsonSchema` for every type, of the crate `schemars` 1 |
//! | `axum` | `axum`: routes |
//! | `actix` | `actix`: routes for `actix-web` |
//! | `lambda` | `lambda`: AWS Lambda |
//! | `tower` | [`Door`] is a `tower` service, for every other server |
//! | `capture` | `capture`: a file of the deliveries that go beyond the samples, redacted by `redact` |
//! | `metrics` | counters of deliveries by event and outcome, with durations, of rejected requests and of captures; see `observe` |
//! | `tracing` | a span around each delivery, and an event for each rejected request; see `observe` |

// Input must never cause a panic. Tests may fail anywhere, so this is not a lint of the workspace.
#![warn(clippy::panic, clippy::unwrap_used)]

#[cfg(any(feature = "actix", feature = "tower"))]
mod adapter;
pub mod auth;
#[cfg(feature = "capture")]
pub mod capture;
mod delivery;
pub mod door;
#[cfg(any(feature = "metrics", feature = "tracing"))]
pub mod observe;
#[cfg(feature = "capture")]
pub mod redact;
mod router;
mod telemetry;
#[cfg(feature = "test")]
pub mod test;

#[cfg(feature = "actix")]
pub use adapter::actix;
#[cfg(feature = "axum")]
pub use adapter::axum;
#[cfg(feature = "lambda")]
pub use adapter::lambda;
pub use auth::Auth;
pub use conscent_macros::conscent_handler;
pub use conscent_types::*;
pub use delivery::{Delivery, Meta, ParseError};
pub use door::Door;
pub use router::{
    Ack, BoxError, BuildError, Builder, Failure, Handler, HandlerError, Outcome, Raw, Router, State, Unrouted,
};

/// The items that the attribute and [`handlers!`] expand to. They are not a public interface.
#[doc(hidden)]
pub mod __private {
    pub use crate::router::expansion::*;
    pub use crate::{Delivery, Handler};
    pub use conscent_macros::handlers;
    pub use conscent_types::{Incoming, Undecodable};
}

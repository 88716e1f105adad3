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
//!     db.grant(purchase.id()?).await?;
//!     Ok(())
//! }
//!
//! #[conscent_handler(event = "purchase.*")] // all other purchases
//! fn any_purchase(event: PurchaseEvent) {
//!     println!("{}: {} fields are new", event.name(), event.drift().len());
//! }
//!
//! #[conscent_handler(fallback)] // whatever else arrives
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
//! Every JSON object decodes and encodes back to an equal value. What the documentation did not show is kept, and told by `drift()`.
//! Every delivery reaches a handler or the fallback, and [observers](Builder::observe) see what became of it.
//!
//! | feature | what it adds |
//! |---|---|
//! | `samples` | `samples`: the documented payloads, as text and typed |
//! | `test` | `test`: the documented payloads as deliveries and requests, for tests of handlers |
//! | `jiff`, `chrono`, `time` | `Timestamp::to_jiff`, `to_chrono`, `to_time` |
//! | `decimal` | `Number::to_decimal` |
//! | `schemars` | `JsonSchema` for every type, of the crate `schemars` 1 |
//! | `axum` | `axum`: routes |
//! | `actix` | `actix`: routes for `actix-web` |
//! | `lambda` | `lambda`: AWS Lambda |
//! | `tower` | [`Door`] is a `tower` service, for every other server |
//! | `capture` | `capture`: a file of the deliveries that the samples do not explain, redacted by `redact` |
//! | `metrics` | counters: of deliveries by event and outcome, with times; of refusals, of captures; see `observe` |
//! | `tracing` | a span around each delivery, and an event for each request that is refused; see `observe` |

mod ack;
#[cfg(any(feature = "actix", feature = "tower"))]
mod adapter;
pub mod auth;
#[cfg(feature = "capture")]
pub mod capture;
mod delivery;
pub mod door;
mod error;
mod fallback;
mod handler;
mod meta;
#[cfg(any(feature = "metrics", feature = "tracing"))]
pub mod observe;
mod outcome;
mod parameter;
#[cfg(feature = "capture")]
pub mod redact;
mod report;
mod router;
mod span;
mod state;
#[cfg(feature = "test")]
pub mod test;
mod unrouted;

pub use ack::{Ack, BoxError};
#[cfg(feature = "actix")]
pub use adapter::actix;
#[cfg(feature = "axum")]
pub use adapter::axum;
#[cfg(feature = "lambda")]
pub use adapter::lambda;
pub use auth::Auth;
pub use conscent_macros::conscent_handler;
pub use conscent_types::*;
pub use delivery::Delivery;
pub use door::Door;
pub use error::{BuildError, Failure, HandlerError, ParseError};
pub use handler::Handler;
pub use meta::Meta;
pub use outcome::Outcome;
pub use parameter::Raw;
pub use router::{Builder, Router};
pub use state::State;
pub use unrouted::Unrouted;

/// What the attribute and [`handlers!`] expand to. Nothing in it is for people.
#[doc(hidden)]
pub mod __private {
    pub use crate::Delivery;
    pub use crate::ack::is_reply;
    pub use crate::handler::{Handle, Handler, Route, Running, Taken, check, running, taken};
    pub use crate::parameter::Parameter;
    pub use conscent_macros::handlers;
    pub use conscent_types::{Incoming, Undecodable};
}

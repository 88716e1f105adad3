//! Typed webhooks of [Conscent.ai](https://conscent.ai): one crate to add.
//!
//! ```
//! use conscent::v2::AnyEvent;
//!
//! let body = br#"{"event": "purchase.bundle", "payload": {"purchase": {"price": 899, "type": "GIFT"}}}"#;
//! let event = AnyEvent::decode("purchase.bundle", body)?;
//!
//! if let AnyEvent::PurchaseBundle(bundle) = &event {
//!     let purchase = bundle.payload()?.purchase().ok_or("no purchase")?;
//!     assert_eq!(purchase.price()?.as_i64(), Some(899));
//!     assert!(purchase.buying_price().is_err()); // every sample has it, this body does not
//! }
//! assert_eq!(event.drift().len(), 1); // GIFT is a type of purchase that no sample has
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Every JSON object decodes and encodes back to an equal value. What the documentation did not show is kept, and told by `drift()`.
//!
//! | feature | what it adds |
//! |---|---|
//! | `samples` | `samples`: the documented payloads, as text and typed |
//! | `jiff`, `chrono`, `time` | `Timestamp::to_jiff`, `to_chrono`, `to_time` |
//! | `decimal` | `Number::to_decimal` |
//! | `axum` | `axum`: routes |
//! | `actix` | `actix`: routes for `actix-web` |
//! | `lambda` | `lambda`: AWS Lambda |
//! | `tower` | [`Door`] is a `tower` service, for every other server |

mod ack;
#[cfg(any(feature = "actix", feature = "tower"))]
mod adapter;
pub mod auth;
mod delivery;
pub mod door;
mod error;
mod fallback;
mod handler;
mod meta;
mod outcome;
mod parameter;
mod router;
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
    pub use crate::ack::{Reply, is_reply};
    pub use crate::handler::{Handle, Handler, Route, Running, Taken, taken};
    pub use crate::parameter::Parameter;
    pub use conscent_macros::handlers;
    pub use conscent_types::{Incoming, Undecodable};
}

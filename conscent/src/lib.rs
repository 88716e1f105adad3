//! Typed webhooks: add one crate, and write a function for each event. The crate has the types of
//! [Conscent.ai](https://conscent.ai)'s webhooks, and receives the webhooks of [any vendor](#another-vendor).
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
//! #[conscent_handler(event = "purchase.bundle")] // the compiler checks this name, and the type below
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
//! Every JSON object decodes, and encodes back to an equal value. Each field has two accessors: `price()` returns an
//! `Option`, and `require_price()` a `Result`, whose error says what arrived instead. Undocumented data is kept, and
//! `drift()` reports it. An undocumented event still has a typed envelope, and the keys that all payloads share.
//! `Debug` shows no content; `debug_unredacted()` does. Every delivery reaches a handler or the fallback, and
//! [observers](Builder::observe) see its outcome.
//!
//! # Another vendor
//!
//! `conscent generate`, or the builder of `conscent-codegen` in a build script, generates types from documented
//! payloads. Each api is a module with a descriptor, `API`, which says where a delivery names its event, where its
//! payload is, and how it is signed.
//!
//! ```text
//! #[conscent_handler(types = github_types, event = "pull_request.opened")]
//! async fn opened(event: github_types::github::PullRequestOpened) -> Result<(), BoxError> { … }
//!
//! let auth = Auth::signature(Scheme::GITHUB, secret)?;
//! let door = Door::of(&github_types::github::API, router, auth);
//! ```
//!
//! The folder `examples/github` of the repository contains such a receiver. Without the default feature `types`, the
//! types of Conscent.ai are not compiled.
//!
//! # Features
//!
//! | feature | adds |
//! |---|---|
//! | `types` (default) | the types of Conscent.ai's webhooks, and shorthands for its apis |
//! | `samples` | `samples`: the documented payloads, as text and as types |
//! | `test` | `test`: the documented payloads as deliveries and requests, for tests of handlers |
//! | `jiff`, `chrono`, `time` | `Timestamp::to_jiff`, `to_chrono`, `to_time` |
//! | `decimal` | `Number::to_decimal` and `Decimal::to_decimal` |
//! | `schemars` | `JsonSchema` for every type, with `schemars` 1 |
//! | `axum` | `axum`: routes |
//! | `actix` | `actix`: routes for `actix-web` |
//! | `lambda` | `lambda`: AWS Lambda |
//! | `tower` | [`Door`] is a `tower` service, for every other server |
//! | `serve` | `serve`: a server for `axum` and other `tower` services, which slow senders cannot block |
//! | `capture` | `capture`: captures deliveries that go beyond the samples into a file, redacted by `redact` |
//! | `metrics` | counters and durations of deliveries by event and outcome, and counters of rejected requests and of captures; see `observe` |
//! | `tracing` | a span around each delivery, and events for rejected requests and failed deliveries; see `observe` |

#![cfg_attr(docsrs, feature(doc_cfg))]
// Input must never cause a panic. This is not a workspace lint, because tests may panic.
#![warn(clippy::panic, clippy::unwrap_used)]

// docs.rs enables all features. Without this `cfg`, it shows for each adapter only the feature of that adapter, and not
// also the features of this module.
#[cfg_attr(not(docsrs), cfg(any(feature = "actix", feature = "tower")))]
mod adapter;
pub mod auth;
#[cfg(feature = "capture")]
pub mod capture;
pub mod delivery;
pub mod door;
#[cfg(feature = "types")]
mod facade;
#[cfg(any(feature = "metrics", feature = "tracing"))]
pub mod observe;
#[cfg(feature = "capture")]
pub mod redact;
mod router;
#[cfg(feature = "serve")]
pub mod serve;
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
pub use conscent_core::{
    Api, ChangeError, ChangedSample, Decimal, DecodeError, Drift, DriftKind, EpochMillis, EpochSeconds, Event,
    Fidelity, Field, FieldError, Id, Incoming, Json, Kind, Naming, NotFinite, Number, Object, OpenEnum, Payload,
    Sample, Timestamp, TimestampError, TypedSample, Undecodable, UnknownEvent, decode, signature, unrepresentable,
};
/// Makes a function the handler of an event. The compiler checks the event's name and its type.
///
/// ```
/// use conscent::v2::{PurchaseEvent, PurchasePass};
/// use conscent::{Ack, BoxError, Meta, Raw, Unrouted, conscent_handler};
///
/// #[conscent_handler(event = "purchase.pass")]
/// async fn on_pass(event: PurchasePass, meta: Meta) -> Result<(), BoxError> {
///     println!("{} at {:?}", event.require_purchase()?.require_id()?, meta.received_at());
///     Ok(())
/// }
///
/// #[conscent_handler] // the type determines the event: here, all other purchases
/// fn any_purchase(event: PurchaseEvent) {
///     println!("{}", event.name());
/// }
///
/// #[conscent_handler(raw_event = "gift.sent")] // no sample documents it
/// fn gift(raw: Raw) -> Ack {
///     println!("{} bytes", raw.len());
///     Ack::ACCEPTED
/// }
///
/// #[conscent_handler(fallback)]
/// fn other(why: Unrouted) {
///     println!("{why}");
/// }
/// # let router = conscent::Router::with_fallback(other).handlers(conscent::handlers![on_pass, any_purchase, gift]);
/// # assert_eq!(router.build()?.registered_events(), ["gift.sent", "purchase.*", "purchase.pass"]);
/// # Ok::<(), BoxError>(())
/// ```
///
#[doc(inline)]
pub use conscent_macros::conscent_handler;
#[cfg(feature = "types")]
pub use conscent_types::*;
pub use delivery::{Delivery, Meta, ParseError};
pub use door::Door;
pub use router::{
    Ack, BoxError, BuildError, Builder, Failure, FromDeliveryParts, Handler, HandlerError, Outcome, Raw, Router, State,
    Unrouted, unhandled,
};

/// The items that the attribute and [`handlers!`] expand to. They are not a public interface.
#[doc(hidden)]
pub mod __private {
    pub use crate::router::expansion::*;
    pub use crate::{Delivery, Handler};
    pub use conscent_core::{Incoming, Undecodable};
    pub use conscent_macros::{handler, handlers};
}

/// The table of events of this crate without its types, which is empty: handlers name the crate of their types.
#[cfg(not(feature = "types"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __events {
    ({ $($callback:tt)+ } $($input:tt)*) => {
        $($callback)+! { {} $($input)* }
    };
}

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

pub use conscent_types::*;

//! A durable inbox for webhooks. Each delivery is stored and synced before it is acknowledged, and retried until its
//! handler succeeds. Duplicates are not run again.
//!
//! ```no_run
//! use conscent::serve::Server;
//! use conscent::v2::PurchasePass;
//! use conscent::{Auth, BoxError, Door, Router, conscent_handler, handlers, unhandled};
//! use conscent_inbox::{Inbox, Sqlite, Tx, sqlx};
//!
//! /// The row is committed together with the mark that this delivery is done. If the program is killed before the commit,
//! /// there is no row, and the delivery is handled again. If it is killed after the commit, it is not handled again.
//! #[conscent_handler(event = "purchase.pass")]
//! async fn on_pass(event: PurchasePass, mut tx: Tx<Sqlite>) -> Result<(), BoxError> {
//!     let purchase = event.require_purchase()?;
//!     sqlx::query("INSERT INTO pass (id, price) VALUES ($1, $2)")
//!         .bind(purchase.require_id()?)
//!         .bind(purchase.require_buying_price()?.as_f64())
//!         .execute(tx.conn().await?)
//!         .await?;
//!     Ok(())
//! }
//!
//! #[tokio::main]
//! async fn main() -> Result<(), BoxError> {
//!     let inbox = Inbox::open("sqlite://inbox.db").await?;
//!     sqlx::raw_sql("CREATE TABLE IF NOT EXISTS pass (id TEXT NOT NULL, price REAL)")
//!         .execute(&sqlx::SqlitePool::connect("sqlite://inbox.db").await?)
//!         .await?;
//!
//!     // A delivery that fails is retried. In the end it is a dead letter, which `conscent inbox` shows.
//!     let router = Router::with_fallback(unhandled).handlers(handlers![on_pass]).build()?;
//!     let door = inbox.receive(Door::new(router, Auth::basic("key", "secret")?))?; // stores, responds 202, and runs the router
//!     Server::new().run("127.0.0.1:3000", door).await?;
//!     inbox.stop().await; // finishes the running deliveries, or gives them back
//!     Ok(())
//! }
//! ```
//!
//! | task | where |
//! |---|---|
//! | open a database; set the keys of duplicates and of order, retention, encryption | [`Inbox::open`], [`Options`], [`Retention`], [`Keys`] |
//! | store deliveries instead of handling them | [`Inbox::receive`], [`Inbox::store_only`], [`Inbox::store`] |
//! | handle deliveries, with back-off, dead letters and shutdown | [`worker`] |
//! | write effects exactly once | [`Tx`] |
//! | list, retry and drop stored deliveries | [`Inbox::list`], [`Inbox::retry`], [`Inbox::drop`] |
//! | find and erase the data of a person | [`Filter::containing`], [`Inbox::erase`] |
//! | observe metrics, spans and log events; add a readiness route | [`telemetry`], [`Inbox::health`] |
//!
//! # The states of a delivery
//!
//! ```text
//!         stored              claimed                 handled
//! (none) -------> waiting -------------> running -----------------> done --7 days--> no body --30 days--> (none)
//!                  ^   ^                  |   |                       ^
//!                  |   +-- failed, lost --+   | the last attempt      | dropped: the key stays
//!                  |                          v                       |
//!                  +------- retried -------- dead ---------------------+
//! ```
//!
//! A duplicate is acknowledged and changes nothing, unless the original is in the state "(none)".
//!
//! # Guarantees, and the effects of a crash
//!
//! | when the process or the machine stops | what exists | what happens next |
//! |---|---|---|
//! | before the commit that stores the delivery | nothing, and no response | the sender sends it again, if it retries at all |
//! | after that commit, before the response | a waiting delivery | it is handled; its repetition is a duplicate |
//! | after the claim | a delivery with a lease | a worker takes it when the lease has expired; the attempt counts |
//! | while a handler has its [`Tx`] open | the same: the transaction is rolled back | the same |
//! | after the commit of the [`Tx`] | the effect and the mark together | nothing more |
//! | after a handler without [`Tx`], before the mark | the effect, but no mark | it is handled again |
//!
//! `tests/crash.rs` kills receivers and workers at random moments, and checks these guarantees.
//!
//! # Personal data
//!
//! Bodies are stored unredacted. The crate's README lists what protects them.

#![cfg_attr(docsrs, feature(doc_cfg))]
// Input must never cause a panic. This is not a workspace lint, because tests may panic.
#![warn(clippy::panic, clippy::unwrap_used)]

#[cfg(not(any(feature = "sqlite", feature = "postgres")))]
compile_error!("conscent-inbox needs the feature `sqlite` or `postgres`");

mod database;
mod deliveries;
mod error;
mod failure;
mod headers;
mod health;
mod inbox;
mod keys;
mod open;
mod operation;
mod options;
mod row;
pub mod telemetry;
pub mod tx;
pub mod worker;
mod writer;

pub use deliveries::{BrokenRow, Count, Erase, Erased, Filter, State, Stats, StoredDelivery, Unreadable};
pub use error::{Error, OpenError};
pub use failure::{GiveUp, RetryAfter};
pub use health::{Health, HealthLimits};
pub use inbox::{Inbox, Stored};
pub use keys::{KeyError, Keys, KeysError};
pub use options::{Options, Retention};
pub use sqlx;
#[cfg(feature = "postgres")]
pub use sqlx::Postgres;
#[cfg(feature = "sqlite")]
pub use sqlx::Sqlite;
pub use tx::{Tx, TxError, test};
pub use worker::{SetupError, Worker};

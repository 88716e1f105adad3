//! The door: alone, and in each adapter over real sockets. The assertions are in `rows`, `broken` and `anything`. The
//! other modules support them.

#![allow(clippy::panic, reason = "clippy.toml allows panics in tests, but not in the functions that they call")]

mod anything;
mod order;
mod receiver;
mod rows;
mod store;

#[cfg(feature = "actix")]
mod actix;
#[cfg(feature = "axum")]
mod axum;
#[cfg(any(feature = "actix", feature = "serve", feature = "tower"))]
mod broken;
#[cfg(any(feature = "actix", feature = "serve", feature = "tower"))]
mod client;
#[cfg(feature = "lambda")]
mod lambda;
#[cfg(feature = "axum")]
mod load;
#[cfg(feature = "serve")]
mod serve;
#[cfg(feature = "tower")]
mod tower;

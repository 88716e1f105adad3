//! The runtime's behaviour, on types written as the generator writes them.
//!
//! Run these tests a second time with `--features serde_json/arbitrary_precision`: any crate in a user's build can
//! enable it.

mod change;
mod drift;
mod epoch;
mod errors;
mod event;
mod field;
mod law;
mod macros;
mod nesting;
mod payload;
mod redact;
mod repair;
mod sample;
mod scalar;
mod text;
mod types;
mod view;

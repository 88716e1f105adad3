//! The runtime's behaviour, on types written as the generator writes them.
//!
//! Run these tests a second time with `--features serde_json/arbitrary_precision`: any crate of a user's build can switch it on.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod drift;
mod errors;
mod event;
mod field;
mod law;
mod macros;
mod nesting;
mod redact;
mod scalar;
mod text;
mod types;

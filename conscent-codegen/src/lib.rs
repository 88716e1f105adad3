//! Documented webhook samples in, a typed and lossless Rust crate out.

pub mod correct;
pub mod diagnostic;
pub mod hint;
pub mod import;
mod input;
pub mod page;
pub mod sample;
pub mod shape;

//! The code that the page shows for an event, compiled: with the types of `conscent`, of a generated crate, and of a
//! build script.
#![allow(
    dead_code,
    clippy::print_stdout,
    clippy::unused_async,
    reason = "the page shows code to start from, which is not called here"
)]

mod of_conscent;
mod of_crate;
mod of_module;

//! The law of import: each JSON-like text of a page is taken, or listed with its line and the reason. `pages` generates
//! pages with a known result; `anything` generates any pages at all.
#![allow(clippy::panic, reason = "a test reports its failures by panicking")]

mod anything;
#[path = "../conscent/mod.rs"]
mod conscent;
mod pages;
mod planted;

//! The law of import: each JSON-like text of a page is taken, or it is named with its line and the reason. `pages` has generated pages
//! of which it is known what has to come out, `anything` any pages at all.
#![allow(clippy::panic, reason = "a test reports its failures by panicking")]

mod anything;
#[path = "../conscent/mod.rs"]
mod conscent;
mod pages;
mod planted;

//! The effect of one `cargo build` on samples: cargo itself runs on a copy of this workspace.
//!
//! The copy keeps its target folder from run to run, so only the first run builds the generator's dependencies.

mod book;
mod build;
mod history;
mod learn;
mod readme;
mod receiver;
mod workspace;

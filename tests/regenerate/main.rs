//! What one `cargo build` makes of samples: cargo itself, run on a copy of this workspace.
//!
//! The copy keeps its target folder from run to run, so that only the first one builds the generator's dependencies.

mod build;
mod history;
mod learn;
mod readme;
mod receiver;
mod workspace;

//! Captures: the lines that they write, when they write them, and how the file changes.
#![cfg(all(feature = "capture", feature = "samples"))]

mod attempts;
mod bodies;
mod lines;
#[cfg(unix)]
mod permissions;
#[cfg(unix)]
mod processes;
mod support;
#[cfg(unix)]
mod waiting;

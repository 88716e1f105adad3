//! Captures: what they write, when, and what becomes of the file.
#![cfg(all(feature = "capture", feature = "samples"))]

mod attempts;
mod lines;
#[cfg(unix)]
mod permissions;
#[cfg(unix)]
mod processes;
mod support;
#[cfg(unix)]
mod waiting;

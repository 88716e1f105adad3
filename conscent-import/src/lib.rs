//! Documentation pages and captured deliveries in, a samples folder out.
//!
//! [`plan`] reads the files and decides what to write, and [`apply`] writes it. Nothing is written while any file has
//! an error. A caller checks [`Plan::is_change`] between the two, and shows the user what has changed on a page.
//!
//! | module | what it does |
//! |---|---|
//! | `plan` | files to a plan, with all errors; and a plan to files |
//! | `sample` | one payload to one sample, with the checks on both |
//! | [`page`] | a page to payloads |
//! | `capture` | captured deliveries to payloads |
//! | `write` | one planned file, compared with the file that is there |
//! | `site` | what the pages of one vendor have in common, as data: [`Site`] |

// Input must never cause a panic. Tests may fail anywhere, so this is not a lint of the workspace.
#![warn(clippy::panic, clippy::unwrap_used)]

mod capture;
pub mod page;
mod plan;
mod sample;
mod site;
mod write;

pub use capture::{Body, CaptureLine, Redact};
pub use plan::{Options, Plan, apply, plan};
pub use site::Site;
pub use write::{Action, Write};

/// Compiles and runs the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

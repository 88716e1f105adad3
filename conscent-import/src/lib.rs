//! Documentation pages and captured deliveries in, a samples folder out.
//!
//! [`plan`] reads the files and decides what to write, and [`apply`] writes it. A caller checks [`Plan::is_change`] between the two, and
//! shows the user what has changed on a page. Each JSON-like text of a page is taken, or is in [`Plan::left_out`] with its line and the
//! reason; what cannot be taken does not stop the rest.
//!
//! | module | what it does |
//! |---|---|
//! | `plan` | files to a plan, with all that is left out; and a plan to files |
//! | `page_id` | a path to the page that it is |
//! | `known` | the samples that were taken from pages before |
//! | `place` | the folder and the name of the sample that a payload becomes |
//! | `sample` | one payload to one sample, and whether the body agrees |
//! | [`decode`] | bytes to text |
//! | `capture` | captured deliveries to payloads |
//! | [`page`] | a page to payloads, by the stages that follow |
//! | `read`, `text`, `document` | a page to blocks of text and the scopes that they are in |
//! | `scan` | blocks to candidates: texts that look like JSON |
//! | `mend` | a candidate to JSON, or the reason why it is not JSON |
//! | `outline` | what is around a candidate: the labels of its scopes, and the lines above it |
//! | `frame` | what the top of the page says about all its candidates: a section and a title |
//! | `role` | what is not a payload: answers, requests, schemas, what a hint ignores |
//! | `name` | the api and the event of a payload, by evidence |
//! | `account` | why a text is not taken, and a net for what no stage saw |
//! | `write` | one planned file, compared with the file that is there |
//! | `site` | what the pages of one vendor have in common, as data: [`Site`] |

// Input must never cause a panic. Tests may fail anywhere, so this is not a lint of the workspace.
#![warn(clippy::panic, clippy::unwrap_used)]

mod account;
#[cfg(test)]
mod built;
mod capture;
pub mod decode;
mod document;
mod frame;
mod known;
mod mend;
mod name;
mod outline;
pub mod page;
mod page_id;
mod place;
mod plan;
mod read;
mod role;
mod sample;
mod scan;
mod site;
mod text;
mod write;

pub use account::{LeftOut, Why};
pub use capture::{Body, CaptureLine, Redact, Redacted};
pub use plan::{Options, Plan, apply, plan};
pub use site::{Answers, Ignore, Site};
pub use write::{Action, Write};

/// Compiles and runs the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

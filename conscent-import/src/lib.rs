//! Documentation pages and captured deliveries in, a samples folder out.
//!
//! [`plan`] reads the files and decides what to write, and [`apply`] writes it. Between the two, check
//! [`Plan::is_change`], and show the user what has changed on a page. Each JSON-like text of a page is taken, or listed
//! in [`Plan::left_out`] with its line and the reason. A text that cannot be taken does not stop the rest.
//!
//! | module | purpose |
//! |---|---|
//! | `plan` | converts files to a plan, lists all that is left out, and writes the plan |
//! | `page_id` | identifies a page by its path |
//! | `known` | lists the samples that were taken from pages before |
//! | `place` | chooses the folder and the name of a payload's sample |
//! | `sample` | converts a payload to a sample, and checks that the body agrees |
//! | [`decode`] | converts bytes to text |
//! | `capture` | converts captured deliveries to payloads |
//! | `shape` | reads shape files, and finds the API and the event of each |
//! | [`page`] | converts a page to payloads, with the stages below |
//! | `read`, `text`, `document` | convert a page to blocks of text in scopes |
//! | `scan` | finds candidates in blocks: texts that look like JSON |
//! | `mend` | converts a candidate to JSON, or finds the reason why it is not JSON |
//! | `outline` | finds the context of a candidate: the labels of its scopes, and the lines above it |
//! | `frame` | reads the top of the page for all its candidates: a section and a title |
//! | `role` | recognizes texts that are not payloads: responses, requests, schemas, texts that a hint ignores |
//! | `name` | finds the API and the event of a payload, by evidence |
//! | `account` | explains why a text is not taken, and finds texts that no stage saw |
//! | `write` | compares a planned file with the existing file |
//! | `site` | describes the pages of one vendor, as data: [`Site`] |

// Input must never cause a panic. Tests may panic anywhere, so this lint is not in the workspace's table.
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
mod shape;
mod site;
mod text;
mod write;

pub use account::{LeftOut, Why};
pub use capture::{Body, CaptureLine, Redact, Redacted};
pub use plan::{Options, Plan, apply, plan};
pub use shape::ImportedShape;
pub use site::{Answers, Ignore, Site};
pub use write::{Action, Write};

/// Compiles and runs the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

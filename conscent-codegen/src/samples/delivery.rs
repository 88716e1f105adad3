//! `[delivery]` in `hints.toml`: how webhooks are delivered, which no payload shows.

use crate::diagnostic::{Diagnostic, Diagnostics, Location};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What OpenAPI and AsyncAPI documents say besides the schemas.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Delivery {
    /// What the webhooks are called; the name of the crate when absent.
    pub title: Option<String>,
    /// Whether each request has HTTP Basic credentials.
    pub basic: bool,
    /// The header that proves who sent a body.
    pub signature: Option<Signature>,
    /// What receivers answer: a text for each HTTP status (`200`).
    pub answers: BTreeMap<String, String>,
}

/// A header that is computed from the body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Its name.
    pub header: String,
    /// What it holds, and when it is sent.
    pub description: String,
}

impl Delivery {
    /// Refuses what the documents cannot say.
    pub(super) fn check(&self, location: &Location) -> Result<(), Diagnostics> {
        let wrong = |what: String, why: &str| location.clone().error(what, why);
        let is_blank = |text: &str| text.trim().is_empty();
        let mut errors: Vec<Diagnostic> = Vec::new();
        if self.title.as_deref().is_some_and(is_blank) {
            errors.push(wrong("no title".into(), "write what the webhooks are called, or leave `title` out"));
        }
        if let Some(Signature { header, description }) = &self.signature {
            if !is_header(header) {
                let why = "a header's name has letters, digits and - only";
                errors.push(wrong(format!("{header:?} is not a header"), why));
            }
            if is_blank(description) {
                errors.push(wrong("no description of the signature".into(), "say in `description` what it holds"));
            }
        }
        for (status, answer) in &self.answers {
            if !is_status(status) {
                errors.push(wrong(
                    format!("{status:?} is not an HTTP status"),
                    "answers are given by their status: 200, 404, …",
                ));
            } else if is_blank(answer) {
                errors.push(wrong(format!("answer {status} without a text"), "say when receivers give it"));
            }
        }
        errors.into_iter().collect::<Diagnostics>().into_result()
    }
}

fn is_header(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_status(text: &str) -> bool {
    matches!(text.as_bytes(), [b'1'..=b'5', rest @ ..] if rest.len() == 2 && rest.iter().all(u8::is_ascii_digit))
}

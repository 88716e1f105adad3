//! `[delivery]` in `hints.toml`: how webhooks are delivered. Payloads do not show this.

mod id;
mod signature;

pub use id::{IdHint, Ids};
pub use signature::{Encoding, Scheme, SecretForm, Signature, TimestampSource};

use crate::diagnostic::{Diagnostic, Diagnostics, Location};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// How webhooks are delivered: what OpenAPI and AsyncAPI documents contain besides the schemas, and how requests are
/// signed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Delivery {
    /// The title of the webhooks. Defaults to the name of the crate.
    pub title: Option<String>,
    /// Whether each request has HTTP Basic credentials.
    pub basic: bool,
    /// How requests are signed.
    pub signature: Option<Signature>,
    /// The answers of receivers: a text for each HTTP status (`200`).
    pub answers: BTreeMap<String, String>,
    /// The status that acknowledges a delivery that is stored now and handled later. `None`: 202.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<u16>,
}

impl Delivery {
    /// The status that acknowledges a delivery that is stored now and handled later.
    #[must_use]
    pub fn accepted(&self) -> u16 {
        self.accepted.unwrap_or(202)
    }
}

/// `[delivery]` as it is written.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Entry {
    title: Option<String>,
    basic: bool,
    signature: Option<signature::Entry>,
    answers: BTreeMap<String, String>,
    accepted: Option<i64>,
    pub(super) id: id::Entry,
}

impl Entry {
    /// Rejects values that the documents cannot express, and signatures that no receiver could verify.
    pub(super) fn delivery(self, location: &Location) -> Result<Delivery, Diagnostics> {
        let Self { title, basic, signature, answers, accepted, id: _ } = self;
        let wrong = |what: String, why: &str| location.clone().error(what, why);
        let mut errors: Vec<Diagnostic> = Vec::new();
        if title.as_deref().is_some_and(is_blank) {
            errors.push(wrong("no title".into(), "write what the webhooks are called, or leave `title` out"));
        }
        let signature =
            signature.and_then(|entry| entry.signature(location).map_err(|wrong| errors.extend(wrong)).ok());
        for (status, answer) in &answers {
            if !is_status(status) {
                errors.push(wrong(
                    format!("{status:?} is not an HTTP status"),
                    "the key of an answer is its status: 200, 404, …",
                ));
            } else if is_blank(answer) {
                errors.push(wrong(format!("answer {status} without a text"), "say when receivers give it"));
            }
        }
        let status = |status: i64| u16::try_from(status).ok().filter(|status| ACKNOWLEDGING.contains(status));
        if let Some(wrong_one) = accepted.filter(|accepted| status(*accepted).is_none()) {
            errors.push(wrong(
                format!("{wrong_one} does not acknowledge a delivery"),
                "`accepted` is a status from 200 to 299; leave it out for 202",
            ));
        }
        errors.into_iter().collect::<Diagnostics>().into_result()?;
        Ok(Delivery { title, basic, signature, answers, accepted: accepted.and_then(status) })
    }
}

/// The success statuses. A sender may repeat a delivery that gets any other answer.
const ACKNOWLEDGING: RangeInclusive<u16> = 200..=299;

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// The rule for names of headers, for error messages.
pub(super) const HEADER_RULE: &str = "a header's name has letters, digits, - and _ only";

pub(super) fn is_header(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

fn is_status(text: &str) -> bool {
    matches!(text.as_bytes(), [b'1'..=b'5', rest @ ..] if rest.len() == 2 && rest.iter().all(u8::is_ascii_digit))
}

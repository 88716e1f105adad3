//! `[delivery]` in `hints.toml`: how webhooks are delivered. Payloads do not show this.

mod id;
mod signature;

pub use id::{IdHint, Ids};
pub use signature::{Encoding, Scheme, SecretForm, Signature, TimestampSource};

use super::hints::Known;
use crate::diagnostic::Diagnostics;
use crate::table::Table;
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

/// `[delivery]`. Rejects values that the documents cannot express, and signatures that no receiver could verify. `known`
/// rejects the name of an API without a folder.
pub(super) fn delivery(mut table: Table<'_>, known: &Known<'_>) -> Result<(Delivery, Ids), Diagnostics> {
    let (title, basic) = (table.get::<String>("title"), table.get("basic").unwrap_or(false));
    if title.as_deref().is_some_and(is_blank) {
        table.error("title", "no title", "write what the webhooks are called, or leave `title` out");
    }
    let answers = table.table("answers").and_then(|answers| table.ok(self::answers(answers))).unwrap_or_default();
    let status = table.get::<i64>("accepted");
    let accepted = status.and_then(|status| u16::try_from(status).ok().filter(|status| ACKNOWLEDGING.contains(status)));
    if let (Some(wrong), None) = (status, accepted) {
        let help = "`accepted` is a status from 200 to 299; leave it out for 202";
        table.error("accepted", format!("{wrong} does not acknowledge a delivery"), help);
    }
    let signature = table.table("signature").and_then(|signature| table.ok(signature::signature(signature)));
    let ids = table.table("id").and_then(|id| table.ok(id::ids(id, known))).unwrap_or_default();
    table.finish(Some((Delivery { title, basic, signature, answers, accepted }, ids)))
}

/// The texts of answers, by their status.
fn answers(mut table: Table<'_>) -> Result<BTreeMap<String, String>, Diagnostics> {
    let mut answers = BTreeMap::new();
    for (status, [key, value], answer) in table.others::<String>() {
        let wrong = if !is_status(&status) {
            key.error(format!("{status:?} is not an HTTP status"), "the key of an answer is its status: 200, 404, …")
        } else if is_blank(&answer) {
            value.error(format!("answer {status} without a text"), "say when receivers give it")
        } else {
            answers.insert(status, answer);
            continue;
        };
        table.ok::<()>(Err(wrong));
    }
    table.finish(Some(answers))
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

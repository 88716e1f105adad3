//! `provenance.toml`: the page of the documentation, or the file of captures, that each sample comes from, and the source
//! of each shape. `import` maintains it.
//!
//! ```toml
//! ["v2/purchase.bundle/purchase-webhook.json"]
//! page = "purchase-webhook.txt"
//! line = 433
//! heading = "Purchase.bundle"
//!
//! ["v2/purchase.bundle/archive.shape"]
//! page = "archive.shape"
//! captured = true
//! documents = 1204118
//! ```

use super::{PROVENANCE, archive};
use crate::diagnostic::{Diagnostic, Location};
use crate::input;
use crate::interface::is_default;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use toml::Spanned;

/// The source of a payload: a page of the documentation, or a file of captured deliveries. Or the source of a shape.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The path of the page, or the name of the file of captures or of the shape.
    pub page: String,
    /// The line on which the payload starts, counted from 1. Shapes have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The heading above it: the documentation's name for the event, which only readers use. Captures have none.
    pub heading: Option<String>,
    /// Whether it is a captured delivery, not a payload from a page.
    #[serde(default, skip_serializing_if = "is_default")]
    pub captured: bool,
    /// Whether the import replaced personal data in it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub redacted: bool,
    /// How many documents a shape is about. Payloads have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documents: Option<u64>,
}

/// Whether a file holds captures, not a page, judged by its extension.
#[must_use]
pub fn is_capture(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("jsonl"))
}

impl Origin {
    /// The page, and the line of a payload: `purchase-webhook.txt:433`.
    #[must_use]
    pub fn place(&self) -> String {
        self.line.map_or_else(|| self.page.clone(), |line| format!("{}:{line}", self.page))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place())?;
        self.heading.iter().try_for_each(|heading| write!(f, " {heading:?}"))
    }
}

/// The origins of samples, by their paths below the samples folder.
pub type Origins = BTreeMap<String, Origin>;

/// Reads `provenance.toml` in a samples folder. Without the file, no origin is known.
///
/// A sample may have no entry, and an entry may outlive its sample: no generated file depends on it.
///
/// # Errors
/// The file cannot be read, is not valid TOML of this form, or has no line for a payload.
pub fn origins(samples: &Path) -> Result<Origins, Diagnostic> {
    type Content = BTreeMap<Spanned<String>, Origin>;
    let file = samples.join(PROVENANCE);
    let Some((text, content)) = input::toml::<Content>(&file)? else { return Ok(Origins::new()) };
    let mut origins = Origins::new();
    for (key, mut origin) in content {
        if origin.line.is_none() && !archive::is_shape(key.get_ref()) {
            let help = format!("{:?} has no `line`; add the line where its payload starts", key.get_ref());
            return Err(Location::offset(&file, &text, key.span().start).error("invalid content", help));
        }
        // Entries of older versions do not have this flag.
        origin.captured |= is_capture(Path::new(&origin.page));
        origins.insert(key.into_inner(), origin);
    }
    Ok(origins)
}

/// The text of `provenance.toml`.
///
/// # Errors
/// TOML cannot represent an origin.
pub fn to_text(origins: &Origins) -> Result<String, Diagnostic> {
    let entries =
        toml::to_string(origins).map_err(|e| Location::file(PROVENANCE).error("cannot be written", e.to_string()))?;
    Ok(format!(
        "# Where each sample was taken from: a page of the documentation, or a file of captures. Kept by `conscent import`.\n\n{entries}"
    ))
}

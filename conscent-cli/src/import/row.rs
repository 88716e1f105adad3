//! Lists what happened to each payload.

use super::changed;
use crate::style::{DIM, GOOD, WARNING};
use anstyle::Style;
use conscent_codegen::samples::{Origin, name};
use conscent_codegen::text::count_large;
use conscent_codegen::{Diagnostic, Location};
use conscent_import::{Action, LeftOut, Plan, Write};
use serde::Serialize;
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// What happened to a payload, for JSON output.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Row<'a> {
    /// What was done. `gone`: the page no longer has the payload. `new` and `differs`: nothing was written, because a
    /// page has changed.
    #[cfg_attr(test, schemars(with = "one_of::Action"))]
    action: &'static str,
    /// The api.
    api: &'a str,
    /// The event.
    event: Cow<'a, str>,
    /// The name of the sample within its event.
    name: &'a str,
    /// The file of the sample.
    file: PathBuf,
    /// The page, the file of captures, or the shape file.
    page: &'a Path,
    /// The line of the page where the payload starts.
    line: Option<usize>,
    /// The heading above it.
    heading: Option<&'a str>,
    /// The number of documents, if it is a shape file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "u64"))]
    documents: Option<u64>,
    /// The difference between the existing sample and the page, as a unified diff.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "String"))]
    diff: Option<String>,
}

/// What was left out, for JSON output. It also has the keys of a payload.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct LeftOutRow<'a> {
    #[cfg_attr(test, schemars(with = "one_of::LeftOut"))]
    action: &'static str,
    /// Always null.
    #[cfg_attr(test, schemars(with = "()"))]
    api: Option<&'a str>,
    /// Always null.
    #[cfg_attr(test, schemars(with = "()"))]
    event: Option<&'a str>,
    /// Always null.
    #[cfg_attr(test, schemars(with = "()"))]
    name: Option<&'a str>,
    /// Always null.
    #[cfg_attr(test, schemars(with = "()"))]
    file: Option<&'a Path>,
    /// The page, or the file of captures.
    page: &'a Path,
    /// The line where the text starts.
    line: Option<usize>,
    /// The line where it ends.
    last_line: Option<usize>,
    /// The heading above it.
    heading: Option<&'a str>,
    /// The reason as a word, such as `placeholder`.
    why: &'static str,
    /// The reason as a sentence, and what to do.
    reason: String,
    /// Whether somebody has to act on it.
    is_to_do: bool,
}

/// A row of JSON output.
#[derive(Debug, Serialize)]
#[serde(untagged)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum Any<'a> {
    Sample(Row<'a>),
    LeftOut(LeftOutRow<'a>),
}

/// The payloads in the files, those that are gone, and what was left out.
pub(super) fn all(plan: &Plan, is_refused: bool) -> Vec<Any<'_>> {
    let texts = plan.left_out.iter().map(LeftOutRow::text);
    let lines = plan.captures_left_out.iter().map(LeftOutRow::capture);
    samples(plan, is_refused).into_iter().map(Any::Sample).chain(texts.chain(lines).map(Any::LeftOut)).collect()
}

/// The payloads in the files, and then those that are gone.
pub(super) fn samples(plan: &Plan, is_refused: bool) -> Vec<Row<'_>> {
    let samples = &plan.folder;
    let present = plan.writes.iter().filter_map(|write| Row::new(write, samples, is_refused));
    present.chain(plan.gone.iter().filter_map(|(key, origin)| Row::gone(key, origin, samples))).collect()
}

impl<'a> LeftOutRow<'a> {
    fn new(location: &'a Location, why: &'static str, reason: String) -> Self {
        Self {
            action: "left out",
            api: None,
            event: None,
            name: None,
            file: None,
            page: &location.file,
            line: location.line,
            last_line: location.line,
            heading: None,
            why,
            reason,
            is_to_do: true,
        }
    }

    /// A text of a page.
    fn text(one: &'a LeftOut) -> Self {
        let (last_line, heading) = (Some(one.last_line), one.label.as_deref());
        let row = Self::new(&one.location, one.why.name(), one.why.to_string());
        Self { last_line, heading, is_to_do: one.why.needs_attention(), ..row }
    }

    /// A line of captures.
    fn capture(one: &'a Diagnostic) -> Self {
        Self::new(&one.location, "capture", one.help.clone())
    }
}

impl<'a> Row<'a> {
    /// The row of a payload or a shape file.
    fn new(write: &'a Write, samples: &Path, is_refused: bool) -> Option<Self> {
        let (api, event, name, location) = match (&write.sample, &write.shape) {
            (Some(sample), _) => (&sample.api, &sample.event, &sample.name, &sample.location),
            (None, Some(shape)) => (&shape.api, &shape.event, &shape.name, &shape.location),
            (None, None) => return None,
        };
        let origin = write.sample.as_ref().and_then(|sample| sample.origin.as_ref());
        Some(Self {
            action: match (write.action, is_refused) {
                (Action::Create, false) => "written",
                (Action::Create, true) => "new",
                (Action::Keep, _) => "unchanged",
                (Action::Replace, false) => "replaced",
                (Action::Replace, true) => "differs",
            },
            api,
            event: event.into(),
            name,
            file: samples.join(&write.path),
            page: &location.file,
            line: location.line,
            heading: origin.and_then(|origin| origin.heading.as_deref()),
            documents: write.shape.as_ref().map(|shape| shape.documents),
            diff: (write.action == Action::Replace).then(|| changed::diff(write, samples)),
        })
    }

    /// A sample that the page no longer has, by its path: `v2/gift.sent/gifts.json`.
    fn gone(key: &'a str, origin: &'a Origin, samples: &Path) -> Option<Self> {
        let (api, rest) = key.split_once('/')?;
        let (folder, file) = rest.split_once('/')?;
        Some(Self {
            action: "gone",
            api,
            event: name::decoded(folder).map_or(folder.into(), Cow::Owned),
            name: file.strip_suffix(".json").unwrap_or(file),
            file: samples.join(key),
            page: Path::new(&origin.page),
            line: origin.line,
            heading: origin.heading.as_deref(),
            documents: None,
            diff: None,
        })
    }

    /// The style of the action.
    pub(super) fn style(&self) -> Style {
        match self.action {
            "written" | "replaced" => GOOD,
            "unchanged" => DIM,
            _ => WARNING,
        }
    }

    pub(super) fn cells(&self) -> [String; 5] {
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        let heading = self.heading.map(|heading| format!(" under {heading:?}")).unwrap_or_default();
        let from = if self.action == "gone" { "formerly at" } else { "from" };
        let documents = self.documents.map(|documents| format!(", {}", count_large(documents, "document")));
        let origin = format!("{from} {}{line}{heading}{}", self.page.display(), documents.unwrap_or_default());
        [self.action.to_owned(), self.api.to_owned(), self.event.clone().into_owned(), self.name.to_owned(), origin]
    }
}

/// The words of JSON output, for its schema.
#[cfg(test)]
mod one_of {
    crate::schemas::words!(Action: "written", "unchanged", "replaced", "gone", "new", "differs");
    crate::schemas::words!(LeftOut: "left out");
}

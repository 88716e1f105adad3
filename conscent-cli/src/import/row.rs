//! What became of each payload.

use super::changed;
use conscent_codegen::import::{Action, Plan, Write};
use conscent_codegen::sample::Sample;
use conscent_codegen::sample::provenance::Origin;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// One payload, as JSON has it.
#[derive(Debug, Serialize)]
pub(super) struct Row<'a> {
    action: &'static str,
    api: &'a str,
    event: &'a str,
    name: &'a str,
    file: PathBuf,
    page: &'a Path,
    line: Option<usize>,
    heading: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
}

/// The payloads that the files hold, and then those that are gone.
pub(super) fn rows<'a>(plan: &'a Plan, samples: &Path, is_refused: bool) -> Vec<Row<'a>> {
    let held = plan.writes.iter().filter_map(|write| Some(Row::held(write, write.sample.as_ref()?, is_refused)));
    held.chain(plan.gone.iter().filter_map(|(key, origin)| Row::gone(key, origin, samples))).collect()
}

impl<'a> Row<'a> {
    fn held(write: &'a Write, sample: &'a Sample, is_refused: bool) -> Self {
        Self {
            action: match (write.action, is_refused) {
                (Action::Create, false) => "written",
                (Action::Create, true) => "new",
                (Action::Keep, _) => "unchanged",
                (Action::Replace, false) => "replaced",
                (Action::Replace, true) => "differs",
            },
            api: &sample.api,
            event: &sample.event,
            name: &sample.name,
            file: write.path.clone(),
            page: &sample.place.file,
            line: sample.place.line,
            heading: sample.origin.as_ref().and_then(|origin| origin.heading.as_deref()),
            diff: (write.action == Action::Replace).then(|| changed::diff(write)),
        }
    }

    /// A sample by its path: `v2/gift.sent/gifts.json`.
    fn gone(key: &'a str, origin: &'a Origin, samples: &Path) -> Option<Self> {
        let (api, rest) = key.split_once('/')?;
        let (event, name) = rest.split_once('/')?;
        Some(Self {
            action: "gone",
            api,
            event,
            name: name.strip_suffix(".json").unwrap_or(name),
            file: samples.join(key),
            page: Path::new(&origin.page),
            line: Some(origin.line),
            heading: origin.heading.as_deref(),
            diff: None,
        })
    }

    pub(super) fn cells(&self) -> [String; 5] {
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        let heading = self.heading.map(|heading| format!(" under {heading:?}")).unwrap_or_default();
        let from = if self.action == "gone" { "once at" } else { "from" };
        let origin = format!("{from} {}{line}{heading}", self.page.display());
        [self.action.to_owned(), self.api.to_owned(), self.event.to_owned(), self.name.to_owned(), origin]
    }
}

//! Writes a shape file for each event, and lists them.

use super::by_event::Rule;
use super::read::{Event, Events};
use crate::exit::{Exit, Failure, print_warning};
use crate::shapes;
use crate::show;
use crate::source::Source;
use conscent_codegen::output::{self, File};
use conscent_codegen::text::{count_large, grouped};
use conscent_codegen::{Diagnostic, Location, input};
use conscent_shape::ShapeFile;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// A shape file of an event, for JSON output.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Row {
    /// The event.
    event: String,
    /// The shape file.
    file: PathBuf,
    /// The number of its documents.
    documents: u64,
    /// The size of the shape file.
    bytes: usize,
    /// Whether the samples folder documents the event. Null without a samples folder.
    is_documented: Option<bool>,
    /// The file with the first document of the event.
    first_file: PathBuf,
    /// The line where that document starts.
    first_line: usize,
}

/// Writes the shape files of all events into a folder, or none of them, and lists the events.
pub(super) fn write(
    mut events: Events,
    sources: &[Source],
    rule: &Rule,
    folder: &Path,
    is_json: bool,
) -> Result<Exit, Failure> {
    let Rule { pointer, api, names, documented } = rule;
    let mut names = names.clone();
    let place =
        |(file, line): (usize, usize)| Location::line(sources.get(file).map(Source::name).unwrap_or_default(), line);
    let unnamed = events.remove(&None);
    let all = events.values().chain(&unnamed).map(|event| event.documents).sum();
    if events.is_empty() {
        let help = format!("none of the {} documents has a string at {pointer}", grouped(all));
        return Err(Location::file("--by-event").error("no event", help).into());
    }
    let (mut rows, mut files) = (Vec::new(), Vec::new());
    for (event, Event { shape, documents, first }) in events {
        let Some(event) = event else { continue };
        let location = place(first);
        if !conscent_shape::may_name_event(&event) {
            return Err(not_an_event(location, pointer).into());
        }
        let file = names.claim(api.as_deref().unwrap_or_default(), &event) + ".shape";
        let text = shapes::text(ShapeFile::of(shape).write())?;
        let is_documented = documented.as_ref().map(|documented| documented.contains(&event));
        rows.push(Row {
            event,
            file: folder.join(&file),
            documents,
            bytes: text.len(),
            is_documented,
            first_file: location.file,
            first_line: first.1,
        });
        files.push(File::new(file, text));
    }
    output::write_all(&files, folder)?;
    report(&rows, folder);
    if let Some(Event { documents, first, .. }) = unnamed {
        let help = format!(
            "{} of {} documents have no string at {pointer}; this is the first",
            grouped(documents),
            grouped(all)
        );
        print_warning(&place(first).error("left out", help));
    }
    if is_json {
        show::print_json(&rows)?;
    } else {
        show::table(&mut show::out(), &rows.iter().map(Row::cells).collect::<Vec<_>>())?;
    }
    Ok(Exit::Done)
}

impl Row {
    fn cells(&self) -> [String; 4] {
        [
            self.event.clone(),
            count_large(self.documents, "document"),
            count_large(self.bytes as u64, "byte"),
            self.file.display().to_string(),
        ]
    }
}

/// Reports events without samples, and shape files of earlier runs.
fn report(rows: &[Row], folder: &Path) {
    for row in rows.iter().filter(|row| row.is_documented == Some(false)) {
        let help = format!("this is the first document of {:?}; its shape file is still written", row.event);
        print_warning(&Location::line(&row.first_file, row.first_line).error("an event without samples", help));
    }
    let is_old = |path: &PathBuf| {
        path.extension().is_some_and(|extension| extension == "shape") && rows.iter().all(|row| row.file != *path)
    };
    for old in input::list(folder).unwrap_or_default().into_iter().filter(is_old) {
        let help =
            "it is from an earlier run, and no document of this run has its event; remove it if it is out of date";
        print_warning(&Location::file(old).error("not written", help));
    }
}

fn not_an_event(location: Location, pointer: &str) -> Diagnostic {
    let help = format!("the string at {pointer} is an address, a time or an id; nothing was written");
    location.error("not the names of events", help)
}

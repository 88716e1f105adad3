//! `--event`: the events that a user gives for payloads whose page does not name them.

use conscent_codegen::{Diagnostic, Location};
use conscent_import::Answers;

/// An event, and the line where its payload starts, if it is for one payload only.
#[derive(Clone, Debug)]
pub(crate) struct EventAnswer {
    line: Option<usize>,
    event: String,
}

impl EventAnswer {
    /// Reads `NAME` or `LINE=NAME`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let of_line = text.split_once('=').and_then(|(line, event)| Some((line.parse().ok()?, event)));
        let (line, event) = of_line.map_or((None, text), |(line, event)| (Some(line), event));
        if event.is_empty() {
            return Err("an event's name must not be empty".to_owned());
        }
        Ok(Self { line, event: event.to_owned() })
    }
}

/// All events that a user gives.
///
/// # Errors
/// Two answers are about the same payloads.
pub(super) fn answers(given: &[EventAnswer]) -> Result<Answers, Diagnostic> {
    let mut answers = Answers::default();
    for EventAnswer { line, event } in given {
        let before = match line {
            Some(line) => answers.lines.insert(*line, event.clone()),
            None => answers.event.replace(event.clone()),
        };
        if before.is_some() {
            let help = "give one event for each payload, as `--event LINE=NAME`";
            return Err(Location::file("--event").error("two events for the same payloads", help));
        }
    }
    Ok(answers)
}

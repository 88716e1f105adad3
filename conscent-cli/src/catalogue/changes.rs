//! Shows what changed since another version.

use super::view::{Change, Changes, Impact, Link, Part};
use super::words;
use crate::show::printable;
use conscent_codegen::Interface;
use conscent_codegen::diff::{self, SemverImpact};
use conscent_codegen::text::count;
use std::ffi::OsStr;

/// Each impact, and what it means for users of the types.
const IMPACTS: [(SemverImpact, &str); 3] = [
    (SemverImpact::Major, "Code that uses the types may have to change."),
    (SemverImpact::Minor, "Something was added; code that uses the types compiles as before."),
    (SemverImpact::Patch, "Only docs and schemas changed; the types stay as they were."),
];

/// The changes since an older version, which an argument named.
pub(super) fn since(argument: &OsStr, old: &Interface, interface: &Interface) -> Changes {
    let changes = diff::diff(old, interface);
    let impacts = IMPACTS.map(|(impact, about)| Impact {
        name: impact.to_string(),
        about,
        changes: changes.iter().filter(|one| one.impact() == impact).map(|one| change(one, interface)).collect(),
    });
    let impacts: Vec<Impact> = impacts.into_iter().filter(|impact| !impact.changes.is_empty()).collect();
    let counts: Vec<String> =
        impacts.iter().map(|impact| format!("{} {}", impact.changes.len(), impact.name)).collect();
    let summary = if counts.is_empty() {
        "no change".to_owned()
    } else {
        format!("{}: {}", count(changes.len(), "change"), counts.join(", "))
    };
    Changes { since: printable(&argument.display().to_string()), summary, impacts }
}

fn change(change: &diff::Change, interface: &Interface) -> Change {
    // The names of apis and events have no colon.
    let (place, what) = change.text.split_once(": ").unwrap_or(("", &change.text));
    let module = interface.modules.iter().find(|module| module.api == change.api);
    let event = module.and_then(|module| match change.events.as_slice() {
        [name] => module.events.iter().find(|event| event.name == *name).map(|event| words::event(module, event).to),
        _ => None,
    });
    let place = printable(place);
    Change {
        place: vec![match event {
            Some(to) => Part::Link(Link { text: place, to }),
            None => Part::Text(place),
        }],
        what: printable(what),
    }
}

//! What changed since another version, as the page shows it.

use super::view::{Change, Changes, Class, Link, Part};
use super::words;
use crate::diff::version;
use crate::show::{count, printable};
use conscent_codegen::diagnostic::Diagnostics;
use conscent_codegen::diff;
use conscent_codegen::schema::Api;
use std::ffi::OsStr;

/// Each class, and what it is to those who use the types.
const CLASSES: [(diff::Class, &str); 3] = [
    (diff::Class::Major, "Code that uses the types may have to change."),
    (diff::Class::Minor, "There is more to use; code that uses the types compiles as before."),
    (diff::Class::Patch, "What is known of the samples; the types stay as they were."),
];

/// What another version did not have, or had otherwise.
pub(super) fn since(version: &OsStr, apis: &[Api], modules: &[String]) -> Result<Changes, Diagnostics> {
    let changes = diff::diff(&version::read(version)?, apis)?;
    let classes = CLASSES.map(|(class, about)| Class {
        name: class.to_string(),
        about,
        changes: changes.iter().filter(|one| one.class() == class).map(|one| change(one, apis, modules)).collect(),
    });
    let classes: Vec<Class> = classes.into_iter().filter(|class| !class.changes.is_empty()).collect();
    let counts: Vec<String> = classes.iter().map(|class| format!("{} {}", class.changes.len(), class.name)).collect();
    let summary = if counts.is_empty() {
        "no change".to_owned()
    } else {
        format!("{}: {}", count(changes.len(), "change"), counts.join(", "))
    };
    Ok(Changes { since: printable(&version.display().to_string()), summary, classes })
}

fn change(change: &diff::Change, apis: &[Api], modules: &[String]) -> Change {
    // Neither apis nor events have a colon in their names.
    let (place, what) = change.text.split_once(": ").unwrap_or(("", &change.text));
    let now = apis.iter().zip(modules).find(|(api, _)| api.name == change.api);
    let event = now.and_then(|(api, module)| match change.events.as_slice() {
        [name] => api.events.iter().find(|event| event.name == *name).map(|event| words::event(module, event).to),
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

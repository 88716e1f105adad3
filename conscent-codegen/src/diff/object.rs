//! Two versions of a struct, field by field.

use super::changes::{At, Changes};
use super::join::{Joined, join};
use super::version::{self, Occurrences, Version};
use super::{Action, Subject, cause, views, words};
use crate::interface::{Field, Struct};
use std::collections::BTreeSet;

/// A struct of one version.
pub(super) struct Placed<'a> {
    pub(super) version: &'a Version<'a>,
    pub(super) object: &'a Struct,
    pub(super) occurrences: Occurrences<'a>,
}

impl<'a> Placed<'a> {
    /// The path of a field, in all events that have the struct.
    fn at(&self, field: &Field) -> At<'a> {
        let path = version::key(&self.occurrences.path, &field.key);
        At::new(self.version, Occurrences { path, events: self.occurrences.events.clone() })
    }

    /// The path of a field, in the events that have the field.
    fn seen_at(&self, field: &Field) -> At<'a> {
        let mut at = self.at(field);
        let events = &field.occurrence.events;
        let seen: BTreeSet<&str> =
            at.occurrences.events.iter().copied().filter(|event| events.contains(*event)).collect();
        if !seen.is_empty() {
            at.occurrences.events = seen;
        }
        at
    }
}

/// Compares a struct with the one that replaces it.
pub(super) fn objects(old: &Placed<'_>, new: &Placed<'_>, changes: &mut Changes) {
    changes.docs_only += usize::from(old.object.occurrence != new.object.occurrence);
    let (mut removed, mut added) = (Vec::new(), Vec::new());
    for one in join(old.object.fields.iter(), new.object.fields.iter(), |field| &field.key) {
        match one {
            Joined::Old(field) => removed.push(field),
            Joined::New(field) => added.push(field),
            Joined::Both(one, other) => {
                fields((old.version, one), (new.version, other), &new.at(other), changes);
            }
        }
    }
    let alike = |fields: &[&Field], field: &Field| {
        let alike = fields.iter().filter(|other| other.ty == field.ty);
        alike.map(|field| field.key.clone()).collect::<Vec<_>>()
    };
    for field in &removed {
        let at = old.seen_at(field);
        let hint = match (alike(&removed, field).as_slice(), alike(&added, field).as_slice()) {
            ([_], [new]) => format!(" (renamed? {} is new, and of the same type)", version::key("", new)),
            _ => String::new(),
        };
        changes.add(&at, Subject::Key, Action::Removed, format!("- {}{hint}", at.path()));
    }
    for field in added {
        let at = new.seen_at(field);
        let seen = words::seen(new.version, &at.occurrences.events, field);
        changes.add(&at, Subject::Key, Action::Added, format!("+ {} ({seen})", at.path()));
    }
    views::views(old, new, changes);
}

fn fields(
    (old_version, old): (&Version<'_>, &Field),
    (new_version, new): (&Version<'_>, &Field),
    at: &At<'_>,
    changes: &mut Changes,
) {
    let path = at.path();
    if old.ident != new.ident {
        let text = format!("{path}: accessor {}() → {}()", old.ident, new.ident);
        changes.add(at, Subject::Key, Action::Renamed, text);
    }
    if old.ty != new.ty {
        let (before, now) = (words::kind(old_version, &old.ty), words::kind(new_version, &new.ty));
        let kinds = if before == now { String::new() } else { format!("{before} → {now}: ") };
        let text = format!("{path}: {kinds}Field<{}> → Field<{}>", old.ty, new.ty);
        let cause = cause::of((old_version, &old.ty), (new_version, &new.ty));
        changes.retyped(at, Subject::Key, cause, &text);
    }
    if old.required != new.required {
        let text = if new.required { "sometimes → always seen" } else { "always → sometimes seen" };
        changes.add(at, Subject::Key, Action::DocsOnly, format!("{path}: {text}"));
    }
    if old.nullable != new.nullable {
        let text = if new.nullable { "seen as null, too" } else { "no longer seen as null" };
        changes.add(at, Subject::Key, Action::DocsOnly, format!("{path}: {text}"));
    }
    let docs = |field: &Field| (field.occurrence.clone(), field.form.clone(), field.doc.clone(), field.example.clone());
    changes.docs_only += usize::from(docs(old) != docs(new));
}

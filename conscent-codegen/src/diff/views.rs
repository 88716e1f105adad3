//! The views of two versions of a struct.

use super::changes::{At, Changes};
use super::join::{Joined, join};
use super::object::Placed;
use super::version::{self, Definition};
use super::{Action, Subject, cause, words};
use crate::interface::{RustType, View, ViewField, Views};
use crate::text::escape;
use std::collections::BTreeSet;

/// How many values a line names. It only counts the rest.
const NAMED_VALUES: usize = 4;

/// Compares the views of a struct with those of the struct that replaces it. Views are identified by the values of
/// their tag.
pub(super) fn views(old: &Placed<'_>, new: &Placed<'_>, changes: &mut Changes) {
    match (&old.object.views, &new.object.views) {
        (Some(one), Some(other)) if one.tag == other.tag => both((old, one), (new, other), changes),
        (one, other) => {
            if let Some(views) = one {
                let at = at(old, views);
                let text = format!("{}: - {}()", at.path(), views.method);
                changes.add(&at, Subject::View, Action::Removed, text);
            }
            if let Some(views) = other {
                let at = at(new, views);
                let values = listed(&views.variants.iter().flat_map(|view| view.texts.iter().cloned()).collect());
                let text = format!("{}: + {}() with views of {values}", at.path(), views.method);
                changes.add(&at, Subject::View, Action::Added, text);
            }
        }
    }
}

/// The place of the tag.
fn at<'a>(placed: &Placed<'a>, views: &Views) -> At<'a> {
    let mut occurrences = placed.occurrences.clone();
    occurrences.path = version::key(&occurrences.path, &views.tag);
    At::new(placed.version, occurrences)
}

fn both((old, one): (&Placed<'_>, &Views), (new, other): (&Placed<'_>, &Views), changes: &mut Changes) {
    let at = at(new, other);
    renamed(&at, "", [&format!("{}()", one.method), &format!("{}()", other.method)], changes);
    renamed(&at, "type ", [&one.name, &other.name], changes);
    let is_same = |view: &View, other: &View| !view.texts.is_disjoint(&other.texts);
    for gone in one.variants.iter().filter(|view| !other.variants.iter().any(|other| is_same(view, other))) {
        let text = format!("{}: - view {} of {}", at.path(), gone.name, listed(&gone.texts));
        changes.add(&at, Subject::View, Action::Removed, text);
    }
    for view in &other.variants {
        let Some(before) = one.variants.iter().find(|before| is_same(before, view)) else {
            let text = format!("{}: + view {} of {}", at.path(), view.name, listed(&view.texts));
            changes.add(&at, Subject::View, Action::Added, text);
            continue;
        };
        renamed(&at, "type ", [&before.name, &view.name], changes);
        renamed(&at, &format!("{}::", other.name), [&before.variant, &view.variant], changes);
        let (mut more, mut fewer) = (view.texts.difference(&before.texts), before.texts.difference(&view.texts));
        if more.next().is_some() || fewer.next().is_some() {
            let text = format!("{}: {}: {} → {}", at.path(), view.name, listed(&before.texts), listed(&view.texts));
            changes.add(&at, Subject::View, Action::DocsOnly, text);
        }
        changes.docs_only += usize::from(before.occurrence != view.occurrence);
        fields((old, before), (new, view), &at, changes);
    }
}

fn renamed(at: &At<'_>, what: &str, [before, now]: [&str; 2], changes: &mut Changes) {
    if before != now {
        let text = format!("{}: {what}{before} → {now}", at.path());
        changes.add(at, Subject::View, Action::Renamed, text);
    }
}

fn fields((old, before): (&Placed<'_>, &View), (new, view): (&Placed<'_>, &View), at: &At<'_>, changes: &mut Changes) {
    let place = |key: &str| version::key(&view.name, key);
    for one in join(before.fields.iter(), view.fields.iter(), |field| &field.key) {
        let (action, sign, key) = match one {
            Joined::Old(field) => (Action::Removed, "-", &field.key),
            Joined::New(field) => (Action::Added, "+", &field.key),
            Joined::Both(one, other) => {
                changes.docs_only += usize::from(one.required != other.required);
                let types = (effective(old, one), effective(new, other));
                if let ((Some(was), Some(is)), true) = (types, one.kind != other.kind)
                    && was != is
                {
                    let kinds = (words::kind(old.version, was), words::kind(new.version, is));
                    let text = format!("{}: {}: {} → {}", at.path(), place(&other.key), kinds.0, kinds.1);
                    let cause = cause::of((old.version, was), (new.version, is));
                    changes.retyped(at, Subject::View, cause, &text);
                }
                continue;
            }
        };
        let text = format!("{}: {sign} {}", at.path(), place(key));
        changes.add(at, Subject::View, action, text);
    }
}

/// The type that a view returns for a field: that of the field, or of the only kind that its variant has.
fn effective<'a>(placed: &Placed<'a>, field: &ViewField) -> Option<&'a RustType> {
    let ty = &placed.object.fields.iter().find(|one| one.key == field.key)?.ty;
    let Some(kind) = &field.kind else { return Some(ty) };
    let variants = match placed.version.definitions.get(ty.reference()?)? {
        Definition::Union(union) => &union.variants,
        Definition::Struct(_) | Definition::Enum(_) => return Some(ty),
    };
    variants.iter().find(|variant| variant.variant == *kind).map(|variant| &variant.ty)
}

/// `A, B, C, D and 2 more`
fn listed(texts: &BTreeSet<String>) -> String {
    let named = texts.iter().take(NAMED_VALUES).map(|text| escape(text)).collect::<Vec<_>>().join(", ");
    match texts.len().saturating_sub(NAMED_VALUES) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

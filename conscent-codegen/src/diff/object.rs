//! Two versions of an object, key by key.

use super::compare::{At, Comparison};
use super::join::{Joined, join};
use super::version::{self, Site, Version};
use super::words;
use super::{Action, Subject};
use crate::rust::Signature;
use crate::schema::{Object, Presence, Property};
use std::collections::BTreeSet;

/// An object of one version.
pub(super) struct Struct<'a> {
    pub(super) version: &'a Version<'a>,
    pub(super) name: &'a str,
    pub(super) object: &'a Object,
    pub(super) site: Site<'a>,
}

/// A key of an object.
#[derive(Clone)]
struct Key<'a> {
    property: &'a Property,
    signature: Signature,
}

impl<'a> Struct<'a> {
    fn keys(&self) -> impl Iterator<Item = Key<'a>> {
        self.object
            .properties
            .iter()
            .enumerate()
            .map(|(n, property)| Key { property, signature: self.version.types.signature(self.name, n, property) })
    }

    /// The place of a key, in all events that have the object.
    fn at(&self, property: &Property) -> At<'a> {
        let path = version::key(&self.site.path, &property.key);
        At::new(self.version, Site { path, events: self.site.events.clone() })
    }

    /// The place of a key, in those events that have it, if these are known.
    fn seen_at(&self, property: &Property) -> At<'a> {
        let mut at = self.at(property);
        if let Some(events) = property.seen.all_events() {
            let seen: BTreeSet<&str> = at.site.events.iter().copied().filter(|event| events.contains(*event)).collect();
            if !seen.is_empty() {
                at.site.events = seen;
            }
        }
        at
    }
}

impl<'a> Comparison<'a> {
    pub(super) fn objects(&mut self, old: &Struct<'a>, new: &Struct<'a>) {
        self.described += usize::from(old.object.seen != new.object.seen);
        let (mut gone, mut fresh) = (Vec::new(), Vec::new());
        for one in join(old.keys(), new.keys(), |key| &key.property.key) {
            match one {
                Joined::Old(key) => gone.push(key),
                Joined::New(key) => fresh.push(key),
                Joined::Both(one, other) => self.keys(&one, &other, &new.at(other.property)),
            }
        }
        let alike = |keys: &[Key<'a>], key: &Key<'_>| {
            let alike = keys.iter().filter(|other| other.signature.field == key.signature.field);
            alike.cloned().collect::<Vec<_>>()
        };
        for key in &gone {
            let at = old.seen_at(key.property);
            let hint = match (alike(&gone, key).as_slice(), alike(&fresh, key).as_slice()) {
                ([_], [new]) => {
                    format!(" (renamed? {} is new, and of the same type)", version::key("", &new.property.key))
                }
                _ => String::new(),
            };
            self.say(&at, Subject::Key, Action::Removed, format!("- {}{hint}", at.site.path));
        }
        for key in &fresh {
            let at = new.seen_at(key.property);
            let seen = words::seen(self.new, &at.site.events, key.property);
            self.say(&at, Subject::Key, Action::Added, format!("+ {} ({seen})", at.site.path));
        }
    }

    fn keys(&mut self, old: &Key<'_>, new: &Key<'_>, at: &At<'_>) {
        let path = &at.site.path;
        let (one, other) = (old.property, new.property);
        if one.ident != other.ident {
            let words = format!("{path}: accessor {}() → {}()", one.ident, other.ident);
            self.say(at, Subject::Key, Action::Renamed, words);
        }
        if old.signature.field != new.signature.field {
            let (before, now) = (words::kind(self.old, &one.ty), words::kind(self.new, &other.ty));
            let kinds = if before == now { String::new() } else { format!("{before} → {now}: ") };
            let words = format!("{path}: {kinds}{} → {}", old.signature.field, new.signature.field);
            self.say(at, Subject::Key, Action::Retyped, words);
        }
        if one.presence != other.presence {
            let words = match other.presence {
                Presence::Sometimes => "always → sometimes seen: accessor returns Option",
                Presence::Always => "sometimes → always seen: accessor returns Result",
            };
            self.say(at, Subject::Key, Action::Presence, format!("{path}: {words}"));
        }
        if one.nullable != other.nullable {
            let words = if other.nullable { "seen as null, too" } else { "never seen as null any more" };
            self.say(at, Subject::Key, Action::Described, format!("{path}: {words}"));
        }
        self.described += usize::from(one.seen != other.seen || one.example != other.example);
    }
}

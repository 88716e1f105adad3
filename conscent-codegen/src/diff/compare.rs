//! Two versions, thing by thing.

use super::join::{Joined, join};
use super::object::Struct;
use super::rename::Renamed;
use super::version::{Site, Version};
use super::words::{self, shown};
use super::{Action, Change, Subject};
use crate::schema::{Code, Definition, Envelope, Event, Group, Kind, Sample, Type};
use std::collections::BTreeMap;

/// Everything that changed.
pub(super) fn compare(old: &[Version<'_>], new: &[Version<'_>], renamed: &BTreeMap<String, Renamed>) -> Vec<Change> {
    let mut changes = Vec::new();
    for one in join(old.iter(), new.iter(), |version| &version.api.name) {
        match one {
            Joined::Old(old) => changes.push(whole_api(old, Action::Removed, "-")),
            Joined::New(new) => changes.push(whole_api(new, Action::Added, "+")),
            Joined::Both(old, new) => {
                let mut comparison = Comparison { old, new, changes: Vec::new(), described: 0 };
                comparison.apis();
                comparison.renamed(renamed.get(&new.api.name));
                changes.extend(comparison.changes);
            }
        }
    }
    changes
}

fn whole_api(version: &Version<'_>, action: Action, sign: &str) -> Change {
    let (count, at) = (version.events.len(), At::all(version));
    at.say(Subject::Api, action, &format!("{sign} api ({count} event{})", if count == 1 { "" } else { "s" }))
}

/// Where something is that changed.
pub(super) struct At<'a> {
    pub(super) version: &'a Version<'a>,
    pub(super) site: Site<'a>,
}

impl<'a> At<'a> {
    pub(super) fn new(version: &'a Version<'a>, site: Site<'a>) -> Self {
        Self { version, site }
    }

    /// All events, and no place in them.
    fn all(version: &'a Version<'a>) -> Self {
        Self::new(version, Site { path: String::new(), events: version.events.keys().copied().collect() })
    }

    fn say(&self, subject: Subject, action: Action, words: &str) -> Change {
        Change {
            api: self.version.api.name.clone(),
            events: self.site.events.iter().map(ToString::to_string).collect(),
            path: (!self.site.path.is_empty()).then(|| self.site.path.clone()),
            subject,
            action,
            text: format!("{}: {words}", words::scope(self.version, &self.site.events)),
        }
    }
}

/// The comparison of one api.
pub(super) struct Comparison<'a> {
    pub(super) old: &'a Version<'a>,
    pub(super) new: &'a Version<'a>,
    changes: Vec<Change>,
    /// At how many places only docs and schemas differ.
    pub(super) described: usize,
}

impl<'a> Comparison<'a> {
    pub(super) fn say(&mut self, at: &At<'_>, subject: Subject, action: Action, words: impl AsRef<str>) {
        self.changes.push(at.say(subject, action, words.as_ref()));
    }

    fn apis(&mut self) {
        let (old, new, all) = (self.old, self.new, At::all(self.new));
        if old.module != new.module {
            self.say(&all, Subject::Api, Action::Renamed, format!("module {} → {}", old.module, new.module));
        }
        self.envelopes();
        self.groups();
        for one in join(old.events.values(), new.events.values(), |event| &event.name) {
            match one {
                Joined::Old(event) => self.event_gone(event),
                Joined::New(event) => {
                    self.say(&At::new(new, Version::payload(event)), Subject::Event, Action::Added, "+ event");
                }
                Joined::Both(old, new) => self.events(old, new),
            }
        }
        for one in join(old.definitions.values(), new.definitions.values(), |definition| &definition.name) {
            match one {
                Joined::Old(definition) => {
                    let at = At::new(old, old.site(&definition.name));
                    let words = format!("- type {} ({})", definition.name, at.site.path);
                    self.say(&at, Subject::Type, Action::Removed, words);
                }
                Joined::New(definition) => {
                    let at = At::new(new, new.site(&definition.name));
                    let words = format!("+ type {} ({})", definition.name, at.site.path);
                    self.say(&at, Subject::Type, Action::Added, words);
                }
                Joined::Both(old, new) => self.definitions(old, new),
            }
        }
        if self.described > 0 {
            let places = if self.described == 1 { "place was" } else { "places were" };
            let words = format!("docs: {} {places} seen in other samples, or have other examples", self.described);
            self.say(&all, Subject::Docs, Action::Described, words);
        }
    }

    fn renamed(&mut self, renamed: Option<&Renamed>) {
        for (new, old) in renamed.into_iter().flatten() {
            let at = At::new(self.new, self.new.site(new));
            let words = format!("{}: type {old} → {new}", at.site.path);
            self.say(&at, Subject::Type, Action::Renamed, words);
        }
    }

    fn envelopes(&mut self) {
        let (old, new) = (self.old, self.new);
        let at = At::new(new, new.envelope());
        let root = |version: &'a Version<'a>, envelope: &'a Envelope| Struct {
            version,
            name: "Envelope",
            object: &envelope.object,
            site: version.envelope(),
        };
        match (&old.api.envelope, &new.api.envelope) {
            (None, None) => {}
            (None, Some(_)) => {
                self.say(&at, Subject::Envelope, Action::Retyped, "+ envelope: bodies are Envelope<P>, not P");
            }
            (Some(_), None) => {
                self.say(&at, Subject::Envelope, Action::Retyped, "- envelope: bodies are P, not Envelope<P>");
            }
            (Some(one), Some(other)) => {
                if one.event_key != other.event_key {
                    let words =
                        format!("envelope: the event's name is under {:?}, not {:?}", other.event_key, one.event_key);
                    self.say(&at, Subject::Envelope, Action::Described, words);
                }
                self.objects(&root(old, one), &root(new, other));
            }
        }
    }

    fn groups(&mut self) {
        let at = |version: &'a Version<'a>, group: &Group| {
            let events = group.events(version.api).map(|event| event.name.as_str()).collect();
            At::new(version, Site { path: String::new(), events })
        };
        for one in join(self.old.api.groups.iter(), self.new.api.groups.iter(), |group| &group.name) {
            match one {
                Joined::Old(group) => {
                    let words = format!("- enum {} of {}.*", group.type_name, shown(&group.name));
                    self.say(&at(self.old, group), Subject::Group, Action::Removed, words);
                }
                Joined::New(group) => {
                    let words = format!("+ enum {} of {}.*", group.type_name, shown(&group.name));
                    self.say(&at(self.new, group), Subject::Group, Action::Added, words);
                }
                Joined::Both(old, new) if old.type_name != new.type_name => {
                    let words = format!("enum {} → {}", old.type_name, new.type_name);
                    self.say(&at(self.new, new), Subject::Group, Action::Renamed, words);
                }
                Joined::Both(..) => {}
            }
        }
    }

    fn event_gone(&mut self, event: &'a Event) {
        let keys = |event: &Event| event.object.properties.iter().map(|one| one.key.clone()).collect::<Vec<_>>();
        let alike = |one: &&&Event, others: &Version<'_>| {
            !others.events.contains_key(one.name.as_str()) && keys(one) == keys(event)
        };
        let gone = self.old.events.values().filter(|one| alike(one, self.new));
        let new: Vec<_> = self.new.events.values().filter(|one| alike(one, self.old)).collect();
        let hint = match new.as_slice() {
            [new] if gone.count() == 1 => format!(" (renamed? {} is new, and has the same keys)", shown(&new.name)),
            _ => String::new(),
        };
        self.say(
            &At::new(self.old, Version::payload(event)),
            Subject::Event,
            Action::Removed,
            format!("- event{hint}"),
        );
    }

    fn events(&mut self, old: &'a Event, new: &'a Event) {
        let at = At::new(self.new, Version::payload(new));
        if old.type_name != new.type_name {
            let words = format!("type {} → {}", old.type_name, new.type_name);
            self.say(&at, Subject::Event, Action::Renamed, words);
        } else if let (Some(old), Some(new)) =
            (self.old.variants.get(old.name.as_str()), self.new.variants.get(new.name.as_str()))
            && let Some((old, new)) = old.iter().zip(new).find(|(old, new)| old != new)
        {
            self.say(&at, Subject::Event, Action::Renamed, format!("variant {old} → {new}"));
        }
        self.samples(&old.samples, &new.samples, &at);
        let root = |version: &'a Version<'a>, event: &'a Event| Struct {
            version,
            name: &event.type_name,
            object: &event.object,
            site: Version::payload(event),
        };
        self.objects(&root(self.old, old), &root(self.new, new));
    }

    /// By their functions: which of the payloads the first of them gives is no matter of types.
    fn samples(&mut self, old: &[Sample], new: &[Sample], at: &At<'_>) {
        for one in join(old.iter(), new.iter(), |sample| &sample.ident) {
            match one {
                Joined::Old(sample) => {
                    self.say(at, Subject::Sample, Action::Removed, format!("- samples::{}()", sample.ident));
                }
                Joined::New(sample) => {
                    self.say(at, Subject::Sample, Action::Added, format!("+ samples::{}()", sample.ident));
                }
                Joined::Both(old, new) if old.name != new.name => {
                    let words = format!("samples::{}(): {} → {}", new.ident, shown(&old.name), shown(&new.name));
                    self.say(at, Subject::Sample, Action::Described, words);
                }
                Joined::Both(..) => {}
            }
        }
    }

    fn definitions(&mut self, old: &'a Definition, new: &'a Definition) {
        let (before, at) = (At::new(self.old, self.old.site(&old.name)), At::new(self.new, self.new.site(&new.name)));
        match (&old.kind, &new.kind) {
            (Kind::Object(one), Kind::Object(other)) => {
                let old = Struct { version: self.old, name: &old.name, object: one, site: before.site };
                let new = Struct { version: self.new, name: &new.name, object: other, site: at.site };
                self.objects(&old, &new);
            }
            (Kind::Enum(one), Kind::Enum(other)) => self.codes(&new.name, one, other, &at),
            (Kind::Union(one), Kind::Union(other)) => self.kinds(&new.name, one, other, &at),
            (one, other) => {
                let (one, other) = (words::of_definition(one), words::of_definition(other));
                let words = format!("{}: type {}: {one} → {other}", at.site.path, new.name);
                self.say(&at, Subject::Type, Action::Retyped, words);
            }
        }
    }

    fn codes(&mut self, name: &str, old: &[Code], new: &[Code], at: &At<'_>) {
        let path = &at.site.path;
        for one in join(old.iter(), new.iter(), |code| &code.text) {
            match one {
                Joined::Old(code) => {
                    self.say(at, Subject::Value, Action::Removed, format!("{path}: - {}", shown(&code.text)));
                }
                Joined::New(code) => {
                    self.say(at, Subject::Value, Action::Added, format!("{path}: + {}", shown(&code.text)));
                }
                Joined::Both(old, new) if old.variant != new.variant => {
                    let words = format!("{path}: {}: {name}::{} → {}", shown(&new.text), old.variant, new.variant);
                    self.say(at, Subject::Value, Action::Renamed, words);
                }
                Joined::Both(..) => {}
            }
        }
    }

    fn kinds(&mut self, name: &str, old: &[Type], new: &[Type], at: &At<'_>) {
        let path = &at.site.path;
        let variants = |version: &Version<'_>, types: &[Type]| {
            types.iter().map(|ty| version.types.variant(ty)).collect::<Vec<_>>()
        };
        let (old, new) = (variants(self.old, old), variants(self.new, new));
        for one in join(old.iter(), new.iter(), |(variant, _)| *variant) {
            match one {
                Joined::Old((variant, _)) => {
                    self.say(at, Subject::Kind, Action::Removed, format!("{path}: - {}", variant.to_lowercase()));
                }
                Joined::New((variant, _)) => {
                    self.say(at, Subject::Kind, Action::Added, format!("{path}: + {}", variant.to_lowercase()));
                }
                Joined::Both((variant, old), (_, new)) if old != new => {
                    let words = format!("{path}: {name}::{variant}({old}) → {variant}({new})");
                    self.say(at, Subject::Kind, Action::Retyped, words);
                }
                Joined::Both(..) => {}
            }
        }
    }
}

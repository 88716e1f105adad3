//! Compares two versions of an API, item by item.

use super::changes::{At, Changes, Evidence};
use super::join::{Joined, join};
use super::object::{Placed, objects};
use super::rename::Renamed;
use super::version::{Definition, Occurrences, Version};
use super::words;
use super::{Action, Cause, Change, Subject, cause, removed};
use crate::interface::{ANY_PAYLOAD, EnumValue, Event, EventFamily, Module, RustType, SampleFn, UnionVariant};
use crate::text::{count, escape};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that changed.
pub(super) fn compare(old: &[Version<'_>], new: &[Version<'_>], renamed: &BTreeMap<String, Renamed>) -> Vec<Change> {
    let mut all = Vec::new();
    for one in join(old.iter(), new.iter(), |version| &version.module.api) {
        match one {
            Joined::Old(old) => all.push(whole_api(old, Action::Removed, "-")),
            Joined::New(new) => all.push(whole_api(new, Action::Added, "+")),
            Joined::Both(old, new) => {
                let changes = Changes { evidence: Evidence::of(old, new), ..Changes::default() };
                let mut comparison = Comparison { old, new, changes };
                comparison.apis();
                comparison.renamed(renamed.get(&new.module.api));
                all.extend(comparison.changes.all);
            }
        }
    }
    all
}

fn whole_api(version: &Version<'_>, action: Action, sign: &str) -> Change {
    let events = count(version.events.len(), "event");
    At::all(version).change(Subject::Api, action, &format!("{sign} api ({events})"))
}

/// The comparison of one API.
struct Comparison<'a> {
    old: &'a Version<'a>,
    new: &'a Version<'a>,
    changes: Changes,
}

impl<'a> Comparison<'a> {
    fn apis(&mut self) {
        let (old, new, all) = (self.old, self.new, At::all(self.new));
        let (before, now) = (&old.module.ident, &new.module.ident);
        if before != now {
            self.changes.add(&all, Subject::Api, Action::Renamed, format!("module {before} → {now}"));
        }
        self.envelopes();
        self.any_payloads();
        self.families();
        for one in join(old.events.values(), new.events.values(), |event| &event.name) {
            match one {
                Joined::Old(event) => self.event_removed(event),
                Joined::New(event) => {
                    let at = At::new(new, Version::payload(event));
                    self.changes.add(&at, Subject::Event, Action::Added, "+ event");
                }
                Joined::Both(old, new) => self.events(old, new),
            }
        }
        for one in join(old.definitions.iter(), new.definitions.iter(), |(name, _)| name) {
            match one {
                Joined::Old((name, _)) => {
                    let at = At::new(old, old.occurrences(name));
                    let text = format!("- type {name} ({})", at.path());
                    self.changes.type_removed(&at, removed::cause(name, old, new), &text);
                }
                Joined::New((name, _)) => {
                    let at = At::new(new, new.occurrences(name));
                    let text = format!("+ type {name} ({})", at.path());
                    self.changes.add(&at, Subject::Type, Action::Added, text);
                }
                Joined::Both((name, old), (_, new)) => self.definitions(name, *old, *new),
            }
        }
        if self.changes.docs_only > 0 {
            let count = self.changes.docs_only;
            let places = if count == 1 { "place was" } else { "places were" };
            let text = format!("docs: {count} {places} seen in other samples, or have other examples");
            self.changes.add(&all, Subject::Docs, Action::DocsOnly, text);
        }
    }

    fn renamed(&mut self, renamed: Option<&Renamed>) {
        for (new, old) in renamed.into_iter().flatten() {
            let at = At::new(self.new, self.new.occurrences(new));
            let text = format!("{}: type {old} → {new}", at.path());
            self.changes.add(&at, Subject::Type, Action::Renamed, text);
        }
    }

    /// Compares the objects around the payloads, and what receivers need to know about deliveries.
    fn envelopes(&mut self) {
        let (old, new) = (self.old, self.new);
        let at = At::new(new, new.envelope());
        for (what, one, other) in delivered(old, new) {
            if one != other {
                let text = format!("{what}: {one} → {other}");
                self.changes.add(&at, Subject::Envelope, Action::DocsOnly, text);
            }
        }
        match (&old.module.envelope, &new.module.envelope) {
            (None, None) => {}
            (None, Some(_)) => {
                let text = "+ envelope: bodies are Envelope<P>, not P";
                self.changes.add(&at, Subject::Envelope, Action::Retyped, text);
            }
            (Some(_), None) => {
                let text = "- envelope: bodies are P, not Envelope<P>";
                self.changes.add(&at, Subject::Envelope, Action::Retyped, text);
            }
            (Some(_), Some(_)) => {
                let placed = |version, (object, occurrences)| Placed { version, object, occurrences };
                for (one, other) in old.around().into_iter().zip(new.around()) {
                    objects(&placed(old, one), &placed(new, other), &mut self.changes);
                }
            }
        }
    }

    /// The payload of events that no sample documents.
    fn any_payloads(&mut self) {
        let (old, new) = (self.old.module.any_payload(), self.new.module.any_payload());
        let occurrences = || Occurrences { path: ANY_PAYLOAD.to_owned(), events: BTreeSet::new() };
        if old.fields.is_empty() && !new.fields.is_empty() {
            let text = format!("+ {ANY_PAYLOAD}: {} that events share", count(new.fields.len(), "key"));
            self.changes.add(&At::new(self.new, occurrences()), Subject::Key, Action::Added, text);
            return;
        }
        let old = Placed { version: self.old, object: &old, occurrences: occurrences() };
        let new = Placed { version: self.new, object: &new, occurrences: occurrences() };
        objects(&old, &new, &mut self.changes);
    }

    fn families(&mut self) {
        let at = |version: &'a Version<'a>, family: &'a EventFamily| {
            At::events(version, version.module.events_of(family).map(|event| event.name.as_str()).collect())
        };
        let (old, new) = (self.old, self.new);
        for one in join(old.module.families.iter(), new.module.families.iter(), |family| &family.name) {
            match one {
                Joined::Old(family) => {
                    let text = format!("- enum {} of {}.*", family.ident, escape(&family.name));
                    self.changes.add(&at(old, family), Subject::Group, Action::Removed, text);
                }
                Joined::New(family) => {
                    let text = format!("+ enum {} of {}.*", family.ident, escape(&family.name));
                    self.changes.add(&at(new, family), Subject::Group, Action::Added, text);
                }
                Joined::Both(one, other) if one.ident != other.ident => {
                    let text = format!("enum {} → {}", one.ident, other.ident);
                    self.changes.add(&at(new, other), Subject::Group, Action::Renamed, text);
                }
                Joined::Both(..) => {}
            }
        }
    }

    fn event_removed(&mut self, event: &'a Event) {
        let keys = |event: &Event| event.payload.fields.iter().map(|field| field.key.clone()).collect::<Vec<_>>();
        let is_alike = |one: &&&Event, others: &Version<'_>| {
            !others.events.contains_key(one.name.as_str()) && keys(one) == keys(event)
        };
        let removed = self.old.events.values().filter(|one| is_alike(one, self.new)).count();
        let added: Vec<_> = self.new.events.values().filter(|one| is_alike(one, self.old)).collect();
        let hint = match added.as_slice() {
            [new] if removed == 1 => format!(" (renamed? {} is new, and has the same keys)", escape(&new.name)),
            _ => String::new(),
        };
        let at = At::new(self.old, Version::payload(event));
        self.changes.add(&at, Subject::Event, Action::Removed, format!("- event{hint}"));
    }

    fn events(&mut self, old: &'a Event, new: &'a Event) {
        let at = At::new(self.new, Version::payload(new));
        if old.payload.name != new.payload.name {
            let text = format!("type {} → {}", old.payload.name, new.payload.name);
            self.changes.add(&at, Subject::Event, Action::Renamed, text);
        } else if old.variant != new.variant {
            let text = format!("variant {} → {}", old.variant, new.variant);
            self.changes.add(&at, Subject::Event, Action::Renamed, text);
        }
        if old.value != new.value {
            let words = |value: &Option<RustType>| value.as_ref().map_or("object".to_owned(), ToString::to_string);
            let text = format!("payload: {} → {}", words(&old.value), words(&new.value));
            self.changes.retyped(&at, Subject::Event, Some(Cause::Contradicted), &text);
        }
        self.samples(&old.samples, &new.samples, &at);
        let placed = |version: &'a Version<'a>, event: &'a Event| Placed {
            version,
            object: &event.payload,
            occurrences: Version::payload(event),
        };
        objects(&placed(self.old, old), &placed(self.new, new), &mut self.changes);
    }

    /// Compares samples by their functions. The types do not depend on which payload a function returns.
    fn samples(&mut self, old: &[SampleFn], new: &[SampleFn], at: &At<'_>) {
        for one in join(old.iter(), new.iter(), |sample| &sample.ident) {
            let (action, text) = match one {
                Joined::Old(sample) => (Action::Removed, format!("- samples::{}()", sample.ident)),
                Joined::New(sample) => (Action::Added, format!("+ samples::{}()", sample.ident)),
                Joined::Both(old, new) if old.name != new.name => {
                    let text = format!("samples::{}(): {} → {}", new.ident, escape(&old.name), escape(&new.name));
                    (Action::DocsOnly, text)
                }
                Joined::Both(..) => continue,
            };
            self.changes.add(at, Subject::Sample, action, text);
        }
    }

    fn definitions(&mut self, name: &str, old: Definition<'a>, new: Definition<'a>) {
        let (before, at) = (self.old.occurrences(name), At::new(self.new, self.new.occurrences(name)));
        match (old, new) {
            (Definition::Struct(one), Definition::Struct(other)) => {
                let old = Placed { version: self.old, object: one, occurrences: before };
                let new = Placed { version: self.new, object: other, occurrences: at.occurrences };
                objects(&old, &new, &mut self.changes);
            }
            (Definition::Enum(one), Definition::Enum(other)) => self.values(name, &one.values, &other.values, &at),
            (Definition::Union(one), Definition::Union(other)) => {
                self.variants(name, &one.variants, &other.variants, &at);
            }
            (one, other) => {
                let (one, other) = (words::of_definition(one), words::of_definition(other));
                let text = format!("{}: type {name}: {one} → {other}", at.path());
                self.changes.add(&at, Subject::Type, Action::Retyped, text);
            }
        }
    }

    fn values(&mut self, name: &str, old: &[EnumValue], new: &[EnumValue], at: &At<'_>) {
        let path = at.path();
        for one in join(old.iter(), new.iter(), |value| &value.text) {
            let (action, text) = match one {
                Joined::Old(value) => (Action::Removed, format!("{path}: - {}", escape(&value.text))),
                Joined::New(value) => (Action::Added, format!("{path}: + {}", escape(&value.text))),
                Joined::Both(old, new) if old.variant != new.variant => {
                    let text = format!("{path}: {}: {name}::{} → {}", escape(&new.text), old.variant, new.variant);
                    (Action::Renamed, text)
                }
                Joined::Both(..) => continue,
            };
            self.changes.add(at, Subject::Value, action, text);
        }
    }

    fn variants(&mut self, name: &str, old: &[UnionVariant], new: &[UnionVariant], at: &At<'_>) {
        let path = at.path();
        for one in join(old.iter(), new.iter(), |variant| &variant.variant) {
            let (action, text) = match one {
                Joined::Old(one) => (Action::Removed, format!("{path}: - {}", one.variant.to_lowercase())),
                Joined::New(one) => (Action::Added, format!("{path}: + {}", one.variant.to_lowercase())),
                Joined::Both(old, new) if old.ty != new.ty => {
                    let variant = &new.variant;
                    let text = format!("{path}: {name}::{variant}({}) → {variant}({})", old.ty, new.ty);
                    let cause = cause::of((self.old, &old.ty), (self.new, &new.ty));
                    self.changes.retyped(at, Subject::Kind, cause, &text);
                    continue;
                }
                Joined::Both(..) => continue,
            };
            self.changes.add(at, Subject::Kind, action, text);
        }
    }
}

/// What a receiver needs to know about deliveries, in each version. No type shows any of it.
fn delivered(old: &Version<'_>, new: &Version<'_>) -> [(&'static str, String, String); 8] {
    let shown = |text: &Option<String>| text.as_ref().map_or("nowhere".to_owned(), |text| escape(text));
    let both = |what, of: &dyn Fn(&Module) -> String| (what, of(old.module), of(new.module));
    let accepted = |version: &Version<'_>| version.delivery.accepted().to_string();
    [
        both("the header with the event's name", &|module| shown(&module.naming.header)),
        both("the place of the event's name", &|module| shown(&module.naming.pointer)),
        both("the place of the payload", &|module| {
            module.payload.as_ref().map_or("the whole body".to_owned(), |text| escape(text))
        }),
        both("a body", &|module| if module.batch { "a list of deliveries" } else { "one delivery" }.to_owned()),
        both("the header with the delivery's id", &|module| shown(&module.id.header)),
        both("the place of the delivery's id", &|module| shown(&module.id.pointer)),
        ("the status of a delivery that is handled later", accepted(old), accepted(new)),
        ("the signature", signature(old), signature(new)),
    ]
}

/// How requests are signed, on one line: the header, and the scheme by its name, or all of its fields.
fn signature(version: &Version<'_>) -> String {
    let Some(signature) = &version.delivery.signature else { return "none".to_owned() };
    let scheme = signature.scheme.as_ref().map_or("in an unknown way".to_owned(), |scheme| {
        let fields = || serde_json::to_string(scheme).unwrap_or_default();
        scheme.preset().map_or_else(fields, |preset| format!("as {preset}"))
    });
    escape(&format!("{} {scheme}", signature.header))
}

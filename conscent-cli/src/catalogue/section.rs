//! Events and types, each with all that is known of it.

use super::view::{Fact, Field, Link, Part, Section, Variant};
use super::{skeleton, words};
use crate::show::{count, printable};
use conscent_codegen::catalog::Documented;
use conscent_codegen::rust::{ENVELOPE, Types};
use conscent_codegen::sample::Fidelity;
use conscent_codegen::schema::{Api, Code, Definition, Event, Kind, Object, Presence, Property, Type};
use std::collections::BTreeSet;

/// One api, and what Rust makes of it.
pub(super) struct Source<'a> {
    pub(super) api: &'a Api,
    /// Its module: a part of ids.
    pub(super) module: &'a str,
    /// The way to its types: `conscent_types::v2`.
    pub(super) path: String,
    pub(super) types: &'a Types<'a>,
}

impl Source<'_> {
    pub(super) fn event(&self, event: &Event, samples: &[Documented]) -> Section {
        let headings = samples.iter().filter_map(|one| one.sample.origin.as_ref()?.heading.as_deref());
        let headings: BTreeSet<&str> = headings.collect();
        let samples = samples.iter().map(|one| match one.sample.fidelity {
            Fidelity::Verbatim => printable(&one.sample.name),
            Fidelity::Corrected => format!("{}, corrected", printable(&one.sample.name)),
        });
        let made_of = event.object.properties.iter().filter_map(|property| words::definition(&property.ty));
        let around = self.api.envelope.iter().map(|_| ENVELOPE);
        let facts = [
            ("Documented as", headings.into_iter().map(printable).map(text).collect()),
            ("Samples", samples.map(text).collect()),
            ("Comes in", around.map(|name| self.link(name)).collect()),
            ("Made of", made_of.collect::<BTreeSet<_>>().into_iter().map(|name| self.link(name)).collect()),
        ];
        Section {
            title: printable(&event.name),
            skeleton: Some(skeleton::of(self.api, event)),
            ..self.section(&event.type_name, "event", facts, Some(&event.object))
        }
    }

    pub(super) fn envelope(&self, object: &Object) -> Section {
        let facts = [("Seen", vec![text(words::seen(self.module, &object.seen, &[]).0)])];
        let section = self.section(ENVELOPE, "around every payload", facts, Some(object));
        Section { path: format!("{}<P>", section.path), ..section }
    }

    pub(super) fn definition(&self, definition: &Definition) -> Section {
        let holders = self.holders(&definition.name);
        let object = if let Kind::Object(object) = &definition.kind { Some(object) } else { None };
        let events: BTreeSet<&String> = match object {
            Some(object) => object.seen.events.iter().collect(),
            None => holders.iter().flat_map(|(_, property)| &property.seen.events).collect(),
        };
        let in_events: Vec<Vec<Part>> = if events.len() == self.api.events.len() {
            vec![text(if events.len() == 1 { "the only event" } else { "every event" })]
        } else {
            let events = self.api.events.iter().filter(|event| events.contains(&event.name));
            events.map(|event| vec![Part::Link(words::event(self.module, event))]).collect()
        };
        let held = holders.iter().map(|(holder, property)| {
            let text = printable(&format!("{holder}.{}", property.key));
            vec![Part::Link(Link { text, to: words::id(self.module, &format!("{holder}.{}", property.ident)) })]
        });
        let (kind, variants) = match &definition.kind {
            Kind::Object(_) => ("object", Vec::new()),
            Kind::Enum(codes) => ("open enum", Self::codes(&definition.name, codes)),
            Kind::Union(types) => ("one of several kinds", self.kinds(&definition.name, types)),
        };
        let seen = object.map(|object| text(format!("in {}", count(object.seen.samples, "sample"))));
        let facts = [("Found at", held.collect()), ("In events", in_events), ("Seen", seen.into_iter().collect())];
        Section { variants, ..self.section(&definition.name, kind, facts, object) }
    }

    fn section<const N: usize>(
        &self,
        name: &str,
        kind: &'static str,
        facts: [(&'static str, Vec<Vec<Part>>); N],
        object: Option<&Object>,
    ) -> Section {
        let facts = facts.into_iter().filter(|(_, items)| !items.is_empty());
        let properties = object.into_iter().flat_map(|object| &object.properties).enumerate();
        Section {
            id: words::id(self.module, name),
            title: name.to_owned(),
            kind,
            path: format!("{}::{name}", self.path),
            facts: facts.map(|(label, items)| Fact { label, items }).collect(),
            fields: properties.map(|(n, property)| self.field(name, n, property)).collect(),
            variants: Vec::new(),
            skeleton: None,
        }
    }

    fn field(&self, object: &str, position: usize, property: &Property) -> Field {
        let signature = self.types.signature(object, position, property);
        let (seen, events) = words::seen(self.module, &property.seen, &self.api.events);
        Field {
            id: words::id(self.module, &format!("{object}.{}", property.ident)),
            key: printable(&property.key),
            ty: words::ty(self.module, &property.ty),
            always: property.presence == Presence::Always,
            nullable: property.nullable,
            held: signature.field,
            accessor: format!("{}() -> {}", property.ident, signature.accessor),
            seen,
            events,
            example: property.example.as_deref().map(printable),
        }
    }

    fn codes(name: &str, codes: &[Code]) -> Vec<Variant> {
        let known = codes.iter().map(|code| (true, text(printable(&code.text)), code.variant.as_str()));
        let other = (false, text("any other"), "Unknown(String)");
        let variant = |(is_code, of, rust)| Variant { is_code, of, rust: format!("{name}::{rust}") };
        known.chain([other]).map(variant).collect()
    }

    fn kinds(&self, name: &str, types: &[Type]) -> Vec<Variant> {
        let variant = |ty| {
            let (variant, held) = self.types.variant(ty);
            Variant { is_code: false, of: words::ty(self.module, ty), rust: format!("{name}::{variant}({held})") }
        };
        types.iter().map(variant).collect()
    }

    /// The properties that lead to a definition, with the names of their objects.
    fn holders(&self, name: &str) -> Vec<(&str, &Property)> {
        let envelope = self.api.envelope.iter().map(|envelope| (ENVELOPE, &envelope.object));
        let events = self.api.events.iter().map(|event| (event.type_name.as_str(), &event.object));
        let definitions = self.api.definitions.iter().filter_map(|definition| match &definition.kind {
            Kind::Object(object) => Some((definition.name.as_str(), object)),
            Kind::Enum(_) | Kind::Union(_) => None,
        });
        let objects = envelope.chain(events).chain(definitions);
        let properties = objects.flat_map(|(holder, object)| object.properties.iter().map(move |one| (holder, one)));
        properties.filter(|(_, property)| words::definition(&property.ty) == Some(name)).collect()
    }

    fn link(&self, name: &str) -> Vec<Part> {
        vec![Part::Link(Link { text: name.to_owned(), to: words::id(self.module, name) })]
    }
}

fn text(text: impl Into<String>) -> Vec<Part> {
    vec![Part::Text(text.into())]
}

//! The sections of events and types.

use super::documented::Documented;
use super::examples::Examples;
use super::snippet::Snippets;
use super::variants::Variants;
use super::view::{self, Fact, Link, Part, Section, Variant};
use super::words;
use crate::show::printable;
use conscent_codegen::interface::{ENVELOPE, Event, Field, Module, OpenEnum, RustType, Struct, Union, UnionVariant};
use conscent_codegen::text::count_large;
use std::collections::BTreeSet;

/// Makes the sections of an api.
pub(super) struct Sections<'a> {
    pub(super) module: &'a Module,
    /// The path of its module: `conscent_types::v2`.
    pub(super) path: String,
    pub(super) documented: &'a Documented<'a>,
    pub(super) examples: Examples<'a>,
    pub(super) variants: Variants<'a>,
    /// How many samples prove that a field is always there.
    pub(super) enough: u64,
    pub(super) snippets: &'a Snippets<'a>,
}

impl Sections<'_> {
    pub(super) fn event(&self, event: &Event) -> Section {
        let headings = event.samples.iter().map(|one| one.heading.as_str()).filter(|heading| !heading.is_empty());
        let headings: BTreeSet<&str> = headings.collect();
        let samples = self.documented.of(self.module, event);
        let link = |one: &view::Sample| vec![Part::Link(Link { text: one.name.clone(), to: one.id.clone() })];
        let made_of = event.payload.fields.iter().filter_map(|field| field.ty.reference());
        let around = self.module.envelope.iter().map(|_| ENVELOPE);
        let archived = event.payload.occurrence.archived;
        let facts = [
            ("Documented as", headings.into_iter().map(printable).map(text).collect()),
            ("Samples", samples.iter().map(link).collect()),
            ("Archived", archived.map(|all| text(count_large(all.of, "payload"))).into_iter().collect()),
            ("Comes in", around.map(|name| self.link(name)).collect()),
            ("Made of", made_of.collect::<BTreeSet<_>>().into_iter().map(|name| self.link(name)).collect()),
        ];
        Section {
            title: printable(&event.name),
            samples,
            snippets: self.snippets.of(self.module, event),
            ..self.structure(&event.payload, "event", facts)
        }
    }

    /// The envelope, and then all other types by name.
    pub(super) fn types(&self) -> Vec<Section> {
        let structs = self.module.structs.iter().map(|one| self.shared(one));
        let enums = self.module.enums.iter().map(|one| self.open_enum(one));
        let unions = self.module.unions.iter().map(|one| self.union(one));
        let mut types: Vec<_> = structs.chain(enums).chain(unions).collect();
        types.sort_by(|a, b| a.title.cmp(&b.title));
        let around = self.module.around().map(|one| self.envelope(one));
        around.chain(self.any_payload()).chain(types).collect()
    }

    /// The fields that are known of events that no sample documents, if any are.
    fn any_payload(&self) -> Option<Section> {
        let one = self.module.any_payload();
        (!one.fields.is_empty()).then(|| self.structure(&one, "payload of an event that no sample documents", []))
    }

    fn envelope(&self, body: &Struct) -> Section {
        let facts = [("Seen", vec![text(body.occurrence.to_string())])];
        let section = self.structure(body, "around every payload", facts);
        Section { path: format!("{}<P>", section.path), ..section }
    }

    fn shared(&self, one: &Struct) -> Section {
        let seen = format!("in {}", one.occurrence.counted());
        let events = one.occurrence.events.iter().collect();
        let facts = [
            ("Found at", self.held(&self.holders(&one.name))),
            ("In events", self.in_events(&events)),
            ("Seen", vec![text(seen)]),
        ];
        self.structure(one, "object", facts)
    }

    fn open_enum(&self, one: &OpenEnum) -> Section {
        let known = one.values.iter().map(|value| (true, printable(&value.text), value.variant.as_str()));
        let variants = known
            .chain([(false, "any other".to_owned(), "Unknown(String)")])
            .map(|(is_code, of, rust)| Variant { is_code, of: text(of), rust: format!("{}::{rust}", one.name) });
        self.enumeration(&one.name, "open enum", variants.collect())
    }

    fn union(&self, one: &Union) -> Section {
        let variants = one.variants.iter().map(|UnionVariant { variant, ty }| Variant {
            is_code: false,
            of: words::ty(self.module, ty),
            rust: format!("{}::{variant}({ty})", one.name),
        });
        self.enumeration(&one.name, "one of several kinds", variants.collect())
    }

    fn enumeration(&self, name: &str, kind: &'static str, variants: Vec<Variant>) -> Section {
        let holders = self.holders(name);
        let events = holders.iter().flat_map(|(holder, field)| words::events(holder, field)).collect();
        let facts = [("Found at", self.held(&holders)), ("In events", self.in_events(&events))];
        Section { variants, ..self.section(name, kind, facts) }
    }

    fn structure<const N: usize>(
        &self,
        one: &Struct,
        kind: &'static str,
        facts: [(&'static str, Vec<Vec<Part>>); N],
    ) -> Section {
        let fields = one.fields.iter().map(|field| self.field(one, field)).collect();
        Section { fields, by_tag: self.variants.table(one), ..self.section(&one.name, kind, facts) }
    }

    fn section<const N: usize>(
        &self,
        name: &str,
        kind: &'static str,
        facts: [(&'static str, Vec<Vec<Part>>); N],
    ) -> Section {
        let facts = facts.into_iter().filter(|(_, items)| !items.is_empty());
        Section {
            id: words::id(self.module, name),
            title: name.to_owned(),
            kind,
            path: format!("{}::{name}", self.path),
            facts: facts.map(|(label, items)| Fact { label, items }).collect(),
            fields: Vec::new(),
            variants: Vec::new(),
            by_tag: None,
            samples: Vec::new(),
            snippets: Vec::new(),
        }
    }

    fn field(&self, holder: &Struct, field: &Field) -> view::Field {
        let documented = self.examples.of(holder, &field.key).map(str::to_owned);
        let borrowed = field.borrowed_type();
        view::Field {
            id: words::field_id(self.module, holder, field),
            key: printable(&field.key),
            ty: words::ty(self.module, &field.ty),
            nullable: field.nullable,
            accessors: [
                format!("{}() -> Option<{borrowed}>", field.ident),
                format!("{}() -> Result<{borrowed}, FieldError>", field.require_ident()),
            ],
            doc: field.doc.as_deref().map(printable),
            presence: words::presence(field, self.enough),
            seen: words::seen(field, self.enough),
            events: words::seen_in(self.module, &field.occurrence),
            // A timestamp's type says its form.
            example: documented
                .or_else(|| field.example.clone())
                .or_else(|| field.form.clone().filter(|_| field.ty != RustType::Timestamp))
                .as_deref()
                .map(printable),
        }
    }

    /// The fields that lead to a type, with their structs.
    fn holders(&self, name: &str) -> Vec<(&Struct, &Field)> {
        let fields =
            self.module.all_structs().flat_map(|holder| holder.fields.iter().map(move |field| (holder, field)));
        fields.filter(|(_, field)| field.ty.reference() == Some(name)).collect()
    }

    fn held(&self, holders: &[(&Struct, &Field)]) -> Vec<Vec<Part>> {
        let link = |(holder, field): &(&Struct, &Field)| {
            let text = printable(&format!("{}.{}", holder.name, field.key));
            vec![Part::Link(Link { text, to: words::field_id(self.module, holder, field) })]
        };
        holders.iter().map(link).collect()
    }

    fn in_events(&self, names: &BTreeSet<&String>) -> Vec<Vec<Part>> {
        if names.len() == self.module.events.len() {
            return vec![text(if names.len() == 1 { "the only event" } else { "every event" })];
        }
        let events = self.module.events.iter().filter(|event| names.contains(&event.name));
        events.map(|event| vec![Part::Link(words::event(self.module, event))]).collect()
    }

    fn link(&self, name: &str) -> Vec<Part> {
        vec![Part::Link(Link { text: name.to_owned(), to: words::id(self.module, name) })]
    }
}

fn text(text: impl Into<String>) -> Vec<Part> {
    vec![Part::Text(text.into())]
}

//! Decided types as Rust.
//!
//! A [`Source`] is a file still to be written: a list of items, each lowered to tokens on its own, on whatever thread is free.
//! Structs get their field types from typify; what it has no words for (events, open enums, unions, reading and writing that
//! loses nothing) is quoted here, on top of conscent-core.

mod code;
mod doc;
mod event;
mod import;
mod object;
mod samples;
mod schemas;
mod signature;
mod types;
mod union;

pub use signature::Signature;
pub(crate) use signature::variants;
pub use types::{ENVELOPE, Types};

use crate::catalog::Catalog;
use crate::diagnostic::Diagnostics;
use crate::emit::ROOT;
use crate::name;
use crate::schema::{Api, Code, Definition, Envelope, Event, Kind, Object, Presence, Property, Type};
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use std::collections::BTreeSet;

/// A source file.
#[derive(Debug)]
pub struct Source<'a> {
    /// Where, below the crate's folder.
    pub path: String,
    /// What the file is about: its inner docs.
    pub about: String,
    /// What is in it.
    pub items: Vec<Item<'a>>,
    /// The types that the other files of its module define.
    pub others: BTreeSet<&'a str>,
    /// The feature of the crate that it is behind.
    pub feature: Option<&'static str>,
}

/// One thing in a source file.
#[derive(Clone, Copy, Debug)]
pub enum Item<'a> {
    /// The declarations of all modules.
    Modules(&'a [Api]),
    /// What an api's module has besides its types.
    Module(&'a Api),
    /// What stands around the payloads of an api.
    Envelope(&'a Envelope, &'a Types<'a>),
    /// The payload of an event.
    Event(&'a Api, &'a Event, &'a Types<'a>),
    /// A shared struct.
    Object(&'a Definition, &'a Object, &'a Types<'a>),
    /// An open enum.
    Enum(&'a Definition, &'a [Code]),
    /// Values of more than one kind.
    Union(&'a Definition, &'a [Type], &'a Types<'a>),
    /// What all types of an api tell the crate schemars.
    Schemas(&'a Api, &'a Types<'a>),
    /// The documented payloads.
    Samples(&'a [Api], &'a Catalog),
    /// The table of all events, for the macro that checks handlers.
    Table(&'a [Api], &'a Catalog),
}

/// The Rust types of the fields of every api.
///
/// # Errors
/// typify's own, which none of the few schemas that it is given here should raise.
pub fn types(apis: &[Api]) -> Result<Vec<Types<'_>>, Diagnostics> {
    crate::diagnostic::collect(apis.iter().map(Types::new))
}

/// The source files of the generated modules, the root first.
#[must_use]
pub fn sources<'a>(apis: &'a [Api], types: &'a [Types<'a>], catalog: &'a Catalog) -> Vec<Source<'a>> {
    let file = |path: &str, about: &str, item| Source {
        path: path.to_owned(),
        about: about.to_owned(),
        items: vec![item],
        others: BTreeSet::new(),
        feature: None,
    };
    let mut sources = vec![file(ROOT, "Everything that is generated from the samples.", Item::Modules(apis))];
    for ((api, types), module) in apis.iter().zip(types).zip(modules(apis)) {
        let count = api.events.len();
        let about =
            format!("The `{}` webhooks: {count} event{}.", doc::code(&api.name), if count == 1 { "" } else { "s" });
        sources.push(file(&format!("src/generated/{module}.rs"), &about, Item::Module(api)));
        sources.extend(parts(api, types, &module));
    }
    let samples = Item::Samples(apis, catalog);
    let samples = file("src/generated/samples.rs", "The documented payloads, as text and typed.", samples);
    sources.push(Source { feature: Some("samples"), ..samples });
    sources
}

/// The source file with the table of all events.
#[must_use]
pub fn table<'a>(apis: &'a [Api], catalog: &'a Catalog) -> Source<'a> {
    Source {
        path: "src/events.rs".to_owned(),
        about: "All documented events.".to_owned(),
        items: vec![Item::Table(apis, catalog)],
        others: BTreeSet::new(),
        feature: None,
    }
}

/// The module of each api.
#[must_use]
pub fn modules(apis: &[Api]) -> Vec<String> {
    let mut scope = name::Scope::modules();
    apis.iter().map(|api| scope.claim([name::snake(&api.name)])).collect()
}

/// The files of an api's module, those that would be empty left out.
fn parts<'a>(api: &'a Api, types: &'a Types<'a>, module: &str) -> Vec<Source<'a>> {
    let events = api.events.iter().map(|event| Item::Event(api, event, types));
    let events = api.envelope.iter().map(|envelope| Item::Envelope(envelope, types)).chain(events).collect();
    let definitions = |kind: fn(&'a Definition, &'a Types<'a>) -> Option<Item<'a>>| {
        api.definitions.iter().filter_map(|definition| kind(definition, types)).collect::<Vec<_>>()
    };
    let objects = definitions(|definition, types| match &definition.kind {
        Kind::Object(object) => Some(Item::Object(definition, object, types)),
        Kind::Enum(_) | Kind::Union(_) => None,
    });
    let codes = definitions(|definition, _| match &definition.kind {
        Kind::Enum(codes) => Some(Item::Enum(definition, codes)),
        Kind::Object(_) | Kind::Union(_) => None,
    });
    let unions = definitions(|definition, types| match &definition.kind {
        Kind::Union(variants) => Some(Item::Union(definition, variants, types)),
        Kind::Object(_) | Kind::Enum(_) => None,
    });
    let parts: [(_, _, Vec<Item<'a>>); 4] = [
        ("events", "Events and their payloads.", events),
        ("objects", "What payloads are made of.", objects),
        ("codes", "Strings with known values, open to others.", codes),
        ("unions", "Values that come in more than one kind.", unions),
    ];
    let all: BTreeSet<&str> = parts.iter().flat_map(|(_, _, items)| defined(items)).collect();
    let source = |(name, about, items): (&str, &str, Vec<Item<'a>>)| Source {
        path: format!("src/generated/{module}/{name}.rs"),
        about: about.to_owned(),
        others: &all - &defined(&items),
        items,
        feature: None,
    };
    let enums = ["AnyEvent", ENVELOPE].into_iter().chain(api.groups.iter().map(|group| group.type_name.as_str()));
    let schemas = Source {
        path: format!("src/generated/{module}/schemas.rs"),
        about: "The JSON Schemas of all types, for the crate schemars.".to_owned(),
        items: vec![Item::Schemas(api, types)],
        others: all.iter().copied().chain(enums).collect(),
        feature: Some("schemars"),
    };
    parts.into_iter().filter(|(_, _, items)| !items.is_empty()).map(source).chain([schemas]).collect()
}

fn defined<'a>(items: &[Item<'a>]) -> BTreeSet<&'a str> {
    items.iter().copied().filter_map(Item::defines).collect()
}

/// The names of the files that [`parts`] gives.
fn part_names(api: &Api) -> Vec<&'static str> {
    let has = |kind: fn(&Kind) -> bool| api.definitions.iter().any(|definition| kind(&definition.kind));
    let parts = [
        ("events", true),
        ("objects", has(|kind| matches!(kind, Kind::Object(_)))),
        ("codes", has(|kind| matches!(kind, Kind::Enum(_)))),
        ("unions", has(|kind| matches!(kind, Kind::Union(_)))),
    ];
    parts.into_iter().filter(|(_, present)| *present).map(|(name, _)| name).collect()
}

/// Lowered code, and code with the names in it that have to be imported.
pub(crate) struct Lowered {
    pub(crate) items: TokenStream,
    pub(crate) naming: TokenStream,
}

/// A struct names what its functions need, and the types of its fields.
fn structure(items: TokenStream, name: &str, object: &Object, types: &Types<'_>) -> Lowered {
    let field = (!object.properties.is_empty()).then(|| quote!(Field));
    let is_always = |property: &Property| property.presence == Presence::Always;
    let error = object.properties.iter().any(is_always).then(|| quote!(FieldError));
    let held = (0..object.properties.len()).map(|n| types.field(name, n));
    Lowered { items, naming: quote! { Map MapAccess Object Value Visitor #field #error #(#held)* } }
}

impl<'a> Item<'a> {
    /// The type that the item defines for others.
    fn defines(self) -> Option<&'a str> {
        match self {
            Self::Event(_, event, _) => Some(&event.type_name),
            Self::Object(definition, ..) | Self::Enum(definition, _) | Self::Union(definition, ..) => {
                Some(&definition.name)
            }
            Self::Modules(_)
            | Self::Module(_)
            | Self::Envelope(..)
            | Self::Schemas(..)
            | Self::Samples(..)
            | Self::Table(..) => None,
        }
    }

    pub(crate) fn lower(self) -> Lowered {
        match self {
            Self::Modules(apis) => {
                let names = modules(apis).into_iter().map(|module| format_ident!("{module}"));
                let items = quote! {
                    #(pub mod #names;)*
                    #[cfg(feature = "samples")]
                    pub mod samples;
                };
                Lowered { items, naming: TokenStream::new() }
            }
            Self::Module(api) => {
                let names: Vec<_> = part_names(api).into_iter().map(|name| format_ident!("{name}")).collect();
                let enums = event::enums(api);
                let items = quote! {
                    #(mod #names;)*
                    #[cfg(feature = "schemars")]
                    mod schemas;
                    #(pub use #names::*;)*
                    #enums
                };
                Lowered { items, naming: event::enums_names(api) }
            }
            Self::Envelope(envelope, types) => {
                let Lowered { items, naming } =
                    structure(event::envelope(envelope, types), ENVELOPE, &envelope.object, types);
                let names = event::envelope_names();
                Lowered { items, naming: quote!(#names #naming) }
            }
            Self::Event(api, event, types) => {
                let Lowered { items, naming } =
                    structure(event::payload(api, event, types), &event.type_name, &event.object, types);
                let names = event::payload_names();
                Lowered { items, naming: quote!(#names #naming) }
            }
            Self::Object(definition, object, types) => {
                structure(object::lower(types, definition, object), &definition.name, object, types)
            }
            Self::Enum(definition, codes) => {
                Lowered { items: code::lower(definition, codes), naming: quote!(OpenEnum) }
            }
            Self::Union(definition, variants, types) => Lowered {
                items: union::lower(types, definition, variants),
                naming: variants.iter().map(|ty| types::RustType::from(ty).into_token_stream()).collect(),
            },
            Self::Schemas(api, types) => {
                // It has no name of its own but those of functions: all others have to be imported.
                let items = schemas::lower(api, types);
                Lowered { naming: items.clone(), items }
            }
            Self::Samples(apis, catalog) => {
                Lowered { items: samples::lower(apis, catalog), naming: quote!(Fidelity Sample TypedSample) }
            }
            Self::Table(apis, catalog) => {
                Lowered { items: event::table(apis, catalog), naming: quote!(DocumentedEvent) }
            }
        }
    }
}

impl Source<'_> {
    /// The `use` lines for items that name these.
    pub(crate) fn imports(&self, names: &BTreeSet<String>) -> TokenStream {
        import::lines(names, &self.others)
    }
}

pub(crate) use import::idents;

//! Decided types as Rust: a token stream per source file.
//!
//! Structs get their field types from typify; what it has no words for (events, open enums, unions, reading and writing that
//! loses nothing) is quoted here, on top of conscent-core.

mod code;
mod doc;
mod event;
mod import;
mod object;
mod samples;
mod types;
mod union;

use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Place};
use crate::emit::ROOT;
use crate::name;
use crate::schema::{Api, Kind};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use std::collections::BTreeSet;

pub use event::table;

/// A source file of the generated crate.
#[derive(Clone, Debug)]
pub struct Source {
    /// Where, below the crate's folder.
    pub path: String,
    /// What the file is about: its inner docs.
    pub about: String,
    /// The items.
    pub items: TokenStream,
}

/// The generated modules: their root, one for each api, and the samples.
///
/// # Errors
/// typify's own, which none is known to be raised.
pub fn lower(apis: &[Api], catalog: &Catalog) -> Result<Vec<Source>, Diagnostic> {
    let declared = modules(apis).into_iter().map(|module| format_ident!("{module}"));
    let mut sources = vec![Source {
        path: ROOT.to_owned(),
        about: "Everything that is generated from the samples.".to_owned(),
        items: quote! {
            #(pub mod #declared;)*
            #[cfg(feature = "samples")]
            pub mod samples;
        },
    }];
    for (api, module) in apis.iter().zip(modules(apis)) {
        let types = types::Types::new(api)
            .map_err(|error| Place::file(&api.name).says("typify gives no types", error.to_string()))?;
        sources.extend(lower_api(api, &module, &types));
    }
    sources.push(samples::lower(apis, catalog));
    Ok(sources)
}

/// The module of each api.
pub(crate) fn modules(apis: &[Api]) -> Vec<String> {
    let mut scope = name::Scope::modules();
    apis.iter().map(|api| scope.claim([name::snake(&api.name)])).collect()
}

/// One file of an api's module.
struct Part {
    name: &'static str,
    about: &'static str,
    items: TokenStream,
    /// What in the items names types.
    naming: TokenStream,
    /// The types it defines.
    defines: BTreeSet<String>,
}

fn lower_api(api: &Api, module: &str, types: &types::Types<'_>) -> Vec<Source> {
    let part = |name, about| Part { name, about, items: quote!(), naming: quote!(), defines: BTreeSet::new() };
    let mut events = part("events", "Events and their payloads.");
    events.items = event::lower(api, types);
    events.naming = events.items.clone();
    events.defines.extend(api.events.iter().map(|event| event.type_name.clone()));
    let mut objects = part("objects", "What payloads are made of.");
    let mut codes = part("codes", "Strings with known values, open to others.");
    let mut unions = part("unions", "Values that come in more than one kind.");
    for definition in &api.definitions {
        let (part, items, naming) = match &definition.kind {
            Kind::Object(one) => {
                let items = object::lower(types, definition, one);
                (&mut objects, items.clone(), items)
            }
            Kind::Enum(one) => (&mut codes, code::lower(definition, one), quote!(OpenEnum)),
            Kind::Union(one) => {
                (&mut unions, union::lower(types, definition, one), one.iter().map(types::plain).collect())
            }
        };
        part.items.extend(items);
        part.naming.extend(naming);
        part.defines.insert(definition.name.clone());
    }
    let parts = [events, objects, codes, unions];
    let parts: Vec<&Part> = parts.iter().filter(|part| !part.items.is_empty()).collect();

    let names: Vec<_> = parts.iter().map(|part| format_ident!("{}", part.name)).collect();
    let (any_imports, any_event) = (event::any_imports(), event::any(api));
    let count = api.events.len();
    let mut sources = vec![Source {
        path: format!("src/generated/{module}.rs"),
        about: format!("The `{}` webhooks: {count} event{}.", doc::code(&api.name), if count == 1 { "" } else { "s" }),
        items: quote! {
            #any_imports
            #(mod #names;)*
            #(pub use #names::*;)*
            #any_event
        },
    }];
    for part in &parts {
        let others = parts.iter().filter(|other| other.name != part.name);
        let local = others.flat_map(|other| other.defines.iter().map(String::as_str)).collect();
        let (imports, items) = (import::lines(&part.naming, &local), &part.items);
        sources.push(Source {
            path: format!("src/generated/{module}/{}.rs", part.name),
            about: part.about.to_owned(),
            items: quote! { #imports #items },
        });
    }
    sources
}

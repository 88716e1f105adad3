//! Decided types as Rust: a token stream per source file.
//!
//! Structs get their field types from typify; what it has no words for (events, open enums, unions, reading and writing that
//! loses nothing) is quoted here, on top of conscent-core.

mod code;
mod doc;
mod event;
mod object;
mod samples;
mod types;
mod union;

use crate::catalog::Catalog;
use crate::name;
use crate::schema::{Api, Kind};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

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

/// The generated modules: one for each api, and the samples.
#[must_use]
pub fn lower(apis: &[Api], catalog: &Catalog) -> Vec<Source> {
    let mut sources = Vec::new();
    for (api, module) in apis.iter().zip(modules(apis)) {
        sources.extend(lower_api(api, &module));
    }
    sources.push(samples::lower(apis, catalog));
    let declared = modules(apis).into_iter().map(|module| format_ident!("{module}"));
    sources.push(Source {
        path: "src/generated.rs".to_owned(),
        about: "Everything that is generated from the samples.".to_owned(),
        items: quote! {
            #(pub mod #declared;)*
            #[cfg(feature = "samples")]
            pub mod samples;
        },
    });
    sources
}

/// The module of each api.
fn modules(apis: &[Api]) -> Vec<String> {
    let mut scope = name::Scope::modules();
    apis.iter().map(|api| scope.claim([name::snake(&api.name)])).collect()
}

fn lower_api(api: &Api, module: &str) -> Vec<Source> {
    let types = types::Types::new(api);
    let mut files = vec![("events", "Events and their payloads.", event::lower(api, &types))];
    let (mut objects, mut codes, mut unions) = (TokenStream::new(), TokenStream::new(), TokenStream::new());
    for definition in &api.definitions {
        match &definition.kind {
            Kind::Object(one) => objects.extend(object::lower(&types, definition, one)),
            Kind::Enum(one) => codes.extend(code::lower(definition, one)),
            Kind::Union(one) => unions.extend(union::lower(&types, definition, one)),
        }
    }
    files.push(("objects", "What payloads are made of.", objects));
    files.push(("codes", "Strings with known values, open to others.", codes));
    files.push(("unions", "Values that come in more than one kind.", unions));
    files.retain(|(_, _, items)| !items.is_empty());

    let mods = files.iter().map(|(file, _, _)| format_ident!("{file}"));
    let uses = files.iter().map(|(file, _, _)| format_ident!("{file}"));
    let any_event = event::any(api);
    let count = api.events.len();
    let mut sources = vec![Source {
        path: format!("src/generated/{module}.rs"),
        about: format!("The `{}` webhooks: {count} event{}.", doc::code(&api.name), if count == 1 { "" } else { "s" }),
        items: quote! {
            #(mod #mods;)*
            #(pub use #uses::*;)*
            #any_event
        },
    }];
    sources.extend(files.into_iter().map(|(file, about, items)| Source {
        path: format!("src/generated/{module}/{file}.rs"),
        about: about.to_owned(),
        items: quote! { use super::*; #items },
    }));
    sources
}

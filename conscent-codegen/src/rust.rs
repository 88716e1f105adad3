//! The interface as Rust source files.
//!
//! A [`Source`] is a file to be printed. Its items are expanded and formatted one by one, on all cores.

mod api;
mod code;
mod doc;
mod event;
mod format;
mod object;
mod open_enum;
mod samples;
mod schemars;
mod types;
mod union;
pub(crate) mod view;

pub(crate) use format::mark;

use crate::diagnostic::{self, Diagnostics};
use crate::interface::{Interface, Module};
use crate::output::{File, ROOT};
use crate::samples::Delivery;
use crate::text::{count, escape};
use api::Reach;
use code::Code;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// A source file to be printed.
struct Source<'a> {
    /// Its path in the crate.
    path: String,
    /// Its inner docs: one line.
    about: String,
    /// Its items.
    items: Vec<Item<'a>>,
    /// The feature of the crate that gates it.
    feature: Option<&'static str>,
}

/// Code that is printed together. A token stream cannot be sent to another thread, so each thread makes its own.
type Item<'a> = Box<dyn Fn() -> Vec<Code> + Send + Sync + 'a>;

/// The source files of the generated modules. The root comes first.
///
/// # Errors
/// The generated tokens are not valid Rust: a defect of the generator, reported with the file.
pub(crate) fn files(interface: &Interface) -> Result<Vec<File>, Diagnostics> {
    diagnostic::collect_all(sources(interface, Reach::Crate).iter().map(format::file))
}

/// The generated modules as one text for `include!`, without those that a feature gates.
///
/// # Errors
/// As [`files`].
pub(crate) fn bundle(interface: &Interface) -> Result<String, Diagnostics> {
    Ok(format::bundle(&sources(interface, Reach::Module))?)
}

fn source<'a>(path: &str, about: &str, item: impl Fn() -> Vec<Code> + Send + Sync + 'a) -> Source<'a> {
    Source { path: path.to_owned(), about: about.to_owned(), items: vec![Box::new(item)], feature: None }
}

fn sources(interface: &Interface, reach: Reach) -> Vec<Source<'_>> {
    let root = move || vec![root(interface).into(), api::events(interface, reach)];
    let mut sources = vec![source(ROOT, "The modules that are generated from the samples.", root)];
    for module in &interface.modules {
        let about = format!("The `{}` webhooks: {}.", escape(&module.api), count(module.events.len(), "event"));
        let path = format!("src/generated/{}.rs", module.ident);
        sources.push(source(&path, &about, move || self::module(module, &interface.delivery)));
        sources.extend(parts(module));
    }
    let about = "The documented payloads, as text and as types.";
    let samples = source("src/generated/samples.rs", about, || vec![samples::expand(interface).into()]);
    sources.push(Source { feature: Some("samples"), ..samples });
    sources
}

/// The declarations of all modules.
fn root(interface: &Interface) -> TokenStream {
    let idents = interface.modules.iter().map(|module| format_ident!("{}", module.ident));
    quote! {
        #(#[allow(unused_imports, reason = "every file imports the same prelude")] pub mod #idents;)*
        #[cfg(feature = "samples")]
        pub mod samples;
    }
}

/// The module of an API: its files, its descriptor, and the enums of its events.
fn module(module: &Module, delivery: &Delivery) -> Vec<Code> {
    let parts: Vec<_> = parts(module)
        .iter()
        .map(|part| {
            let name = part.path.trim_end_matches(".rs").rsplit('/').next().unwrap_or_default();
            (format_ident!("{name}"), part.feature)
        })
        .collect();
    let open = parts.iter().filter(|(_, feature)| feature.is_none()).map(|(name, _)| name);
    let declarations = parts.iter().map(|(name, feature)| {
        let gate = feature.map(|feature| quote!(#[cfg(feature = #feature)]));
        quote! { #gate mod #name; }
    });
    let mut code = vec![Code::from(quote! {
        use conscent_core::prelude::*;
        #(#declarations)*
        #(pub use #open::*;)*
    })];
    code.push(api::descriptor(module, delivery));
    code.extend(event::enums(module));
    code
}

/// The files of an API's module, without empty ones.
fn parts(module: &Module) -> Vec<Source<'_>> {
    let mut events: Vec<Item<'_>> = Vec::new();
    if let Some(envelope) = &module.envelope {
        events.push(Box::new(|| event::envelope(envelope)));
    }
    events.extend(module.events.iter().map(|event| -> Item<'_> { Box::new(|| event::payload(module, event)) }));
    events.push(Box::new(|| event::any_payload(module)));
    let objects = module.structs.iter().map(|one| -> Item<'_> { Box::new(|| object::shared(one)) });
    let enums = module.enums.iter().map(|one| -> Item<'_> { Box::new(|| open_enum::expand(one)) });
    let unions = module.unions.iter().map(|one| -> Item<'_> { Box::new(|| union::expand(one)) });
    let views = view::structs(module)
        .map(|(one, views, tag)| -> Item<'_> { Box::new(move || view::expand(module, one, views, tag)) });
    let parts: [(_, _, Vec<Item<'_>>, _); 6] = [
        ("events", "Events and their payloads.", events, None),
        ("objects", "Structs for the objects inside payloads.", objects.collect(), None),
        ("codes", "Open enums: strings with known values.", enums.collect(), None),
        ("unions", "Unions: values of several JSON kinds.", unions.collect(), None),
        ("views", "The variants of structs, as views that borrow them.", views.collect(), None),
        (
            "schemas",
            "The JSON Schemas of all types, for the crate schemars.",
            vec![Box::new(|| schemars::expand(module))],
            Some("schemars"),
        ),
    ];
    let parts = parts.into_iter().filter(|(_, _, items, _)| !items.is_empty());
    parts
        .map(|(name, about, mut items, feature)| {
            items.insert(0, Box::new(|| vec![Code::Text("use super::*;\n".to_owned())]));
            let path = format!("src/generated/{}/{name}.rs", module.ident);
            Source { path, about: about.to_owned(), items, feature }
        })
        .collect()
}

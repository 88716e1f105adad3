//! Ordinary serde types, made by typify from the published JSON Schemas. They are strict, and only have what the
//! schemas have.
//!
//! They are for programs that prefer plain structs and `Option`, and that may fail on a payload unlike all samples.

use crate::diagnostic::{self, Diagnostic, Diagnostics, Location};
use crate::document::json_schema;
use crate::interface::{Interface, Module};
use crate::rust::mark;
use crate::schema::ident::pascal;
use crate::text::{capitalized, escape};
use conscent_shape::json_schema::{Kinds, Schema};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use schemars::schema::RootSchema;
use std::collections::{BTreeMap, BTreeSet};
use typify::{TypeSpace, TypeSpaceSettings};

/// Generates the types of all events as one source file, with a module for each API.
///
/// A payload has the same name as in the generated crate. If there is an envelope, the whole body is `<payload>Body`.
///
/// # Errors
/// typify does not support a schema.
pub fn plain(interface: &Interface) -> Result<String, Diagnostics> {
    let modules: Vec<_> = diagnostic::collect_all(interface.modules.iter().map(module))?;
    let text = print(quote!(#(#modules)*))?;
    Ok(format!("{}\n\n{text}", mark()))
}

/// Generates the types of one schema as a source file. The type of the whole document has the given name.
///
/// # Errors
/// typify does not support the schema.
pub fn plain_schema(schema: &Schema, name: &str) -> Result<String, Diagnostic> {
    let mut root = schema.clone();
    root.title = Some(name.to_owned());
    let mut taken = BTreeSet::new();
    for (key, definition) in &mut root.definitions {
        name_values(definition, &pascal(key), &mut taken);
    }
    name_values(&mut root, name, &mut taken);
    print(types(&root, name)?)
}

fn module(module: &Module) -> Result<TokenStream, Diagnostic> {
    let mut definitions = BTreeMap::new();
    for event in &module.events {
        let mut body = json_schema::document(module, event);
        definitions.append(&mut body.definitions);
        let name = &event.payload.name;
        let name = if module.envelope.is_some() { format!("{name}Body") } else { name.clone() };
        definitions.insert(name, Schema { dialect: None, id: None, title: None, ..body });
    }
    let types = types(&Schema { definitions, ..Schema::default() }, &module.api)?;
    let (ident, about) = (format_ident!("{}", module.ident), format!(" The `{}` webhooks.", escape(&module.api)));
    Ok(quote! {
        #[doc = #about]
        pub mod #ident {
            #types
        }
    })
}

/// Calls typify.
fn types(schema: &Schema, name: &str) -> Result<TokenStream, Diagnostic> {
    let mut schema = schema.clone();
    prepare(&mut schema);
    let refused = |error: &dyn std::fmt::Display| {
        let help = format!("{error}; use the default style, which needs no typify, and report this with the samples");
        Location::file(name).error("typify does not support this schema", help)
    };
    let root: RootSchema = serde_json::from_str(&schema.to_text()).map_err(|error| refused(&error))?;
    let mut settings = TypeSpaceSettings::default();
    settings.with_map_type("::std::collections::BTreeMap".to_owned()).with_derive("PartialEq".to_owned());
    let mut space = TypeSpace::new(&settings);
    space.add_root_schema(root).map_err(|error| refused(&error))?;
    Ok(space.to_stream())
}

fn print(tokens: TokenStream) -> Result<String, Diagnostic> {
    let file = syn::parse2(tokens).map_err(|error| {
        let help =
            format!("{error}; this is a defect of typify or of the generator: please report it with the samples");
        Location::file("plain").error("generated code is not Rust", help)
    })?;
    Ok(prettyplease::unparse(&file))
}

/// Names the objects in maps, because typify names only those under keys. Every name is used once.
fn name_values(schema: &mut Schema, name: &str, taken: &mut BTreeSet<String>) {
    for (key, property) in &mut schema.properties {
        name_values(property, &format!("{name}{}", pascal(key)), taken);
    }
    if let Some(items) = &mut schema.items {
        name_values(items, &format!("{name}Item"), taken);
    }
    if let Some(values) = &mut schema.additional_properties {
        let base = format!("{name}Value");
        let mut numbered = (2_u64..).map(|number| format!("{base}{number}"));
        let own = std::iter::once(base.clone()).chain(&mut numbered).find(|own| taken.insert(own.clone()));
        let own = own.unwrap_or(base);
        name_values(values, &own, taken);
        if !values.properties.is_empty() {
            values.title = Some(own);
        }
    }
}

/// Adapts a schema to typify. An open enum, which is a known value or any other string, becomes a string, because
/// typify would make a struct of the two. A description becomes a doc comment, which starts with a space. Only times
/// keep their formats; other formats become plain strings, because typify would need another crate for some, and all
/// would reject bodies. The conditions for the variants of an object are left out, because its struct has the fields of
/// all variants. Schemas for further keys of a struct are left out too, because serde ignores these keys.
fn prepare(schema: &mut Schema) {
    schema.format = schema.format.take().filter(|format| format == "date-time");
    if let [known, other] = schema.any_of.as_slice()
        && !known.values.is_empty()
        && other.kinds == Kinds::One("string")
    {
        *schema = Schema { any_of: Vec::new(), kinds: Kinds::One("string"), ..std::mem::take(schema) };
    }
    schema.description = schema.description.take().map(|text| format!(" {}.", capitalized(&text)));
    if !schema.properties.is_empty() {
        schema.additional_properties = None;
    }
    (schema.one_of, schema.all_of) = Default::default();
    (schema.condition, schema.then, schema.otherwise) = Default::default();
    schema.below().for_each(prepare);
}

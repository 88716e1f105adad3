//! The `use` lines of a generated file: what it names, no more, so that no warning follows.

use proc_macro2::{TokenStream, TokenTree};
use quote::{format_ident, quote};
use std::collections::BTreeSet;

/// What generated code names unqualified, by where it comes from.
const FOREIGN: &[(&str, &[&str])] = &[
    ("conscent_core", &["Event", "Field", "FieldError", "Number", "Object", "OpenEnum", "Timestamp", "Visitor"]),
    ("serde::de", &["MapAccess"]),
    ("serde_json", &["Map", "Value"]),
    ("std::collections", &["BTreeMap"]),
];

/// The `use` lines for code that names what `naming` names. `local` are the types that the module's other files define.
pub(super) fn lines(naming: &TokenStream, local: &BTreeSet<&str>) -> TokenStream {
    let mut idents = BTreeSet::new();
    collect(naming.clone(), &mut idents);
    let foreign = FOREIGN.iter().filter_map(|(from, names)| {
        let names: Vec<_> =
            names.iter().filter(|name| idents.contains(**name)).map(|name| format_ident!("{name}")).collect();
        let path = from.split("::").map(|part| format_ident!("{part}"));
        (!names.is_empty()).then(|| quote! { use #(#path)::*::{#(#names),*}; })
    });
    let foreign: TokenStream = foreign.collect();
    let local: Vec<_> =
        local.iter().filter(|name| idents.contains(**name)).map(|name| format_ident!("{name}")).collect();
    let local = (!local.is_empty()).then(|| quote! { use super::{#(#local),*}; });
    quote! { #local #foreign }
}

fn collect(tokens: TokenStream, into: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => drop(into.insert(ident.to_string())),
            TokenTree::Group(group) => collect(group.stream(), into),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

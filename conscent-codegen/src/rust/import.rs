//! The `use` lines of a generated file: what it names, no more, so that no warning follows.

use proc_macro2::{TokenStream, TokenTree};
use quote::{format_ident, quote};
use std::collections::BTreeSet;

/// What generated code names unqualified, by where it comes from.
const FOREIGN: &[(&str, &[&str])] = &[
    (
        "conscent_core",
        &[
            "DecodeError",
            "Drift",
            "Event",
            "Fidelity",
            "Field",
            "FieldError",
            "Incoming",
            "Number",
            "Object",
            "OpenEnum",
            "Sample",
            "Timestamp",
            "TypedSample",
            "Undecodable",
            "UnknownEvent",
            "Visitor",
            "decode",
            "schema",
        ],
    ),
    ("crate", &["DocumentedEvent"]),
    ("serde::de", &["MapAccess"]),
    ("serde_json", &["Map", "Value"]),
    ("std::collections", &["BTreeMap"]),
];

/// The `use` lines for code with these names. `others` are the types that the module's other files define: a name of theirs is
/// none of elsewhere.
pub(super) fn lines(names: &BTreeSet<String>, others: &BTreeSet<&str>) -> TokenStream {
    let needed = |name: &&str| names.contains(*name);
    let is_foreign = |name: &&str| needed(name) && !others.contains(name);
    let idents: Vec<_> = others.iter().copied().filter(needed).map(|name| format_ident!("{name}")).collect();
    let sibling = (!idents.is_empty()).then(|| quote! { use super::{#(#idents),*}; });
    let foreign = FOREIGN.iter().filter_map(|(from, names)| {
        let names: Vec<_> = names.iter().copied().filter(is_foreign).map(|name| format_ident!("{name}")).collect();
        let path = from.split("::").map(|part| format_ident!("{part}"));
        (!names.is_empty()).then(|| quote! { use #(#path)::*::{#(#names),*}; })
    });
    let foreign: TokenStream = foreign.collect();
    quote! { #sibling #foreign }
}

/// All names in code.
pub(crate) fn idents(code: TokenStream) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    collect(code, &mut names);
    names
}

fn collect(code: TokenStream, into: &mut BTreeSet<String>) {
    for token in code {
        match token {
            TokenTree::Ident(ident) => drop(into.insert(ident.to_string())),
            TokenTree::Group(group) => collect(group.stream(), into),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

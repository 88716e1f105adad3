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
            "Number",
            "Object",
            "OpenEnum",
            "Sample",
            "Timestamp",
            "TypedSample",
            "UnknownEvent",
            "Visitor",
            "decode_boxed",
        ],
    ),
    ("crate", &["DocumentedEvent"]),
    ("serde", &["Serialize", "Serializer"]),
    ("serde::de", &["MapAccess"]),
    ("serde_json", &["Map", "Value"]),
    ("std::collections", &["BTreeMap"]),
];

/// The `use` lines for code with these names. `others` are the types that the module's other files define.
pub(super) fn lines(names: &BTreeSet<String>, others: &BTreeSet<&str>) -> TokenStream {
    let needed = |name: &&str| names.contains(*name);
    let others: Vec<_> = others.iter().copied().filter(needed).map(|name| format_ident!("{name}")).collect();
    let others = (!others.is_empty()).then(|| quote! { use super::{#(#others),*}; });
    let foreign = FOREIGN.iter().filter_map(|(from, names)| {
        let names: Vec<_> = names.iter().copied().filter(needed).map(|name| format_ident!("{name}")).collect();
        let path = from.split("::").map(|part| format_ident!("{part}"));
        (!names.is_empty()).then(|| quote! { use #(#path)::*::{#(#names),*}; })
    });
    let foreign: TokenStream = foreign.collect();
    quote! { #others #foreign }
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

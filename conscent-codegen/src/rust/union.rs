//! Unions: a variant for each kind of value.

use super::code::Code;
use super::doc;
use crate::interface::Union;
use quote::{format_ident, quote};

pub(super) fn expand(one: &Union) -> Vec<Code> {
    let ident = format_ident!("{}", one.name);
    let doc = doc::lines(&[format!("Values of {}, which are of several JSON kinds.", doc::keys(&one.keys))]);
    let kinds = one.variants.iter().map(|variant| format_ident!("{}", variant.variant));
    let docs = one.variants.iter().map(|variant| match variant.variant.as_str() {
        "Bool" => " `true` or `false`.",
        "Number" => " A number.",
        "List" => " An array.",
        "Object" => " An object.",
        _ => " A string.",
    });
    let types = one.variants.iter().map(|variant| &variant.ty);
    let items = quote! {
        #doc
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #ident {
            #(#[doc = #docs] #kinds(#types),)*
        }
    };
    let entries = one.variants.iter().map(|variant| variant.variant.clone());
    vec![items.into(), Code::call("conscent_core::impl_union", &one.name, entries)]
}

//! Unions: values that come in more than one kind, a variant for each.

use super::doc;
use super::types::{RustType, Types};
use crate::schema::{Definition, Type};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

pub(super) fn lower(types: &Types<'_>, definition: &Definition, variants: &[Type]) -> TokenStream {
    let name = format_ident!("{}", definition.name);
    let doc = doc::lines(&doc::definition(definition, None));
    let variants: Vec<_> = variants.iter().map(|ty| variant(types, ty)).collect();
    let kinds = variants.iter().map(|(kind, _, _)| format_ident!("{kind}"));
    let variants = variants.iter().map(|(kind, doc, inner)| {
        let kind = format_ident!("{kind}");
        quote! { #[doc = #doc] #kind(#inner) }
    });
    quote! {
        #doc
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
        }
        conscent_core::sum!(#name { #(#kinds),* });
    }
}

/// The kind of JSON value that a type takes, which names its variant, the variant's docs, and the type in Rust.
pub(super) fn variant(types: &Types<'_>, ty: &Type) -> (&'static str, &'static str, RustType) {
    let inner = RustType::from(ty);
    match ty {
        Type::Bool => ("Bool", " `true` or `false`.", inner),
        Type::Number => ("Number", " A number.", inner),
        Type::List(_) => ("List", " An array.", inner),
        // Boxed: an object may hold the union that it is in.
        Type::Ref(name) if types.is_object(name) => ("Object", " An object.", RustType::Box(Box::new(inner))),
        Type::Map(_) | Type::Payload => ("Object", " An object whose keys are data.", inner),
        Type::Text | Type::Timestamp | Type::Ref(_) | Type::Any | Type::Nullable(_) => ("Text", " A string.", inner),
    }
}

//! Unions: values that come in more than one kind, a variant for each.

use super::doc;
use super::types::{Types, plain};
use crate::schema::{Definition, Type};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

pub(super) fn lower(types: &Types<'_>, definition: &Definition, variants: &[Type]) -> TokenStream {
    let name = format_ident!("{}", definition.name);
    let doc = doc::lines(&doc::definition(definition, None));
    let variants: Vec<_> = variants.iter().map(|ty| variant(types, ty)).collect();
    quote! {
        #doc
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
        }
        conscent_core::sum!(#name { #(#variants),* });
    }
}

/// The variant of a type, named for the kind of JSON value it takes.
fn variant(types: &Types<'_>, ty: &Type) -> TokenStream {
    let inner = plain(ty);
    match ty {
        Type::Bool => quote!(Bool(#inner)),
        Type::Number => quote!(Number(#inner)),
        Type::List(_) => quote!(List(#inner)),
        // Boxed: an object may hold the union that it is in.
        Type::Ref(name) if types.is_object(name) => quote!(Object(Box<#inner>)),
        Type::Map(_) | Type::Payload => quote!(Object(#inner)),
        Type::Text | Type::Timestamp | Type::Ref(_) | Type::Any | Type::Nullable(_) => quote!(Text(#inner)),
    }
}

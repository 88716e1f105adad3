//! Open enums: strings with known values, and one variant for all others.

use super::doc;
use crate::schema::{Code, Definition};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

pub(super) fn lower(definition: &Definition, codes: &[Code]) -> TokenStream {
    let name = format_ident!("{}", definition.name);
    let doc = doc::lines(&doc::definition(definition, None));
    let texts: Vec<&str> = codes.iter().map(|code| code.text.as_str()).collect();
    let docs = texts.iter().map(|text| format!(" `{}`", doc::code(text)));
    let variants: Vec<_> = codes.iter().map(|code| format_ident!("{}", code.variant)).collect();
    quote! {
        #doc
        #[derive(Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#[doc = #docs] #variants,)*
            /// A value that no sample has.
            Unknown(String),
        }
        impl OpenEnum for #name {
            fn from_text(text: &str) -> Self {
                match text {
                    #(#texts => Self::#variants,)*
                    _ => Self::Unknown(text.to_owned()),
                }
            }
            fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #texts,)*
                    Self::Unknown(text) => text,
                }
            }
            fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }
        }
        conscent_core::open_enum!(#name);
    }
}

//! Types of fields as tokens.

use crate::interface::RustType;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

impl ToTokens for RustType {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Any => quote!(Value),
            Self::Json => quote!(Json),
            Self::Bool => quote!(bool),
            Self::Number => quote!(Number),
            Self::String => quote!(String),
            Self::Timestamp => quote!(Timestamp),
            Self::EpochSeconds => quote!(EpochSeconds),
            Self::EpochMillis => quote!(EpochMillis),
            Self::Decimal => quote!(Decimal),
            Self::Payload => quote!(P),
            Self::Around(name) => {
                let name = format_ident!("{name}");
                quote!(#name<P>)
            }
            Self::Named(name) => format_ident!("{name}").into_token_stream(),
            Self::Vec(item) => quote!(Vec<#item>),
            Self::Option(inner) => quote!(Option<#inner>),
            Self::Map(values) => quote!(BTreeMap<String, #values>),
            Self::Box(inner) => quote!(Box<#inner>),
        });
    }
}

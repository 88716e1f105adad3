//! Structs: their fields and accessors, and the call of the macro that implements the rest.

use super::code::Code;
use super::doc;
use crate::interface::{Field, RustType, Struct};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// A struct that events share.
pub(super) fn shared(one: &Struct) -> Vec<Code> {
    expand(one, &doc::shared(one), &Generics::default())
}

/// The generics of a struct that holds a payload of any type.
#[derive(Default)]
pub(super) struct Generics {
    /// `<P>`
    pub(super) params: TokenStream,
    /// `<P: Payload>`
    pub(super) bounds: TokenStream,
}

/// A struct with its accessors and impls.
pub(super) fn expand(one: &Struct, doc: &[String], generics: &Generics) -> Vec<Code> {
    let ident = format_ident!("{}", one.name);
    let doc = doc::lines(&[doc, &doc::views(one)].concat());
    let Generics { params, bounds } = generics;
    let declarations = one.fields.iter().map(declaration);
    let accessors = one.fields.iter().map(|field| accessors(&one.name, field));
    let inherent = (!one.fields.is_empty()).then(|| quote! { impl #bounds #ident #params { #(#accessors)* } });
    let items = quote! {
        #doc
        #[derive(Clone, Default, PartialEq)]
        #[non_exhaustive]
        pub struct #ident #params {
            #(#declarations)*
            /// Keys that are in no sample, with their values.
            pub extra: Map<String, Value>,
        }
        #inherent
    };
    let entries = one.fields.iter().map(|field| format!("{} = {:?}", field.ident, field.key));
    vec![
        items.into(),
        Code::call(
            "conscent_core::impl_object",
            &format!("{}{}", one.name, params.to_string().replace(' ', "")),
            entries,
        ),
    ]
}

fn declaration(field: &Field) -> TokenStream {
    let (doc, ident, ty) = (doc::field(field), format_ident!("{}", field.ident), &field.ty);
    quote! {
        #[doc = #doc]
        pub #ident: Field<#ty>,
    }
}

/// Two accessors for every field. No signature may depend on how often something was seen.
///
/// With `#[inline]`, only the accessors that a program calls become machine code. Most are never called, so a user's
/// build takes less time: 7 % less without optimization, 3 % less with it.
fn accessors(object: &str, field: &Field) -> TokenStream {
    let (doc, ident, key) = (doc::accessor(field), format_ident!("{}", field.ident), &field.key);
    let (require, require_doc) = (format_ident!("{}", field.require_ident()), doc::require(field));
    // The tokens of the type are printed by prettyplease, so their spaces do not matter.
    let borrowed: TokenStream = field.borrowed_type().parse().unwrap_or_default();
    let convert = convert(&field.ty);
    quote! {
        #[doc = #doc]
        #[inline]
        pub fn #ident(&self) -> Option<#borrowed> {
            self.#ident.value() #convert
        }
        #[doc = #require_doc]
        #[inline]
        pub fn #require(&self) -> Result<#borrowed, FieldError> {
            self.#ident.require(#object, #key) #convert
        }
    }
}

/// The conversion of the reference to a value to the type that its accessors return, [`RustType::borrowed`].
pub(super) fn convert(ty: &RustType) -> TokenStream {
    match ty {
        RustType::Bool => quote!(.copied()),
        RustType::String => quote!(.map(String::as_str)),
        RustType::Vec(_) => quote!(.map(Vec::as_slice)),
        RustType::Box(_) => quote!(.map(Box::as_ref)),
        _ => quote!(),
    }
}

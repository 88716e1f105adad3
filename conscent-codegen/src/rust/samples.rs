//! The documented payloads themselves, as text and typed.

use super::{doc, event, modules};
use crate::catalog::{Catalog, Documented};
use crate::sample::Fidelity;
use crate::schema::Api;
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

/// The module `samples`.
pub(super) fn lower(apis: &[Api], catalog: &Catalog) -> TokenStream {
    let (mut rows, mut functions) = (Vec::new(), Vec::new());
    for (api, module) in apis.iter().zip(modules(apis)) {
        let module = format_ident!("{module}");
        for event in &api.events {
            for (one, sample) in catalog[&api.name][&event.name].iter().zip(&event.samples) {
                let body = event::body(api, event, &quote!(super::#module::));
                functions.push(typed(&sample.ident, &body, one, rows.len()));
                rows.push(row(one));
            }
        }
    }
    quote! {
        /// All documented payloads, by api, event and name.
        pub static ALL: &[Sample] = &[#(#rows),*];

        #(#functions)*
    }
}

fn row(Documented { sample, .. }: &Documented) -> TokenStream {
    let (api, event, name) = (&sample.api, &sample.event, &sample.name);
    let origin = sample.origin.as_ref().map_or(String::new(), |origin| format!("{}:{}", origin.page, origin.line));
    let heading = sample.origin.as_ref().and_then(|origin| origin.heading.as_deref()).unwrap_or_default();
    let fidelity = match sample.fidelity {
        Fidelity::Verbatim => quote!(Verbatim),
        Fidelity::Corrected => quote!(Corrected),
    };
    let path = format!("../../samples/{}", sample.key());
    quote! {
        Sample::new([#api, #event, #name, #origin, #heading], Fidelity::#fidelity, include_str!(#path))
    }
}

fn typed(function: &str, body: &TokenStream, one: &Documented, index: usize) -> TokenStream {
    let doc =
        format!(" The payload documented for `{}`: `{}`.", doc::code(&one.sample.event), doc::code(&one.sample.key()));
    let (function, index) = (format_ident!("{function}"), Literal::usize_unsuffixed(index));
    quote! {
        #[doc = #doc]
        #[must_use]
        pub fn #function() -> TypedSample<#body> {
            TypedSample::new(&ALL[#index])
        }
    }
}

//! The module `samples`: the documented payloads, as text and as types, and the interface that was generated from them.

use super::event;
use crate::interface::{Interface, Module, SampleFn};
use crate::samples::key;
use crate::text::escape;
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

pub(super) fn expand(interface: &Interface) -> TokenStream {
    let (mut rows, mut functions) = (Vec::new(), Vec::new());
    for module in &interface.modules {
        let ident = format_ident!("{}", module.ident);
        for event in &module.events {
            let body = event::body(module, event, &quote!(super::#ident::));
            for sample in &event.samples {
                let path = key(&module.api, &event.folder(), &sample.name);
                functions.push(function(&event.name, sample, &path, &body, rows.len()));
                rows.push(row(module, &event.name, sample, &path));
            }
        }
    }
    // Events may be known only from shape files.
    let uses = if rows.is_empty() {
        quote!(
            use conscent_core::Sample;
        )
    } else {
        quote!(
            use conscent_core::{Fidelity, Sample, TypedSample};
        )
    };
    quote! {
        #uses

        /// All documented payloads, by API, event and name.
        pub static ALL: &[Sample] = &[#(#rows),*];

        /// `schemas/interface.json`: the public API of this crate as data, for programs that load it at run time.
        pub const INTERFACE: &str = include_str!("../../schemas/interface.json");

        #(#functions)*
    }
}

fn row(module: &Module, event: &str, sample: &SampleFn, path: &str) -> TokenStream {
    let ident = format_ident!("{}", module.ident);
    let SampleFn { name, origin, heading, .. } = sample;
    let fidelity = match sample {
        SampleFn { corrected: true, .. } => quote!(Corrected),
        SampleFn { redacted: true, .. } => quote!(Redacted),
        SampleFn { captured: true, .. } => quote!(Captured),
        _ => quote!(Verbatim),
    };
    let path = format!("../../samples/{path}");
    quote! {
        Sample::new(&super::#ident::API, [#event, #name, #origin, #heading], Fidelity::#fidelity, include_str!(#path))
    }
}

fn function(event: &str, sample: &SampleFn, path: &str, body: &TokenStream, index: usize) -> TokenStream {
    let is = if sample.captured { "A captured payload" } else { "The documented payload" };
    let doc = format!(" {is} of `{}`: `{}`.", escape(event), escape(path));
    let (ident, index) = (format_ident!("{}", sample.ident), Literal::usize_unsuffixed(index));
    quote! {
        #[doc = #doc]
        #[must_use]
        pub fn #ident() -> TypedSample<#body> {
            TypedSample::new(&ALL[#index])
        }
    }
}

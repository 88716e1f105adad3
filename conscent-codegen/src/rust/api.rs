//! The descriptor of an API, and the table of all events for the attribute of `conscent`.

use super::code::Code;
use crate::interface::{EventFamily, Interface, Module};
use crate::samples::{Delivery, Encoding, Scheme, SecretForm, TimestampSource};
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use std::collections::BTreeSet;
use std::fmt::Write;

/// The descriptor of an API. It lists only the values that differ from `Api::new`, so that a new field of `Api` breaks
/// no generated crate.
pub(super) fn descriptor(module: &Module, delivery: &Delivery) -> Code {
    let Module { api, naming, payload, batch, id, .. } = module;
    let signature = delivery.signature.as_ref().and_then(|signature| signature.scheme.as_ref());
    let keys: Vec<_> = module.keys().into_iter().collect();
    let codes: Vec<_> = module.codes().into_iter().map(key_with_codes).collect();
    let fields: Vec<_> = [
        (!keys.is_empty()).then(|| quote!(keys: &[#(#keys),*])),
        (!codes.is_empty()).then(|| quote!(codes: &[#(#codes),*])),
        place(naming.header.as_ref(), naming.pointer.as_ref())
            .map(|place| quote!(naming: conscent_core::Naming { #place })),
        payload.as_ref().map(|payload| quote!(payload: Some(#payload))),
        batch.then(|| quote!(batch: true)),
        signature.map(scheme).map(|scheme| quote!(signature: Some(#scheme))),
        place(id.header.as_ref(), id.pointer.as_ref()).map(|place| quote!(id: conscent_core::Id { #place })),
        delivery.accepted.map(Literal::u16_unsuffixed).map(|status| quote!(accepted: #status)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let new = quote!(conscent_core::Api::new(#api, EVENTS, AnyEvent::drift_of));
    let value = if fields.is_empty() { new } else { quote!(conscent_core::Api { #(#fields,)* ..#new }) };
    let item = quote! {
        /// What a receiver needs to know about these webhooks.
        pub static API: conscent_core::Api = #value;
    };
    item.into()
}

fn key_with_codes((key, codes): (&str, BTreeSet<&str>)) -> TokenStream {
    let codes = codes.into_iter();
    quote!((#key, &[#(#codes),*]))
}

/// The fields of a place, if it has any.
fn place(header: Option<&String>, pointer: Option<&String>) -> Option<TokenStream> {
    let is_given = header.is_some() || pointer.is_some();
    let [header, pointer] = [header, pointer].map(option);
    is_given.then(|| quote!(header: #header, pointer: #pointer))
}

fn option(text: Option<&String>) -> TokenStream {
    text.map_or(quote!(None), |text| quote!(Some(#text)))
}

fn scheme(scheme: &Scheme) -> TokenStream {
    let path = quote!(conscent_core::signature::);
    if let Some(preset) = scheme.preset() {
        let preset = format_ident!("{}", preset.to_ascii_uppercase());
        return quote!(#path Scheme::#preset);
    }
    let Scheme { header, separator, prefix, encoding, signed, timestamp, id, tolerance_seconds, secret } = scheme;
    let separator = separator.map_or(quote!(None), |separator| quote!(Some(#separator)));
    let encoding = match encoding {
        Encoding::Hex => quote!(Hex),
        Encoding::Base64 => quote!(Base64),
    };
    let timestamp = match timestamp {
        None => quote!(None),
        Some(TimestampSource::Header(name)) => quote!(Some(#path TimestampSource::Header(#name))),
        Some(TimestampSource::Item(prefix)) => quote!(Some(#path TimestampSource::Item(#prefix))),
    };
    let id = option(id.as_ref());
    let secret = match secret {
        SecretForm::Text => quote!(Text),
        SecretForm::Base64(prefix) => quote!(Base64(#prefix)),
    };
    quote! {
        #path Scheme {
            header: #header,
            separator: #separator,
            prefix: #prefix,
            encoding: #path Encoding::#encoding,
            signed: #signed,
            timestamp: #timestamp,
            id: #id,
            tolerance: std::time::Duration::from_secs(#tolerance_seconds),
            secret: #path SecretForm::#secret,
        }
    }
}

/// Which crates use the table of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Other crates, by the crate's name.
    Crate,
    /// The crate that includes the module, under this path.
    Module,
}

/// The macro that passes the table of all events to another macro. An attribute cannot look anything up in another
/// crate, so it passes its input through this macro, which adds the table and calls the attribute's macro again.
pub(super) fn events(interface: &Interface, reach: Reach) -> Code {
    let (before, after) = match reach {
        Reach::Crate => ("#[doc(hidden)]\n#[macro_export]\n", ""),
        Reach::Module => ("#[allow(unused_macros)]\n", "\n#[allow(unused_imports)]\npub(crate) use __events;\n"),
    };
    let mut apis = String::new();
    for module in &interface.modules {
        let naming = if module.naming.is_given() { "named" } else { "endpoint" };
        let _ = writeln!(apis, "                {{ {:?} {} {naming}", module.api, module.ident);
        for event in &module.events {
            let group = module.family_of(&event.name).map_or("_", |EventFamily { ident, .. }| ident);
            let headings: BTreeSet<&str> = event.samples.iter().map(|sample| sample.heading.as_str()).collect();
            let headings: Vec<_> =
                headings.into_iter().filter(|one| !one.is_empty()).map(|one| format!("{one:?}")).collect();
            let (name, payload, headings) = (&event.name, &event.payload.name, headings.join(", "));
            let _ = writeln!(apis, "                    {{ {name:?} {payload} {group} [{headings}] }}");
        }
        apis.push_str("                }\n");
    }
    Code::Text(format!(
        "{before}macro_rules! __events {{
    ({{ $($callback:tt)+ }} $($input:tt)*) => {{
        $($callback)+! {{
            {{
{apis}            }}
            $($input)*
        }}
    }};
}}
{after}"
    ))
}

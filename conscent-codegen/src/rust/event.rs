//! Events: their payloads, the envelope around them, the enums of several events, and the table in which the macro looks them up.

use super::code::Code;
use super::doc;
use super::object::{self, Generics};
use crate::interface::{ANY_PAYLOAD, ENVELOPE, Envelope, Event, EventFamily, Interface, Module};
use crate::text::{count, escape};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use std::collections::BTreeSet;

/// The envelope of an api.
pub(super) fn envelope(envelope: &Envelope) -> Vec<Code> {
    let generics = Generics { params: quote!(<P>), bounds: quote!(<P: conscent_core::Payload>) };
    let mut code = object::expand(&envelope.body, &["The envelope around every payload `P`.".to_owned()], &generics);
    let incoming = quote! {
        impl<P: Event<Body = Self>> Incoming for Envelope<P> {
            const EVENT: &'static str = P::NAME;
            const API: &'static str = P::API;
            fn incoming(_: &str, body: &[u8]) -> Result<Self, Undecodable> {
                Ok(decode(body)?)
            }
        }
    };
    code.push(incoming.into());
    code
}

/// The payload of an event.
pub(super) fn payload(module: &Module, event: &Event) -> Vec<Code> {
    let samples = count(event.payload.occurrence.samples, "sample");
    let doc = format!("The payload of `{}`, in {samples}.", escape(&event.name));
    let ident = format_ident!("{}", event.payload.name);
    let mut code = match &event.value {
        None => object::expand(&event.payload, &[doc], &Generics::default()),
        Some(held) => {
            let held = held.without_null();
            let item = quote! {
                #[doc = #doc]
                #[derive(Clone, Default, PartialEq)]
                pub struct #ident(pub Field<#held>);
            };
            vec![item.into(), quote!(conscent_core::impl_payload!(#ident(#held));).into()]
        }
    };
    let (name, api) = (&event.name, &module.api);
    let body = if let Some(field) = module.envelope.as_ref().and_then(Envelope::payload) {
        let (field, key) = (format_ident!("{}", field.ident), &field.key);
        quote! {
            type Body = Envelope<Self>;
            fn from_body(body: Self::Body) -> Result<Self, FieldError> {
                body.#field.into_required(#ENVELOPE, #key)
            }
        }
    } else {
        quote! {
            type Body = Self;
            fn from_body(body: Self) -> Result<Self, FieldError> {
                Ok(body)
            }
        }
    };
    let event = quote! {
        impl Event for #ident {
            const NAME: &'static str = #name;
            const API: &'static str = #api;
            #body
        }
    };
    code.push(event.into());
    code
}

/// The payload of every event that no sample documents.
pub(super) fn any_payload(module: &Module) -> Vec<Code> {
    let doc = "The payload of an event that no sample documents: the keys that events of this api share.";
    object::expand(&module.any_payload(), &[doc.to_owned()], &Generics::default())
}

/// The type of an event's whole body, by its path from another module.
pub(super) fn body(module: &Module, event: &Event, path: &TokenStream) -> TokenStream {
    body_of(module, &event.payload.name, path)
}

/// The type of a whole body with this payload.
fn body_of(module: &Module, payload: &str, path: &TokenStream) -> TokenStream {
    let payload = format_ident!("{payload}");
    if module.envelope.is_some() { quote!(#path Envelope<#path #payload>) } else { quote!(#path #payload) }
}

/// The enums of an api's events: all of them, and those of each family.
pub(super) fn enums(module: &Module) -> Vec<Code> {
    let names = module.events.iter().map(|event| &event.name);
    let names = quote! {
        /// The names of all documented events.
        pub const EVENTS: &[&str] = &[#(#names),*];
    };
    let all: Vec<&Event> = module.events.iter().collect();
    let mut code = vec![names.into()];
    code.extend(any_of(module, "AnyEvent", "Any event of this api, by its whole body.", &all));
    for family in &module.families {
        let events: Vec<&Event> = module.events_of(family).collect();
        let EventFamily { name, ident } = family;
        let (api, pattern) = (&module.api, format!("{name}.*"));
        code.extend(any_of(module, ident, &format!("Any `{}`, by its whole body.", escape(&pattern)), &events));
        let ident = format_ident!("{ident}");
        let incoming = quote! {
            impl Incoming for #ident {
                const EVENT: &'static str = #pattern;
                const API: &'static str = #api;
                fn incoming(event: &str, body: &[u8]) -> Result<Self, Undecodable> {
                    Ok(Self::decode(event, body)?)
                }
            }
        };
        code.push(incoming.into());
    }
    code
}

/// An enum of some events of an api.
fn any_of(module: &Module, name: &str, doc: &str, events: &[&Event]) -> Vec<Code> {
    let variants = events.iter().map(|event| format_ident!("{}", event.variant));
    let docs = events.iter().map(|event| format!(" `{}`", escape(&event.name)));
    let bodies = events.iter().map(|event| body(module, event, &TokenStream::new()));
    let any_body = body_of(module, ANY_PAYLOAD, &TokenStream::new());
    let (ident, doc) = (format_ident!("{name}"), doc::lines(&[doc.to_owned()]));
    let items = quote! {
        #doc
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #ident {
            #(#[doc = #docs] #variants(Box<#bodies>),)*
            /// Another event.
            Unknown(Box<UnknownEvent<#any_body>>),
        }
    };
    let entries = events.iter().map(|event| format!("{} = {:?}", event.variant, event.name));
    vec![items.into(), Code::call("conscent_core::impl_events", name, entries)]
}

/// The table of all events.
pub(super) fn table(interface: &Interface) -> TokenStream {
    let rows = interface.modules.iter().flat_map(|module| {
        module.events.iter().map(|event| {
            let (api, name, payload) = (&module.api, &event.name, &event.payload.name);
            let headings: BTreeSet<&str> = event.samples.iter().map(|sample| sample.heading.as_str()).collect();
            let headings = headings.into_iter().filter(|heading| !heading.is_empty());
            let group = module.family_of(name);
            let group = group.map_or(quote!(None), |EventFamily { ident, .. }| quote!(Some(#ident)));
            quote! {
                DocumentedEvent { api: #api, name: #name, payload: #payload, group: #group, headings: &[#(#headings),*] }
            }
        })
    });
    quote! {
        use crate::DocumentedEvent;

        /// All documented events, by api and name.
        pub(crate) const EVENTS: &[DocumentedEvent] = &[#(#rows),*];
    }
}

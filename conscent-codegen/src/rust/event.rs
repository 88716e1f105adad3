//! Events: their payloads, the envelope around them, all of an api in one enum, and the table that the macro looks them up in.

use super::doc;
use super::object::{Generics, structure};
use super::types::{ENVELOPE, Types};
use crate::catalog::Catalog;
use crate::name::Scope;
use crate::schema::{Api, Envelope, Event, Group};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use std::collections::BTreeSet;

/// The envelope of an api.
pub(super) fn envelope(envelope: &Envelope, types: &Types<'_>) -> TokenStream {
    let generics = Generics { name: quote!(<P>), bounds: quote!(<P: Object>), payload: quote!(, P) };
    let doc = ["What stands around every payload `P`.".to_owned()];
    let structure = structure(types, ENVELOPE, &doc, &envelope.object, &generics);
    quote! {
        #structure
        impl<P: Event<Body = Self>> Incoming for Envelope<P> {
            const EVENT: &'static str = P::NAME;
            const API: &'static str = P::API;
            fn incoming(_: &str, body: &[u8]) -> Result<Self, Undecodable> {
                Ok(decode(body)?)
            }
        }
    }
}

/// What an envelope names beside its fields.
pub(super) fn envelope_names() -> TokenStream {
    quote!(Event Incoming Undecodable decode)
}

/// The payload of an event.
pub(super) fn payload(api: &Api, event: &Event, types: &Types<'_>) -> TokenStream {
    let seen = &event.object.seen;
    let samples = if seen.samples == 1 { "1 sample".to_owned() } else { format!("{} samples", seen.samples) };
    let doc = [format!("The payload of `{}`, in {samples}.", doc::code(&event.name))];
    let structure = structure(types, &event.type_name, &doc, &event.object, &Generics::default());
    let ident = format_ident!("{}", event.type_name);
    let (name, api_name) = (&event.name, &api.name);
    let body = if let Some(property) = api.envelope.as_ref().and_then(Envelope::payload) {
        let (field, key) = (format_ident!("{}", property.ident), &property.key);
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
    quote! {
        #structure
        impl Event for #ident {
            const NAME: &'static str = #name;
            const API: &'static str = #api_name;
            #body
        }
    }
}

/// What a payload names beside its fields.
pub(super) fn payload_names() -> TokenStream {
    quote!(Event FieldError)
}

/// The type of an event's whole body.
pub(super) fn body(api: &Api, event: &Event, module: &TokenStream) -> TokenStream {
    let payload = format_ident!("{}", event.type_name);
    if api.envelope.is_some() { quote!(#module Envelope<#module #payload>) } else { quote!(#module #payload) }
}

/// The enums of events of an api: all of them, and those of each group.
pub(super) fn enums(api: &Api) -> TokenStream {
    let names = api.events.iter().map(|event| &event.name);
    let any = any_of(api, "AnyEvent", "Any event of this api, by its whole body.", &Vec::from_iter(&api.events));
    let groups = api.groups.iter().map(|group| {
        let events: Vec<&Event> = group.events(api).collect();
        let (ident, api_name, pattern) = (format_ident!("{}", group.type_name), &api.name, format!("{}.*", group.name));
        let any = any_of(api, &group.type_name, &format!("Any `{}`, by its whole body.", doc::code(&pattern)), &events);
        quote! {
            #any
            impl Incoming for #ident {
                const EVENT: &'static str = #pattern;
                const API: &'static str = #api_name;
                fn incoming(event: &str, body: &[u8]) -> Result<Self, Undecodable> {
                    Ok(Self::decode(event, body)?)
                }
            }
        }
    });
    quote! {
        /// The names of all documented events.
        pub const EVENTS: &[&str] = &[#(#names),*];

        #any
        #(#groups)*
    }
}

/// What [`enums`] names.
pub(super) fn enums_names(api: &Api) -> TokenStream {
    let group = (!api.groups.is_empty()).then(|| quote!(Incoming Undecodable));
    quote!(UnknownEvent #group)
}

/// The variants of an enum of these events.
pub(super) fn variants(events: &[&Event]) -> Vec<String> {
    let mut scope = Scope::variants(&["Unknown"]);
    events.iter().map(|event| scope.claim([event.type_name.clone(), format!("{}Event", event.type_name)])).collect()
}

/// An enum of some events of an api.
fn any_of(api: &Api, name: &str, doc: &str, events: &[&Event]) -> TokenStream {
    let variants: Vec<Ident> = variants(events).iter().map(|variant| format_ident!("{variant}")).collect();
    let names: Vec<&String> = events.iter().map(|event| &event.name).collect();
    let docs = names.iter().map(|name| format!(" `{}`", doc::code(name)));
    let bodies = events.iter().map(|event| body(api, event, &TokenStream::new()));
    let ident = format_ident!("{name}");
    let doc = doc::lines(&[doc.to_owned()]);
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #ident {
            #(#[doc = #docs] #variants(Box<#bodies>),)*
            /// Another event.
            Unknown(UnknownEvent),
        }
        conscent_core::events!(#ident { #(#variants = #names),* });
    }
}

/// The table of all events.
pub(super) fn table(apis: &[Api], catalog: &Catalog) -> TokenStream {
    let rows = apis.iter().flat_map(|api| {
        api.events.iter().map(|event| {
            let groups = &api.groups;
            let (api, name, payload) = (&api.name, &event.name, &event.type_name);
            let origins = catalog[api][name].iter().filter_map(|one| one.sample.origin.as_ref());
            let headings: BTreeSet<&String> = origins.filter_map(|origin| origin.heading.as_ref()).collect();
            let headings = headings.into_iter();
            let group = groups.iter().find(|group| Group::of(name) == Some(&group.name));
            let group = group.map_or(quote!(None), |Group { type_name, .. }| quote!(Some(#type_name)));
            quote! {
                DocumentedEvent { api: #api, name: #name, payload: #payload, group: #group, headings: &[#(#headings),*] }
            }
        })
    });
    quote! {
        /// All documented events, by api and name.
        pub(crate) const EVENTS: &[DocumentedEvent] = &[#(#rows),*];
    }
}

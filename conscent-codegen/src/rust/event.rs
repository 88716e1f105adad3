//! Events: their payloads, the envelope around them, all of an api in one enum, and the table that the macro looks them up in.

use super::doc;
use super::object::{Generics, structure};
use super::types::{ENVELOPE, Types};
use crate::catalog::Catalog;
use crate::name::Scope;
use crate::schema::{Api, Envelope, Event};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use std::collections::BTreeSet;

/// The envelope of an api.
pub(super) fn envelope(envelope: &Envelope, types: &Types<'_>) -> TokenStream {
    let generics = Generics { name: quote!(<P>), bounds: quote!(<P: Object>), payload: quote!(, P) };
    let doc = ["What stands around every payload `P`.".to_owned()];
    structure(types, ENVELOPE, &doc, &envelope.object, &generics)
}

/// The payload of an event.
pub(super) fn payload(api: &Api, event: &Event, types: &Types<'_>) -> TokenStream {
    let seen = &event.object.seen;
    let samples = if seen.samples == 1 { "1 sample".to_owned() } else { format!("{} samples", seen.samples) };
    let doc = [format!("The payload of `{}`, in {samples}.", doc::code(&event.name))];
    let structure = structure(types, &event.type_name, &doc, &event.object, &Generics::default());
    let ident = format_ident!("{}", event.type_name);
    let (name, api) = (&event.name, &api.name);
    quote! {
        #structure
        impl Event for #ident {
            const NAME: &'static str = #name;
            const API: &'static str = #api;
        }
    }
}

/// The type of an event's whole body.
pub(super) fn body(api: &Api, event: &Event, module: &TokenStream) -> TokenStream {
    let payload = format_ident!("{}", event.type_name);
    if api.envelope.is_some() { quote!(#module Envelope<#module #payload>) } else { quote!(#module #payload) }
}

/// What [`any`] names.
pub(super) fn any_names() -> TokenStream {
    quote!(DecodeError Drift Serialize Serializer UnknownEvent decode_boxed)
}

/// The enum of all events of an api.
pub(super) fn any(api: &Api) -> TokenStream {
    let mut scope = Scope::variants(&["Unknown"]);
    let variants: Vec<Ident> = api
        .events
        .iter()
        .map(|event| format_ident!("{}", scope.claim([event.type_name.clone(), format!("{}Event", event.type_name)])))
        .collect();
    let names: Vec<&str> = api.events.iter().map(|event| event.name.as_str()).collect();
    let docs = names.iter().map(|name| format!(" `{}`", doc::code(name)));
    let bodies = api.events.iter().map(|event| body(api, event, &TokenStream::new()));
    quote! {
        /// The names of all documented events.
        pub const EVENTS: &[&str] = &[#(#names),*];

        /// Any event of this api, by its whole body.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum AnyEvent {
            #(#[doc = #docs] #variants(Box<#bodies>),)*
            /// An event that is not documented.
            Unknown(UnknownEvent),
        }
        impl AnyEvent {
            /// Decodes the whole body of an event.
            ///
            /// An event that is not documented is [`Unknown`](Self::Unknown).
            ///
            /// # Errors
            /// The body is not JSON, is no JSON object, or nests too deep. Nothing else is an error.
            pub fn decode(event: &str, body: &[u8]) -> Result<Self, DecodeError> {
                match event {
                    #(#names => decode_boxed(body).map(Self::#variants),)*
                    _ => UnknownEvent::decode(event, body).map(Self::Unknown),
                }
            }
            /// The event's name.
            #[must_use]
            pub fn name(&self) -> &str {
                match self {
                    #(Self::#variants(_) => #names,)*
                    Self::Unknown(event) => &event.name,
                }
            }
            /// What the samples did not know about this event, with pointers into its whole body.
            #[must_use]
            pub fn drift(&self) -> Vec<Drift> {
                match self {
                    #(Self::#variants(event) => event.drift(),)*
                    Self::Unknown(event) => event.drift(),
                }
            }
        }
        /// The whole body, equal to the one that was decoded.
        impl Serialize for AnyEvent {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #(Self::#variants(event) => event.serialize(serializer),)*
                    Self::Unknown(event) => event.serialize(serializer),
                }
            }
        }
    }
}

/// The table of all events.
pub(super) fn table(apis: &[Api], catalog: &Catalog) -> TokenStream {
    let rows = apis.iter().flat_map(|api| {
        api.events.iter().map(|event| {
            let (api, name, payload) = (&api.name, &event.name, &event.type_name);
            let origins = catalog[api][name].iter().filter_map(|one| one.sample.origin.as_ref());
            let headings: BTreeSet<&String> = origins.filter_map(|origin| origin.heading.as_ref()).collect();
            let headings = headings.into_iter();
            quote! { DocumentedEvent { api: #api, name: #name, payload: #payload, headings: &[#(#headings),*] } }
        })
    });
    quote! {
        /// All documented events, by api and name.
        pub(crate) const EVENTS: &[DocumentedEvent] = &[#(#rows),*];
    }
}

//! Events: their payloads, the envelope around them, and the enums of several events.

use super::code::Code;
use super::doc;
use super::object::{self, Generics};
use crate::interface::{ANY_PAYLOAD, ENVELOPE, Envelope, Event, EventFamily, Module};
use crate::text::escape;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// The structs of an API's envelope, from the outside in.
pub(super) fn envelope(envelope: &Envelope) -> Vec<Code> {
    let generics = Generics { params: quote!(<P>), bounds: quote!(<P: conscent_core::Payload>) };
    let mut code = object::expand(&envelope.body, &["The envelope around every payload `P`.".to_owned()], &generics);
    let mut place = ENVELOPE.to_owned();
    for ((_, field), inside) in envelope.way().zip(&envelope.inside) {
        let doc = format!("The object under `{}` of `{place}`, which contains every payload `P`.", escape(&field.key));
        code.extend(object::expand(inside, &[doc], &generics));
        place.clone_from(&inside.name);
    }
    let incoming = quote! {
        impl<P: Event<Body = Self>> Incoming for Envelope<P> {
            const EVENT: &'static str = P::NAME;
            const API: &'static conscent_core::Api = P::API;
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
    let seen = event.payload.occurrence.counted();
    let doc = format!("The payload of `{}`, in {seen}.", escape(&event.name));
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
    let name = &event.name;
    let body = if let Some(envelope) = &module.envelope {
        let steps = envelope.way().map(|(one, field)| {
            let (field, name, key) = (format_ident!("{}", field.ident), &one.name, &field.key);
            quote!(#field.into_required(#name, #key))
        });
        quote! {
            type Body = Envelope<Self>;
            fn from_body(body: Self::Body) -> Result<Self, FieldError> {
                body #(.#steps)?*
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
            const API: &'static conscent_core::Api = &API;
            #body
        }
    };
    code.push(event.into());
    code
}

/// The payload of every undocumented event.
pub(super) fn any_payload(module: &Module) -> Vec<Code> {
    let doc = "The payload of an undocumented event: the keys that events of this API share.";
    object::expand(&module.any_payload(), &[doc.to_owned()], &Generics::default())
}

/// The type of an event's whole body, with the path to it from another module.
pub(super) fn body(module: &Module, event: &Event, path: &TokenStream) -> TokenStream {
    body_of(module, &event.payload.name, path)
}

/// The type of a whole body with this payload.
fn body_of(module: &Module, payload: &str, path: &TokenStream) -> TokenStream {
    let payload = format_ident!("{payload}");
    if module.envelope.is_some() { quote!(#path Envelope<#path #payload>) } else { quote!(#path #payload) }
}

/// The enums of an API's events: one of all events, and one of each family.
pub(super) fn enums(module: &Module) -> Vec<Code> {
    let names = module.events.iter().map(|event| &event.name);
    let names = quote! {
        /// The names of all documented events.
        pub const EVENTS: &[&str] = &[#(#names),*];
    };
    let all: Vec<&Event> = module.events.iter().collect();
    let mut code = vec![names.into()];
    code.extend(any_of(module, "AnyEvent", "The whole body of any event of this API.", &all));
    for family in &module.families {
        let events: Vec<&Event> = module.events_of(family).collect();
        let EventFamily { name, ident } = family;
        let pattern = format!("{name}.*");
        code.extend(any_of(module, ident, &format!("The whole body of any `{}` event.", escape(&pattern)), &events));
        let ident = format_ident!("{ident}");
        let incoming = quote! {
            impl Incoming for #ident {
                const EVENT: &'static str = #pattern;
                const API: &'static conscent_core::Api = &API;
                fn incoming(event: &str, body: &[u8]) -> Result<Self, Undecodable> {
                    Ok(Self::decode(event, body)?)
                }
            }
        };
        code.push(incoming.into());
    }
    code
}

/// An enum of some events of an API.
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
            /// Any other event.
            Unknown(Box<UnknownEvent<#any_body>>),
        }
    };
    let entries = events.iter().map(|event| format!("{} = {:?}", event.variant, event.name));
    vec![items.into(), Code::call("conscent_core::impl_events", name, entries)]
}

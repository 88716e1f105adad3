//! JSON Schemas as the crate schemars asks for them: an impl for each type of an api, in a file of their own behind a feature.

use super::event;
use super::types::{ENVELOPE, RustType, Types};
use crate::schema::{Api, Code, Envelope, Event, Group, Kind, Object, Presence, Property, Type};
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

/// The impls for all types of an api.
pub(super) fn lower(api: &Api, types: &Types<'_>) -> TokenStream {
    let any = any_of(api, "AnyEvent", |_| true);
    let groups = api
        .groups
        .iter()
        .map(|group| any_of(api, &group.type_name, |event| Group::of(&event.name) == Some(&group.name)));
    let envelope = api.envelope.as_ref().map(|one| envelope(one, types));
    let (generator, none) = (quote!(generator), quote!(_));
    let events = api
        .events
        .iter()
        .map(|event| named(&event.type_name, &generator, &object(&event.type_name, &event.object, types)));
    let definitions = api.definitions.iter().map(|definition| {
        let (generator, schema) = match &definition.kind {
            Kind::Object(one) => (&generator, object(&definition.name, one, types)),
            Kind::Enum(codes) => (&none, open_enum(codes)),
            Kind::Union(variants) => (&generator, union(variants)),
        };
        named(&definition.name, generator, &schema)
    });
    quote! { #any #(#groups)* #envelope #(#events)* #(#definitions)* }
}

/// The impl for a type, by the expression of its schema and what that calls the generator.
fn named(name: &str, generator: &TokenStream, schema: &TokenStream) -> TokenStream {
    let ident = format_ident!("{name}");
    quote! {
        impl schema::JsonSchema for #ident {
            schema::names!(#ident);
            fn json_schema(#generator: &mut schema::SchemaGenerator) -> schema::Schema {
                #schema
            }
        }
    }
}

/// An envelope tells the name of the event, where the payload is one.
fn envelope(envelope: &Envelope, types: &Types<'_>) -> TokenStream {
    let schema = properties(ENVELOPE, &envelope.object, types, |property| {
        let (key, seen) = (&property.key, property.seen.to_string());
        (*key == envelope.event_key).then(|| quote!(.constant(#key, P::NAME, #seen)))
    });
    quote! {
        impl<P: Event + schema::JsonSchema> schema::JsonSchema for Envelope<P> {
            schema::names!(Envelope, P);
            fn json_schema(generator: &mut schema::SchemaGenerator) -> schema::Schema {
                #schema
            }
        }
    }
}

fn object(name: &str, object: &Object, types: &Types<'_>) -> TokenStream {
    properties(name, object, types, |_| None)
}

fn properties(
    name: &str,
    object: &Object,
    types: &Types<'_>,
    special: impl Fn(&Property) -> Option<TokenStream>,
) -> TokenStream {
    let properties = object.properties.iter().enumerate().map(|(n, property)| {
        special(property).unwrap_or_else(|| {
            let (held, key, seen) = (types.field(name, n), &property.key, property.seen.to_string());
            let held = if property.nullable { quote!(Option<#held>) } else { held.to_token_stream() };
            quote!(.property::<#held>(#key, #seen))
        })
    });
    let always = object.properties.iter().filter(|property| property.presence == Presence::Always);
    let always = always.map(|property| &property.key);
    quote! { schema::object(generator) #(#properties)* .required(&[#(#always),*]) }
}

fn open_enum(codes: &[Code]) -> TokenStream {
    let known = codes.iter().map(|code| &code.text);
    quote! { schema::open_enum(&[#(#known),*]) }
}

fn union(variants: &[Type]) -> TokenStream {
    let types = variants.iter().map(RustType::from);
    quote! { schema::any_of([#(generator.subschema_for::<#types>()),*]) }
}

/// Any of several events, by its whole body; one that no sample documents is any object.
fn any_of(api: &Api, name: &str, is_one: impl Fn(&Event) -> bool) -> TokenStream {
    let bodies = api.events.iter().filter(|event| is_one(event)).map(|one| event::body(api, one, &TokenStream::new()));
    let schema = quote! {
        schema::any_of([#(generator.subschema_for::<#bodies>(),)* generator.subschema_for::<UnknownEvent>()])
    };
    named(name, &quote!(generator), &schema)
}
